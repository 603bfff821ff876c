"""Lists from АСДС as CSV: which columns there are, in whichever words and encoding.

Knows: the columns of case files and documents, their Ukrainian headings, UTF-8 and Windows-1251,
commas, semicolons and tabs. Does not know: what is registered already.
Keeps: pure; every mistake is told with its line, all at once; columns that are not ours are not
read, and named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory.arrangement.kinds import CASE_KINDS, find_case_kind, find_kind, nearest_kinds
from inventory.errors import BadCard, BadCaseNumber
from inventory.model import OriginalForm
from inventory.registration.card import RegistrationCard, card_json, card_of, one_line
from inventory.registration.numbers import checked, unique_parts
from inventory.rules.registration import DIRECTIONS
from inventory.service.cases import NewCase
from vault import Json, single_spaced
from vault.errors import ArchiveError, UsageError

CASE_COLUMNS = {
    "number": "єдиний унікальний номер",
    "kind": "вид справи",
    "title": "сторони",
    "claim": "суть вимог",
    "received_on": "дата надходження",
    "proceedings": "номери проваджень",
    "index": "індекс",
    "original_form": "форма",
    "judge": "суддя",
}
DOCUMENT_COLUMNS = {
    "case": "номер справи",
    "index": "реєстраційний номер",
    "date": "дата документа",
    "received_at": "дата і час надходження",
    "kind": "вид документа",
    "title": "назва документа",
    "sender": "від кого",
    "direction": "напрям",
    "language": "мова",
    "channel": "спосіб надходження",
    "mailbox": "електронна адреса суду",
    "asds_number": "номер асдс",
    "asds_date": "дата реєстрації асдс",
    "asds_id": "ідентифікатор асдс",
    "edrsr": "єдрср",
    "sheets": "кількість аркушів",
    "copy": "копія",
    "late_order": "розпорядження про термін",
    "late_reason": "причина відстрочення",
    "full_text_on": "дата повного тексту",
    "note": "примітка",
}
_BY_SUFFIX = {"": "civil", "ц": "civil", "к": "criminal", "п": "offence", "а": "administrative"}
"""What a case is when the list does not say (Лубни 3.3)."""
_CAME = CASE_COLUMNS["received_on"]
_KEY = re.compile("ключ «([a-z_]+)»")
_YES = {"так", "1", "true", "yes", "+"}
_NO = {"ні", "0", "false", "no", "-", ""}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a list."""

    line: int
    text: str

    @property
    def said(self) -> str:
        """For people."""
        return f"рядок {self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of a list of case files; `said` are the columns it fills."""

    line: int
    new: NewCase
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of a list of documents: the card it makes."""

    line: int
    case: str
    card: Mapping[str, Json]


def decoded(raw: bytes, encoding: str | None = None) -> str:
    """The text of a list: UTF-8 where it is that, else Windows-1251, unless one is said.

    Raises:
        UsageError: it is in neither, or not in the one that is said.
    """
    for name in (encoding,) if encoding else ("utf-8-sig", "cp1251"):
        try:
            return raw.decode(name).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise UsageError(reason=f"кодування «{name}» програма не знає") from error
    raise UsageError(reason="список не в тому кодуванні: потрібне UTF-8 або Windows-1251")


def _read(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows by line; strict, for an open quotation mark would swallow the rows behind it."""
    heading = next(iter(text.lstrip("\r\n").splitlines()), "")
    delimiter = max(";\t,", key=heading.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise UsageError(
            reason=f"список не читається з рядка {reader.line_num}: не закрито лапки або це не CSV"
        ) from error


def _headings(row: Sequence[str], columns: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """The words over the columns, and which of ours each is."""
    by_word = {word: key for key, word in columns.items()} | {key: key for key in columns}
    words = map(single_spaced, row)
    return [(word, by_word.get(word.casefold())) for word in words]


def strange_columns(text: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    """What stands over columns of a list that are not ours; nothing of them is read.

    Raises:
        UsageError: it is no list.
    """
    first = next((row for _, row in _read(text) if any(cell.strip() for cell in row)), [])
    return tuple(word for word, name in _headings(first, columns) if word and name is None)


def _rows(
    text: str, columns: Mapping[str, str], required: str
) -> tuple[list[tuple[int, dict[str, str]]], list[Mistake]]:
    if not text.strip():
        raise UsageError(reason="список порожній")
    names: list[str | None] = []
    mistakes: list[Mistake] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for line, row in _read(text):
        if not any(cell.strip() for cell in row):
            continue
        if not names:
            names = [name for _, name in _headings(row, columns)]
            if required not in names:
                reason = f"у списку немає стовпця «{required}» («{columns[required]}»)"
                raise UsageError(reason=reason)
            if twice := next((n for n in names if n and names.count(n) > 1), None):
                reason = f"стовпець «{columns[twice]}» є в списку двічі: лишіть один"
                raise UsageError(reason=reason)
            continue
        if len(row) > len(names):
            mistakes.append(Mistake(line, "значень більше, ніж стовпців"))
            continue
        cells = zip(names, row, strict=False)
        rows.append((line, {n: one_line(v) for n, v in cells if n}))
    return rows, mistakes


def read_cases(text: str, own: list[str]) -> tuple[list[CaseRow], list[Mistake]]:
    """The case files of a list, and its mistakes; `own` are short ids, at least one a line.

    Raises:
        UsageError: there is no list.
    """
    rows, mistakes = _rows(text, CASE_COLUMNS, "number")
    found: list[CaseRow] = []
    for (line, row), one in zip(rows, own, strict=False):
        try:
            said = frozenset(key for key, value in row.items() if value)
            found.append(CaseRow(line, _new_case(row, one), said))
        except ArchiveError as error:
            mistakes.append(Mistake(line, _told(error, CASE_COLUMNS | {"date": _CAME})))
    seen: set[str] = set()
    for entry in found:
        if entry.new.number in seen:
            mistakes.append(Mistake(entry.line, f"№ {entry.new.number} у списку вже є"))
        seen.add(entry.new.number)
    return found, mistakes


def _told(error: ArchiveError, columns: Mapping[str, str]) -> str:
    """What is wrong in a line, in the words of the list."""
    if type(error) not in {UsageError, BadCard}:
        return error.sentences()[0]
    return _KEY.sub(
        lambda found: f"стовпець «{columns.get(found[1], found[1])}»", str(error.details["reason"])
    )


def _new_case(row: Mapping[str, str], own: str) -> NewCase:
    if not row.get("number"):
        raise BadCaseNumber(name="", reason="номера немає")
    parts = unique_parts(checked(row["number"]))
    kind = find_case_kind(row.get("kind") or _BY_SUFFIX[parts.suffix if parts else ""])
    if kind is None:
        known = ", ".join(CASE_KINDS.values())
        raise UsageError(reason=f"виду справи «{row['kind']}» немає; може бути: {known}")
    received = card_of({"date": row["received_on"]}).date if row.get("received_on") else None
    forms = {"": "paper", "паперова": "paper", "електронна": "electronic"}
    form = row.get("original_form", "").casefold()
    form = forms.get(form, form)
    if form not in {"paper", "electronic"}:
        raise UsageError(reason="форма справи може бути: паперова (paper), електронна (electronic)")
    return NewCase(
        number=checked(row["number"]),
        kind=kind,
        own=own,
        title=row.get("title", ""),
        claim=row.get("claim", ""),
        received_on=received,
        proceedings=tuple(re.findall(r"[^\s,;]+", row.get("proceedings", ""))),
        index=row.get("index", ""),
        original_form=OriginalForm(form),
        judge=row.get("judge", ""),
    )


def read_documents(text: str) -> tuple[list[DocumentRow], list[Mistake]]:
    """The documents of a list, and its mistakes.

    Raises:
        UsageError: there is no list.
    """
    rows, mistakes = _rows(text, DOCUMENT_COLUMNS, "case")
    found = []
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        try:
            number = checked(row.get("case", ""))
            card = _card(row)
            if not card.index and not card.asds_id:
                raise UsageError(reason="немає ні реєстраційного номера, ні ідентифікатора АСДС")
            same = (number, card.asds_id or card.index)
            if same in seen:
                raise UsageError(reason=f"документ «{same[1]}» у списку вже є")
            seen.add(same)
            found.append(DocumentRow(line, number, card_json(card)))
        except ArchiveError as error:
            mistakes.append(Mistake(line, _told(error, DOCUMENT_COLUMNS)))
    return found, mistakes


def _card(row: Mapping[str, str]) -> RegistrationCard:
    value: dict[str, Json] = {k: v for k, v in row.items() if v and k != "case"}
    directions = {name: code for code, name in DIRECTIONS.items()}
    if "direction" in value:
        value["direction"] = directions.get(value["direction"].casefold(), value["direction"])
    if "sheets" in value:
        value["sheets"] = int(value["sheets"]) if value["sheets"].isdecimal() else value["sheets"]
    if "copy" in value:
        word = value["copy"].casefold()
        value["copy"] = True if word in _YES else False if word in _NO else value["copy"]
    if "kind" in value and find_kind(value["kind"]) is None:
        near = ", ".join(f"«{kind.name}»" for kind in nearest_kinds(value["kind"]))
        like = f"схожі: {near}; " if near else ""
        raise UsageError(
            reason=f"виду документа «{value['kind']}» немає; {like}є повний "
            f"перелік (sprava kinds), можна додати свій (sprava kinds --add)"
        )
    return card_of(value)
