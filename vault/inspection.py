"""Inspection: the files on the shelf and in the stacks against what must lie there.

Knows: which file is missing, damaged, or nobody's. Does not know: the journal (check.py walks it).
Keeps: what looks odd while others work is only a doubt; it becomes a finding when it still looks
odd with the commit lock held.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.engine import Connection

from vault import holdings, ocfl
from vault.causes import os_cause
from vault.errors import FixityError
from vault.fixity import content_of, verify
from vault.head import Head
from vault.history import is_held, object_at
from vault.layout import Layout
from vault.model import Content, Finding
from vault.readmes import readmes
from vault.shelf import place_of

_SHA512 = re.compile(r"[0-9a-f]{128}\Z")
_CLOCK = dt.timedelta(days=1)
"""So far clocks may differ before a month is one that has not come yet."""
_YOUNG = dt.timedelta(hours=1)
"""A content nobody holds may be on its way into an entry for so long."""


class Inspection:
    """One look through shelf and stacks.

    Attributes:
        findings: what is wrong for certain.
    """

    def __init__(
        self,
        layout: Layout,
        connection: Connection,
        now: dt.datetime,
        sixteenth: str,
        progress: Callable[[str, int, int], None],
    ) -> None:
        """Digest contents whose SHA-512 begins with `sixteenth` (empty: all)."""
        self.findings: list[Finding] = []
        self._layout = layout
        self._connection = connection
        self._now = now
        self._sixteenth = sixteenth
        self._progress = progress
        self._contents: dict[str, None] = {}  # doubts, in order
        self._objects: dict[str, str] = {}
        self._strangers: list[Path] = []
        self._done = 0

    # -- looking -----------------------------------------------------------------------------------

    def shelf(self, total: int) -> None:
        """Every folder of the shelf; `total` counts the contents of shelf and stacks."""
        for prefix, owed in holdings.on_shelf(self._connection):
            folder = self._layout.shelf / prefix
            there = {entry.name for entry in _entries(folder)}
            for name in sorted(owed.keys() | there):
                if name in owed and name in there:
                    problem = self._problem(folder / name, owed[name])
                    if problem is not None and problem.code == "V021":
                        self._contents[name] = None
                    elif problem is not None:
                        self.findings.append(problem)
                elif name in owed or (_SHA512.match(name) and name.startswith(prefix)):
                    if name in owed or self._bears_its_name(folder / name):
                        self._contents[name] = None
                else:
                    self._strangers.append(folder / name)
            self._progress("shelf", self._done, total)

    def stacks(self, total: int) -> None:
        """Every object, and whatever else lies in the stacks."""
        stacks = self._layout.stacks
        for done, (object_id, place) in enumerate(holdings.objects(self._connection), start=1):
            if list(self._odd_in_object(object_id, stacks / place)):
                self._objects[object_id] = place
            self._progress("stacks", done, total)
        self._beside_objects(stacks)

    def _beside_objects(self, stacks: Path) -> None:
        """Files of the storage itself, and what lies in it that is no object of ours."""
        for name, data in ocfl.ROOT_FILES.items():
            path = stacks / name
            if not path.is_file() or path.read_bytes() != data:
                self._say("V032", path, "Службовий файл сховища томів утрачено або змінено.")
        known = {name.partition("/")[0] for name in (*ocfl.ROOT_FILES, "README.txt")}
        for entry in _entries(stacks):
            if not entry.is_dir(follow_symlinks=False):
                self._strangers += [] if entry.name in known else [Path(entry.path)]
            elif entry.name not in known:
                for child in _entries(Path(entry.path)):
                    place = f"{entry.name}/{child.name}"
                    if object_at(self._connection, place) is None:
                        self._objects.setdefault(place, place)
        extensions = stacks / "extensions"
        unknown = {
            f"extensions/{name}" for name in files_below(extensions)
        } - ocfl.ROOT_FILES.keys()
        self._strangers += [stacks / name for name in sorted(unknown)]

    def _bears_its_name(self, path: Path) -> bool:
        """A content is whole before it gets its name: with a wrong one, it was altered."""
        try:
            if not path.name.startswith(self._sixteenth) or content_of(path).sha512 == path.name:
                return True
            self._say("V020", path, "Вміст не той, що його називає ім'я файла.")
        except FileNotFoundError:
            return True  # it left the shelf meanwhile, or has come into an entry
        except OSError as error:
            self._say("V037", path, f"Файл не читається: {os_cause(error)}.")
        return False

    def _problem(self, path: Path, expected: Content) -> Finding | None:
        """What is wrong with a file; it is digested when it is its turn."""
        self._done += 1
        try:
            if path.stat().st_size != expected.size:
                return self._finding("V020", path, f"Розмір уже не {expected.size} байтів.")
            if expected.sha512.startswith(self._sixteenth):
                verify(path, expected)
        except FixityError as error:
            return self._finding(error.code, path, "Вміст змінився: цифровий відбиток інший.")
        except FileNotFoundError:
            return self._finding("V021", path, "Файл утрачено.")
        except OSError as error:
            return self._finding("V037", path, f"Файл не читається: {os_cause(error)}.")
        return None

    def _odd_in_object(self, object_id: str, root: Path) -> Iterator[Finding]:
        """Missing, foreign and altered files."""
        expected = holdings.files_of(self._connection, object_id)
        for name in sorted(set(files_below(root)) - expected.keys()):
            yield self._finding("V032", root / name, "У томі зайвий файл або каталог.")
        for name, content in expected.items():
            problem = self._problem(root / name, content)
            if problem is not None:
                yield problem

    # -- judging, under the commit lock ------------------------------------------------------------

    def settle_doubts(self, *, trusted: bool, in_use: bool) -> None:
        """Look again at what looked odd.

        Args:
            trusted: the journal is whole, so what it does not know is really nobody's.
            in_use: others are at work: what is young may still find its owner.
        """
        for sha512 in self._contents:
            path = place_of(self._layout.shelf, sha512)
            held = is_held(self._connection, sha512)
            if held and not path.is_file():
                self._say("V021", path, "Вміст, потрібний документам, утрачено.")
            elif not held and trusted and path.is_file() and not (in_use and self._young(path)):
                self._mention("V030", path, "Вміст не належить жодному документу.")
        for name, place in self._objects.items():
            root = self._layout.stacks / place
            object_id = object_at(self._connection, place)
            if object_id is not None:
                self.findings += self._odd_in_object(object_id, root)
            elif trusted and root.exists():
                self._say("V032", root, f"Том «{name}» невідомий журналу.")

    def strays(self, head: Head, *, trusted: bool, in_use: bool) -> None:
        """What lies elsewhere in the vault: bytes after the head, leftovers, unknown files."""
        layout = self._layout
        self._odd_in_journal(head, trusted=trusted)
        folders = (layout.staging, layout.shelf_temp, layout.scratch)
        unfinished = (entry for folder in folders for entry in folder.glob("*"))
        for entry in () if in_use else unfinished:
            if entry.suffix != ".seat":
                text = "Лишок перерваної роботи; його буде прибрано під час відкриття."
                self._mention("V033", entry, text)
        self._strangers += [p for p in sorted(layout.root.iterdir()) if p not in layout.everything]
        for path in self._strangers:
            self._mention("V031", path, "Невідомий файл.")
        for path, written in readmes(layout).items():
            if not path.is_file() or path.read_bytes() != written:
                self._say("V034", path, "Пам'ятку, як читати сховище без програми, змінено.")

    def _odd_in_journal(self, head: Head, *, trusted: bool) -> None:
        # A clock may have been wrong once: then the head itself lies in a month to come.
        latest = max(head.segment, f"{self._now + _CLOCK:%Y-%m}")
        for path in sorted(self._layout.journal.glob("*")):
            match = re.fullmatch(r"(\d{4}-\d{2})\.(jsonl|torn-[0-9a-f]{16})", path.name)
            if match is None:
                self._strangers.append(path)
                continue
            month, kind, size = match[1], match[2], path.stat().st_size
            if month > latest and size:
                text = "Записи місяця, який ще не настав: програма їх не робила або годинник хибив."
                self._say("V023", path, text)
            elif kind != "jsonl":
                self._mention("V023", path, "Незавершений запис, відкладений колись програмою.")
            elif size:
                if trusted and (month, size) > (head.segment, head.offset):
                    text = "Після останнього підтвердженого запису є ще байти."
                    self._mention("V023", path, text)
            else:
                self._empty_segment(path, past=month > head.segment, trusted=trusted)

    def _empty_segment(self, path: Path, *, past: bool, trusted: bool) -> None:
        """The chain was walked: it says whether the file ever had lines."""
        if past:
            self._mention("V023", path, "Порожній файл журналу: лишок перерваної роботи.")
        elif trusted:
            self._mention("V031", path, "Порожній файл; журнал цілий і без нього.")
        else:
            self._say("V021", path, "Файл журналу порожній: записи з нього втрачено.")

    def _young(self, path: Path) -> bool:
        return path.stat().st_mtime > (self._now - _YOUNG).timestamp()

    def _mention(self, code: str, path: Path, text: str) -> None:
        self.findings.append(dataclasses.replace(self._finding(code, path, text), grave=False))

    def _say(self, code: str, path: Path, text: str) -> None:
        self.findings.append(self._finding(code, path, text))

    def _finding(self, code: str, path: Path, text: str) -> Finding:
        return Finding(code, path.relative_to(self._layout.root).as_posix(), text)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def files_below(root: Path) -> Iterator[str]:
    """Files, and folders with nothing in them, below an object's root."""
    for folder, folders, files in os.walk(root):
        inside = Path(folder)
        for name in files:
            yield (inside / name).relative_to(root).as_posix()
        if not files and not folders and inside != root:
            yield inside.relative_to(root).as_posix()
