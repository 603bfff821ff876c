"""A document within its case file: its sheets and leaves, its data, what it is linked to.

Knows: the forms. Does not know: when a person must confirm, what may be corrected or linked.
Keeps: a document is shown here only under its own case file, and only to whoever may see its title;
a corrected value is kept beside the new one.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.corrected import DOCUMENT_NAMES as NAMES
from desk.registered import DIRECTIONS, document_json
from desk.web.cases.casework import (
    address,
    case_page,
    changing,
    corrected,
    open_case_at,
    required,
    shielded,
)
from desk.web.documents import looking
from desk.web.frame import Visit, page, post
from inventory import CaseFile, Document, confirm_sheets
from inventory.access import Action, Reading, Restriction, service
from inventory.access.names import MARKS
from inventory.access.queries import marks_on
from inventory.access.reading import HIDDEN
from inventory.arrangement.kinds import kinds
from inventory.errors import NoSuchDocument
from inventory.events import document_subject
from inventory.registration.links import KINDS
from inventory.service.corrections import DOCUMENT_KEYS, correct_document
from inventory.service.leaves import draw_leaves, leaf_map
from inventory.service.links import link_documents
from inventory.volumes.leaves import FLAGS, MappedLeaf, line_of, read_line
from vault import Transaction
from vault.errors import UsageError


def _inside(reading: Reading, case: CaseFile, document: str) -> Document:
    """A document of the case file whose title the reader may see.

    Raises:
        NoSuchDocument.
    """
    found = looking.exactly(reading, document)
    if found.case != case.key or reading.shown_document(found).title == HIDDEN:
        raise NoSuchDocument(name=document)
    return found


def document(visit: Visit) -> Response:
    """The page of a document."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        found = _inside(reading, case, visit.request.path_params["document"])
        leaves = leaf_map(visit.workbench.vault, found.id)
        marks = marks_on(reading.connection, document_subject(found.id))
        read = reading.may(Action.READ, case.key, found.id)
        return case_page(
            visit,
            reading,
            case,
            "case_document.html",
            "document",
            document=found,
            card=document_json(reading.connection, found),
            leaves=leaves,
            line=line_of(leaves.leaves),
            suggested=line_of(leaves.suggested),
            flags=FLAGS,
            keys={key: NAMES[key] for key in DOCUMENT_KEYS},
            values=_values(reading, found),
            document_kinds={one.code: one.name for one in kinds().values()},
            directions=DIRECTIONS,
            links=list(looking.linked(reading, found)),
            link_kinds={code: kind.forth for code, kind in KINDS.items() if code != "annex"},
            document_marks={one.value: MARKS[one] for one in sorted(marks)},
            all_marks={one.value: name for one, name in MARKS.items()},
            readable=read and not found.restricted,
            to="document/" + found.id,
        )


def _values(reading: Reading, found: Document) -> dict[str, str]:
    """What the form of corrections begins with."""
    card = document_json(reading.connection, found)
    own = {key: getattr(found, key, None) for key in NAMES}
    own |= {key: card["registration"].get(key) for key in NAMES if key in card["registration"]}
    return {key: "" if value is None else str(value) for key, value in own.items()}


# -- changes -------------------------------------------------------------------------------


def _back(visit: Visit, case: CaseFile, said: str) -> Response:
    return visit.go(address(case, f"document/{visit.request.path_params['document']}"), said)


def _mine(visit: Visit, tx: Transaction, case: CaseFile, document: str = "") -> str:
    """The id of the document that is changed, of this case file."""
    named = document or str(visit.request.path_params["document"])
    return _inside(visit.reading_on(tx.connection), case, named).id


def confirm(visit: Visit) -> Response:
    """A person says how many sheets it has."""
    with changing(visit) as (tx, case):
        sheets = visit.number("sheets")
        if sheets is None:
            raise UsageError(reason="не сказано, скільки аркушів")
        confirm_sheets(tx, _mine(visit, tx, case), sheets, seen=visit.number("seen"))
    return _back(visit, case, f"Підтверджено: {sheets} арк.")


def draw(visit: Visit) -> Response:
    """A person draws the leaf map: as a line, or by ticking what is special about a leaf."""
    with changing(visit) as (tx, case):
        named = _mine(visit, tx, case)
        leaves = read_line(required(visit, "line", "рядок карти"))
        if visit.text("ticked"):
            leaves = tuple(_ticked(visit, number, leaf) for number, leaf in enumerate(leaves))
        draw_leaves(tx, named, leaves, seen=visit.number("seen"))
    return _back(visit, case, f"Карту аркушів записано: {len(leaves)}.")


def _ticked(visit: Visit, number: int, leaf: MappedLeaf) -> MappedLeaf:
    told = set(visit.texts(f"flag{number}")) & FLAGS.keys()
    return MappedLeaf(leaf.faces, leaf.backs, tuple(sorted(told)))


def correct(visit: Visit) -> Response:
    """Correct registered data, with a reason."""
    key = visit.text("what")
    value = visit.text("value")
    changes = {key: value in {"так", "1", "true", "True"} if key == "copy" else value}
    reason = required(visit, "reason", "причина")
    with changing(visit) as (tx, case):
        named = _mine(visit, tx, case)
        done = correct_document(tx, named, changes, reason, seen=visit.number("seen"))
    return _back(visit, case, corrected(done))


def link(visit: Visit) -> Response:
    """Link it to what it is about."""
    other = required(visit, "target", "код другого документа")
    with changing(visit) as (tx, case):
        reading = visit.reading_on(tx.connection)
        target = looking.exactly(reading, other)
        hidden = reading.shown_document(target).title == HIDDEN
        if hidden or not reading.may(Action.SEE, target.case):
            raise NoSuchDocument(name=other)
        served = {"yes": True, "no": False}.get(visit.text("served"))
        link_documents(
            tx,
            _mine(visit, tx, case),
            target.id,
            visit.text("kind"),
            served=served,
            returned_on=visit.text("returned") or None,
        )
    return _back(visit, case, "Пов'язано.")


def mark(visit: Visit) -> Response:
    """Restrict the document, or lift a restriction."""
    with changing(visit) as (tx, case):
        subject = document_subject(_mine(visit, tx, case))
        restriction = restriction_of(visit)
        change = service.unmark if visit.text("lift") else service.mark
        change(tx, subject, restriction, basis=visit.text("basis"), seen=visit.number("seen"))
    return visit.go(address(case), "Записано.")


def restriction_of(visit: Visit) -> Restriction:
    """Which mark the form says.

    Raises:
        UsageError: none that there is.
    """
    named = visit.text("mark")
    if named not in set(Restriction):
        raise UsageError(reason="не вибрано обмеження")
    return Restriction(named)


_AT = "/case/{key:case}/document/{document}"
ROUTES = [
    page(_AT, shielded(document)),
    post(f"{_AT}/sheets", shielded(confirm)),
    post(f"{_AT}/leaves", shielded(draw)),
    post(f"{_AT}/correct", shielded(correct)),
    post(f"{_AT}/link", shielded(link)),
    post(f"{_AT}/mark", shielded(mark)),
]
