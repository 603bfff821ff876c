"""Whatever a person does with a case file, no numbered sheet moves and every total is right."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from inventory import close_volume, confirm_sheets, note_numbering
from inventory.forms import Press, Signatory
from inventory.model import VolumePlan, VolumeState
from inventory.queries import volume_facts
from inventory.service.certification import certify_volume, look
from inventory.service.joining import Joining, join_document
from inventory.service.order import move_document
from inventory.service.sheet_numbers import record_numbered, record_signed, renumber
from inventory.volumes.papers import Letterhead
from inventory.volumes.sheets import VOLUME_LIMIT, odd_numbers, total
from tests.crash.powercut import QuickDisk
from tests.inventory.office import Office
from vault.errors import RuleViolation, UsageError

HEAD = Letterhead(court="Вигаданівський районний суд", draft=False)
WHO = Signatory(position="Секретар", name="П. П. Приклад")
PRESS = Press()
KINDS = ("claim", "motion", "minutes", "postal-notice", "decision", "envelope", "media")

Sheet = tuple[str, int, str]
"""Document, which of its sheets in the volume, number."""


def sheets_of(volume: VolumePlan, rows: int) -> list[Sheet]:
    """The sheets of the volume's first rows."""
    return [
        (member.document, place, str(entry))
        for row in volume.rows[:rows]
        for member in row.members
        for place, entry in enumerate(member.labels)
    ]


