"""What the pages of a signed PDF looked like when it was signed, where they look different now.

Knows: for which signatures the pages are compared, and what the report says of it.
Does not know: how pages are drawn (an airlock child does), or where pictures are kept.
Keeps: the verdict is not touched: a comparison only adds what a person would see.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from pathlib import Path

from signing.messages import say
from signing.model import Changed, Format, Judgement, SignatureReport
from vault.airlock import Airlock, Interrupted, plain_file
from vault.errors import AirlockError
from vault.model import Json

_TASK = "signing.pades.pages:changed_pages"
_SECONDS = 20.0
PICTURES_MAX = 100
"""Of one report; an honest child makes fewer."""
_COMPARED = {Changed.ALLOWED, Changed.NOT_ALLOWED, Changed.UNKNOWN}


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it was signed or as it is now; `name` says which of them, `file` is a PNG."""

    name: str
    file: Path


def with_pages(
    airlock: Airlock, path: Path, report: SignatureReport, folder: Path
) -> tuple[SignatureReport, tuple[PagePicture, ...]]:
    """`report` with what is seen of the changes after signing, and pictures of changed pages.

    Nothing is compared unless the file was changed after a signature was made. `folder` is one of
    the airlock's, and the pictures lie there.

    Raises:
        Interrupted: it was told to stop.
    """
    fields = [one.field for one in report.signatures if _changed(one)]
    if not changed_after_signing(report):
        return report, ()
    limits = dataclasses.replace(airlock.limits, seconds=_SECONDS)
    pictures: list[PagePicture] = []
    try:
        found = airlock.call(
            _TASK, limits=limits, path=str(path), folder=str(folder), fields=fields
        )
        every = dict.fromkeys(name for one in found.values() for name in _names(one))
        names = itertools.islice(every, PICTURES_MAX)
        pictures = [PagePicture(name, plain_file(folder, name)) for name in names]
    except Interrupted:
        raise
    except AirlockError as error:
        reason = error.sentences()[0].rstrip(".")
        found = {field: {"reason": reason} for field in fields}
    signatures = tuple(_told(one, found) for one in report.signatures)
    return dataclasses.replace(report, signatures=signatures), tuple(pictures)


def changed_after_signing(report: SignatureReport) -> bool:
    """Whether there is anything to compare."""
    return report.format is Format.PADES and any(map(_changed, report.signatures))


def _changed(one: Judgement) -> bool:
    return bool(one.field) and one.changed_after_signing in _COMPARED


def _told(one: Judgement, found: Json) -> Judgement:
    answer = found.get(one.field) if _changed(one) else None
    if answer is None:
        return one
    if "reason" in answer:
        message = say("S232", reason=answer["reason"])
    elif answer["pages"]:
        pages = ", ".join(str(page["page"]) for page in answer["pages"])
        message = say("S230", pages=pages)
    else:
        message = say("S231", count=answer["compared"])
    more = (say("S233", count=answer["compared"]),) if answer.get("more") else ()
    return dataclasses.replace(one, messages=(*one.messages, message, *more))


def _names(answer: Json) -> list[str]:
    pages = answer.get("pages", ())
    return [page[key] for page in pages for key in ("before", "after") if page[key]]
