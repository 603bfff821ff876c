"""What happened to a PDF after it was signed.

Knows: how to tell clean later revisions from bytes that merely follow, and what forms showed.
Does not know: whether a signature verifies, or who made it.
Keeps: what cannot be explained counts as changed: a comparison that failed is never repeated
without comparing.
"""

from __future__ import annotations

import bisect
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import read_object_header

from signing.messages import say
from signing.model import Changed, Message
from signing.pades.coverage import BLANK, Coverage, Extent
from signing.pades.document import (
    FormField,
    SignatureField,
    SignedPdf,
    array,
    entry,
    form_fields,
)

_OBJECT = re.compile(rb"(?<![0-9])[0-9]{1,10}\s+[0-9]{1,5}\s+obj\b")
_SHOWS = re.compile(rb"(?:\b(?:Tj|TJ|Do|EI|sh)|['\"])\s*(?:\n|\r|\s|\Z)")
_MOST_NAMES = 10
_LONGEST_VALUE = 80
_ANNOTATE = 3
_FILL_FORMS = 2


@dataclass(frozen=True, slots=True)
class Changes:
    """The second axis of the verdict: `changed_after_signing`, and why."""

    changed: Changed
    messages: tuple[Message, ...] = ()


def changes_after(document: SignedPdf, field: SignatureField, coverage: Coverage) -> Changes:
    """What happened after the revision that `field` signed."""
    if coverage.extent is Extent.FILE:
        return Changes(Changed.NONE)
    if coverage.extent is not Extent.REVISION:
        return Changes(Changed.UNKNOWN)
    try:
        if not _only_revisions_follow(document, coverage.revision, coverage.end):
            return Changes(Changed.UNKNOWN, (say("S035"),))
        if not document.may_compare(document.reader.xrefs.total_revisions - coverage.revision):
            return Changes(Changed.UNKNOWN, (say("S034"),))
        return _compared(document, field, coverage.revision)
    except Exception:  # noqa: BLE001  hostile bytes: whatever fails to compare counts as changed
        return Changes(Changed.UNKNOWN, (say("S034"),))


def _compared(document: SignedPdf, field: SignatureField, revision: int) -> Changes:
    # Imported here: only files with later revisions need it, and it loads slowly.
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.fields import FieldMDPSpec, MDPPerm  # noqa: PLC0415

    from signing.pades.policy import POLICY  # noqa: PLC0415

    permission, locked = _permission(field), _transform(field, "/FieldMDP")
    result = POLICY.review_file(
        document.reader,
        revision,
        field_mdp_spec=FieldMDPSpec.from_pdf_object(locked) if locked is not None else None,
        doc_mdp=MDPPerm(permission) if permission is not None else None,
    )
    if not isinstance(result, DiffResult):
        told = _values_changed(document, revision)
        if permission == _ANNOTATE:
            # The comparison cannot judge annotations, and this signature allows them.
            return Changes(Changed.UNKNOWN, (say("S034"), *told))
        return Changes(Changed.NOT_ALLOWED, (say("S033"), *told))
    level = result.modification_level
    if permission is not None and level.value > permission:
        return Changes(Changed.NOT_ALLOWED, (say("S033"), *_values_changed(document, revision)))
    if level <= ModificationLevel.LTA_UPDATES:
        return Changes(
            Changed.ALLOWED, (say("S032", what="дані для довгострокової перевірки підпису"),)
        )
    return _forms(document, revision, result.changed_form_fields)


def _transform(field: SignatureField, method: str) -> Any:
    """The parameters of the transform `method` of the signature; None when it has none."""
    for reference in array(field.signature, "/Reference"):
        transform = reference.get_object()
        if entry(transform, "/TransformMethod") == method:
            return entry(transform, "/TransformParams", {})
    return None


def _permission(field: SignatureField) -> int | None:
    """The strictest of what the signature and the lock of its field allow (DocMDP, /Lock)."""
    allowed = []
    certified = _transform(field, "/DocMDP")  # without /P it is 2: ISO 32000-2, table 257
    if certified is not None:
        allowed.append(int(entry(certified, "/P", _FILL_FORMS)))
    lock = entry(field.dictionary, "/Lock")
    if lock is not None and "/P" in lock:
        allowed.append(int(lock["/P"]))
    return min(allowed, default=None)