class VolumeLife(RuleBasedStateMachine):
    """A case file, and what stands on its paper."""

    @initialize(sheets=st.lists(st.integers(1, 140), min_size=2, max_size=8))
    def begin(self, sheets: list[int]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.office = Office(self.folder, disk=QuickDisk())
        self.documents: list[str] = []
        self.paper: dict[int, list[Sheet]] = {}
        for count in sheets:
            self.documents.append(self.office.add("motion", count))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.office.vault.close()
            shutil.rmtree(self.folder)

    @rule(kind=st.sampled_from(KINDS), sheets=st.integers(1, 140), annex=st.booleans())
    def register(self, kind: str, sheets: int, *, annex: bool) -> None:
        parent = self.documents[-1] if annex and self.documents else None
        self.documents.append(self.office.add("annex" if parent else kind, sheets, parent=parent))

    @rule(data=st.data(), signed=st.booleans())
    def fix(self, data: st.DataObject, *, signed: bool) -> None:
        volume = next((v for v in self.office.plan() if not v.frozen), self.office.plan()[0])
        first, row = volume.number, data.draw(st.integers(1, len(volume.rows)))
        try:
            with self.office.vault.transaction("тест") as tx:
                if signed:
                    record_signed(tx, self.office.number, first, row, judge="С", clerk="П")
                else:
                    record_numbered(tx, self.office.number, first, row)
                tx.commit()
            event("rows fixed")
        except (RuleViolation, UsageError):
            pass

    @rule()
    def close(self) -> None:
        first = next((v.number for v in self.office.plan() if not v.frozen), 1)
        try:
            with self.office.vault.transaction("тест") as tx:
                close_volume(tx, self.office.number, first)
                tx.commit()
            event("closed")
        except (RuleViolation, UsageError):
            pass

    @rule(data=st.data(), change=st.integers(-3, 3))
    def confirm(self, data: st.DataObject, change: int) -> None:
        """Only the numbers of this document's sheets may change."""
        document = data.draw(st.sampled_from(self.documents))
        count = self.office.document(document).count.sheets
        try:
            with self.office.vault.transaction("тест") as tx:
                confirm_sheets(tx, document, count + change)
                tx.commit()
        except (RuleViolation, UsageError):
            return
        event("confirmed")
        now = self.on_paper()
        for number, sheets in self.paper.items():
            others = [sheet for sheet in sheets if sheet[0] != document]
            assert [sheet for sheet in now[number] if sheet[0] != document] == others
        self.paper = now

    @rule(data=st.data(), missing=st.booleans())
    def note(self, data: st.DataObject, *, missing: bool) -> None:
        number = len(self.office.plan())
        where = data.draw(st.integers(1, 30))
        try:
            with self.office.vault.transaction("тест") as tx:
                said = ([], [where]) if missing else ([f"{where}а"], [])
                note_numbering(tx, self.office.number, number, *said)
                tx.commit()
            event("noted")
        except (RuleViolation, UsageError):
            pass

    @rule(data=st.data())
    def number_anew(self, data: st.DataObject) -> None:
        """Numbers change, and nothing else: each sheet lies where it lay."""
        number = data.draw(st.sampled_from([v.number for v in self.office.plan()]))
        try:
            with self.office.vault.transaction("тест") as tx:
                renumber(tx, self.office.number, number)
                tx.commit()
        except (RuleViolation, UsageError):
            return
        event("numbered anew")
        now = self.on_paper()
        if number not in self.paper:
            return
        for volume, sheets in self.paper.items():
            assert [sheet[:2] for sheet in now[volume]] == [sheet[:2] for sheet in sheets]
        assert [sheet[2] for sheet in now[number]] == [str(n + 1) for n in range(len(now[number]))]
        self.paper = now

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        one, other = (data.draw(st.sampled_from(self.documents)) for _ in range(2))
        try:
            with self.office.vault.transaction("тест") as tx:
                move_document(tx, one, after=other, reason="так зручніше суду")
                tx.commit()
            event("moved")
        except (RuleViolation, UsageError):
            pass

    @rule()
    def certify(self) -> None:
        with self.office.vault.read() as connection:
            facts = volume_facts(connection, self.office.case.key)
        full = [n for n, fact in facts.items() if fact.state is VolumeState.FULL]
        if full:
            event("certified")
            certify_volume(
                self.office.vault, PRESS, HEAD, self.office.number, full[0], actor="т", compiler=WHO
            )

    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        order = Joining(
            number=self.office.number,
            volume=max((v.number for v in self.office.plan() if v.frozen), default=1),
            document=data.draw(st.sampled_from(self.documents[-2:])),
            basis="акт № 1",
            by=WHO,
        )
        try:
            join_document(self.office.vault, PRESS, HEAD, order, actor="т")
            event("joined")
        except (RuleViolation, UsageError):
            pass

    def on_paper(self) -> dict[int, list[Sheet]]:
        """What is numbered, as the program says."""
        return {v.number: sheets_of(v, v.fixed) for v in self.office.plan() if v.fixed}

    @invariant()
    def what_is_numbered_stays(self) -> None:
        if not hasattr(self, "paper"):
            return
        event("confirmed")
        now = self.on_paper()
        for number, sheets in self.paper.items():
            assert now[number][: len(sheets)] == sheets
        self.paper = now

    @invariant()
    def every_sheet_is_counted_once(self) -> None:
        if not hasattr(self, "paper"):
            return
        volumes = self.office.plan()
        placed: dict[str, int] = dict.fromkeys(self.documents, 0)
        for volume in volumes:
            assert volume.sheets <= VOLUME_LIMIT
            assert total(volume.labels) == volume.sheets == len(set(volume.labels))
            odd = odd_numbers(volume.labels)
            highest = max((entry.number for entry in volume.labels), default=0)
            assert volume.sheets == highest - len(odd.missing) + len(odd.lettered)
            assert [row.position for row in volume.rows] == list(range(1, len(volume.rows) + 1))
            for document, _, _ in sheets_of(volume, len(volume.rows)):
                placed[document] += 1
        assert placed == {d: self.office.document(d).count.sheets for d in self.documents}
        assert self.office.plan() == volumes, "planning again changes nothing"
        if volumes:
            with self.office.vault.read() as connection:
                look(connection, self.office.number, 1).peculiar  # noqa: B018  it can be told


VolumeLife.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestVolumeLife = VolumeLife.TestCase
