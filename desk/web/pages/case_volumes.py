"""What is done with a volume: numbered, signed, closed, certified, changed, joined to.

Knows: the forms. Does not know: what may be done (rules, services).
Keeps: whoever counts the sheets of a volume does it on a page that says no number; after every
change one is back at the volume.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from desk.days import day_of
from desk.signatories import signed_by
from desk.web.cases.casework import (
    address,
    case_page,
    changing,
    newest_case_at,
    required,
    shielded,
    to_change,
    who,
)
from desk.web.cases.drafts import is_draft
from desk.web.frame import Visit, page, post
from desk.web.frame.turns import Work
from inventory import CaseFile, OriginalForm, close_volume, note_numbering
from inventory.access import Action
from inventory.service.certification import certify_volume, look
from inventory.service.changes import enter_change
from inventory.service.joining import Joining, join_document
from inventory.service.sheet_numbers import (
    letter_volume,
    record_counted,
    record_numbered,
    record_signed,
    renumber,
)
from vault import Transaction
from vault.errors import UsageError

Change = Callable[[Visit, Transaction, CaseFile, int], str]


def _changed(change: Change) -> Callable[[Visit], Response]:
    """A page that makes a change of a volume in one transaction and goes back to it."""

    @shielded
    def answer(visit: Visit) -> Response:
        number = int(visit.request.path_params["volume"])
        with changing(visit) as (tx, case):
            said = change(visit, tx, case, number)
        return visit.go(address(case, volume=number), said)

    return answer


def _row(visit: Visit) -> int:
    row = visit.number("row")
    if row is None:
        raise UsageError(reason="не вибрано рядка опису")
    return row


def _numbered(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    row = _row(visit)
    record_numbered(tx, case.name, volume, row, seen=visit.number("seen"))
    return f"Записано: аркуші до рядка {row} пронумеровано."


def _signed(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    row, day = _row(visit), visit.text("on")
    record_signed(
        tx,
        case.name,
        volume,
        row,
        judge=visit.text("judge"),
        clerk=visit.text("clerk"),
        on=day_of(day) if day else None,
        seen=visit.number("seen"),
    )
    return f"Записано: опис підписано до рядка {row}."


def _closed(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    closed = close_volume(tx, case.name, volume, seen=visit.number("seen"))
    return f"Том {closed.name} завершено. Полічіть аркуші й засвідчіть том."


def _numbering(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    note_numbering(
        tx,
        case.name,
        volume,
        _words(visit, "lettered"),
        _numbers(visit, "missing"),
        repeated=_numbers(visit, "repeated"),
        seen=visit.number("seen"),
    )
    return "Номери аркушів записано."


def _words(visit: Visit, name: str) -> list[str]:
    return visit.text(name).replace(",", " ").replace(";", " ").split()


def _numbers(visit: Visit, name: str) -> list[int]:
    try:
        return [int(word) for word in _words(visit, name)]
    except ValueError:
        raise UsageError(reason=f"«{visit.text(name)}» — не номери аркушів") from None


def _renumbered(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    renumber(tx, case.name, volume, seen=visit.number("seen"))
    return "Аркуші пронумеровано заново. Старі номери закресліть однією рискою, нові — поруч."


def _labelled(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    label = required(visit, "label", "номер на обкладинці")
    letter_volume(tx, case.name, volume, label, seen=visit.number("seen"))
    return f"Том має номер {label}."


def _counted(visit: Visit, tx: Transaction, case: CaseFile, volume: int) -> str:
    counted = visit.number("counted")
    if counted is None:
        raise UsageError(reason="не названо, скільки аркушів полічено")
    record_counted(tx, case.name, volume, counted, seen=visit.number("seen"))
    return "Лічбу записано."


# -- with forms to typeset: these services open their own transaction ---------------------------


def count(visit: Visit) -> Response:
    """The page on which somebody says how many sheets they counted; it says no number itself."""
    number = int(visit.request.path_params["volume"])
    with visit.reading() as reading:
        case = newest_case_at(visit, reading, Action.CERTIFY)
        view = look(reading.connection, case.name, number)
        if view.facts.certified_on is not None and view.facts.counted is not None:
            return visit.go(address(case, volume=number), "Лічбу цього тому вже записано.")
        return case_page(
            visit,
            reading,
            case,
            "case_certify.html",
            "certify",
            number=number,
            name=view.volume.name,
            paper=case.original_form is OriginalForm.PAPER,
            draft=is_draft(visit, "certification_note"),
            me=who(visit),
            rows=len(view.volume.rows),
            signed=view.facts.signed_rows,
            certified=view.facts.certified_on is not None,
            head=visit.workbench.letterhead(),
            before=visit.workbench.settings.numbering.inventory_signed == "before",
        )


def certify(visit: Visit) -> Response:
    """Make the certification note."""
    number = int(visit.request.path_params["volume"])
    case, workbench = to_change(visit), visit.workbench
    head = workbench.letterhead()
    judge = visit.text("judge") if "judge" in visit.form else None
    certified = certify_volume(
        workbench.vault,
        workbench.press,
        signed_by(head, judge, who(visit)),
        case.name,
        number,
        actor=visit.actor,
        compiler=who(visit),
        counted=visit.number("counted"),
        count_required=True,
        signed_before=workbench.settings.numbering.inventory_signed == "before",
        seen=visit.number("seen"),
    )
    return visit.go(address(case, volume=number), f"Том {certified.volume.name} засвідчено.")


def change(visit: Visit) -> Response:
    """Enter a later change in the certification note."""
    number = int(visit.request.path_params["volume"])
    case, workbench, day = to_change(visit), visit.workbench, visit.text("on")
    enter_change(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        case.name,
        number,
        text=required(visit, "text", "що змінено"),
        basis=required(visit, "basis", "підстава"),
        on=day_of(day) if day else None,
        by=who(visit),
        actor=visit.actor,
        seen=visit.number("seen"),
    )
    return visit.go(address(case, volume=number), "Зміну внесено до засвідчувального напису.")


def join(visit: Visit) -> Response:
    """Join a document to a certified volume by an act."""
    number = int(visit.request.path_params["volume"])
    case, workbench = to_change(visit), visit.workbench
    order = Joining(
        number=case.name,
        volume=number,
        document=required(visit, "document", "документ"),
        basis=required(visit, "basis", "акт"),
        by=who(visit),
    )
    join_document(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        order,
        actor=visit.actor,
        seen=visit.number("seen"),
    )
    return visit.go(address(case, volume=number), "Документ приєднано за останнім аркушем.")


_AT = "/case/{key:case}/volume/{volume:int}"
_CHANGES: dict[str, Change] = {
    "numbered": _numbered,
    "signed": _signed,
    "close": _closed,
    "numbering": _numbering,
    "renumber": _renumbered,
    "label": _labelled,
    "count": _counted,
}
ROUTES = [
    *(post(f"{_AT}/{name}", _changed(made)) for name, made in _CHANGES.items()),
    page("/case/{key:case}/certify/{volume:int}", shielded(count)),
    post(
        "/case/{key:case}/certify/{volume:int}",
        shielded(certify),
        work=Work.FILES,
    ),
    post(f"{_AT}/change", shielded(change), work=Work.FILES),
    post(f"{_AT}/join", shielded(join), work=Work.FILES),
]