def _only_revisions_follow(document: SignedPdf, revision: int, end: int) -> bool:
    """Whether the bytes from `end` on are later revisions and nothing else.

    Objects that no cross-reference names are invisible to us, but not to viewers that repair.
    """
    xrefs = document.reader.xrefs
    later = range(revision + 1, xrefs.total_revisions)
    starts = {xrefs.get_xref_container_info(number).start_location for number in later}
    if not starts or min(starts) < end:
        return False
    tail_end = document.data.rfind(b"%%EOF")
    if tail_end < end or document.data[tail_end + 5 :].strip(BLANK):
        return False
    for number in later:
        section = xrefs.get_xref_data(number)
        starts |= {offset for _, offset in section.standard_xrefs.values()}
        if section.hybrid is not None:
            starts.add(section.hybrid.meta_info.start_location)
            starts |= {o for _, o in section.hybrid.xref_data.standard_xrefs.values()}
    known = sorted(_at_token(document.data, start) for start in starts if start >= end)
    return all(
        _is_accounted_for(document, known, found.start())
        for found in _OBJECT.finditer(document.data, end)
    )


def _at_token(data: bytes, start: int) -> int:
    while start < len(data) and data[start] in BLANK:
        start += 1
    return start


def _is_accounted_for(document: SignedPdf, known: list[int], at: int) -> bool:
    """Whether what looks like an object at `at` is a known one, or lies inside a known one."""
    before = bisect.bisect_right(known, at)
    if before == 0:
        return False
    start = known[before - 1]
    if start == at:
        return True
    stream = io.BytesIO(document.data)
    stream.seek(start)
    number, generation = read_object_header(stream, strict=False)
    generic.read_object(stream, generic.Reference(number, generation, document.reader))
    return at < stream.tell()


def _forms(document: SignedPdf, revision: int, names: set[str]) -> Changes:
    """What the change of these fields amounts to: filling, or replacing what had been shown."""
    old = _by_name(document.reader.get_historical_resolver(revision).root)
    new = _by_name(document.reader.root)
    filled = sorted(
        name
        for name in names
        if name in old and name in new and new[name].kind != "/Sig" and _differ(old, new, name)
    )
    if not filled:
        return Changes(Changed.ALLOWED, (say("S032", what="нові підписи або їх поля"),))
    replaced = [name for name in filled if _shows(old[name])]
    messages = [say("S036", fields=", ".join(filled[:_MOST_NAMES]) + _more(filled))]
    messages += [_told(name, old[name], new[name]) for name in filled[:_MOST_NAMES]]
    if replaced:
        # Allowed by the letter of DocMDP, and yet how shadow attacks replace what was signed.
        messages.append(say("S037", fields=", ".join(replaced[:_MOST_NAMES]) + _more(replaced)))
        return Changes(Changed.UNKNOWN, tuple(messages))
    return Changes(Changed.ALLOWED, tuple(messages))


def _values_changed(document: SignedPdf, revision: int) -> list[Message]:
    """The form fields whose values differ, in a file that may be changed in other ways, too."""
    try:
        old = _by_name(document.reader.get_historical_resolver(revision).root)
        new = _by_name(document.reader.root)
        names = sorted(
            name
            for name in old.keys() & new.keys()
            if new[name].kind != "/Sig" and _value(old[name]) != _value(new[name])
        )
    except Exception:  # noqa: BLE001  hostile bytes; what the change amounts to is known already
        return []
    return [_told(name, old[name], new[name]) for name in names[:_MOST_NAMES]]


def _by_name(root: Any) -> dict[str, FormField]:
    return {field.name: field for field in form_fields(root) if not field.problem}


def _differ(old: dict[str, FormField], new: dict[str, FormField], name: str) -> bool:
    """Whether value or appearance differ; the comparison names some fields that stayed the same."""
    before, after = (
        (str(entry(field.dictionary, "/V")), list(_appearances(field)))
        for field in (old[name], new[name])
    )
    return before != after


def _more(names: list[str]) -> str:
    return f" та ще {len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else ""


def _told(name: str, old: FormField, new: FormField) -> Message:
    """From what to what a field was changed."""
    before, after = _value(old), _value(new)
    if before == after:
        return say("S196", field=name, value=after)
    return say("S195", field=name, old=before, new=after)


def _value(field: FormField) -> str:
    value = entry(field.dictionary, "/V")
    return "" if value is None else str(value)[:_LONGEST_VALUE]


def _shows(field: FormField) -> bool:
    """Whether a reader of the signed revision saw something in the field."""
    value = entry(field.dictionary, "/V")
    if value is not None and str(value).strip() not in {"", "/Off"}:
        return True
    return any(_SHOWS.search(stream) for stream in _appearances(field))


def _appearances(field: FormField) -> Iterator[bytes]:
    """What the field shows, in each place where it is shown."""
    yield from _normal(field.dictionary)
    for kid in array(field.dictionary, "/Kids"):
        yield from _normal(kid.get_object())


def _normal(widget: Any) -> Iterator[bytes]:
    """The normal appearance of a widget in its present state."""
    normal = entry(entry(widget, "/AP", {}), "/N")
    if normal is not None and not hasattr(normal, "data"):
        normal = entry(normal, entry(widget, "/AS", "/Off"))
    if normal is not None:
        yield normal.data
