"""One look at a file: what it is, what is inside, and whether it may go on.

Knows: which reader answers for which kind; what refuses a file and what is only recorded.
Does not know: the case, the card, or what quarantine is.
Keeps: a file that passes is one of the accepted kinds, opens, and is no program.

Refused: unreadable, encrypted, two formats at once, bombs, programs and macros. Recorded: repair
and damage, scripts in PDF forms, external templates, DDE and objects, an extension that does not
fit. Both lists come from what a court can still file and read in fifty years.
"""

from __future__ import annotations

import re

from vault.airlock import archives, cms, images, mail, office, pdf, rtf
from vault.airlock.encoding import decoded
from vault.airlock.facts import Inside
from vault.airlock.identify import (
    ACCEPTED,
    OpenedFile,
    as_kind,
    extension,
    is_program_name,
    kind_of,
    not_accepted,
    pronom,
    refuse_two_formats,
)
from vault.airlock.limits import Limits
from vault.errors import ActiveContent, TooLarge, Unreadable
from vault.model import Json

_HEADER = re.compile(
    rb"(?:From [^\r\n]*\r?\n)?((?:[!-9;-~]{1,70}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+)"
)
_MAIL = frozenset(
    (b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version")
)
_MARKUP = re.compile(r"\s*<[!?A-Za-z][^<]{0,2000}?>.*>\s*\Z", re.DOTALL)
_BYTES_EACH = 4
_CONTROLS_PER_MILLE = 2


def inspect(path: str, name: str, limits: Limits) -> Json:
    """Task: what the file at `path` is; `name` is only compared with what was found.

    Returns:
        `{"kind", "format" (PRONOM id or UNKNOWN), "format_name", "mime", "size" (bytes),
        "mismatch" (the extension promises something else)}` and the facts of `facts.Inside`.

    Raises:
        Unreadable, NotAccepted, Ambiguous, UnsafeArchive: damaged, none of ours, or a trap.
        Encrypted, ActiveContent, TooLarge: as their names say.
    """
    if is_program_name(name):
        raise ActiveContent(reason=f"назва файлу обіцяє програму (.{extension(name)})")
    source = OpenedFile(path, limits.file_mib)
    try:
        kind, inside, whole = _look(source, limits)
        found = pronom(source, whole=False) if not whole else None
        found = as_kind(found or pronom(source, whole=True), kind)
    finally:
        source.close()
    ending = extension(name)
    if kind == "txt" and any(
        ending in ends for _, _, ends in ACCEPTED.values() if "txt" not in ends
    ):
        # A document whose beginning is lost looks like text; filing it as one would hide the loss.
        raise Unreadable(reason=f"назва обіцяє .{ending}, але всередині інше")
    return {
        "kind": kind,
        "format": found.pronom,
        "format_name": found.name,
        "mime": found.mime,
        "size": source.size,
        "mismatch": bool(ending) and ending not in ACCEPTED[kind][2],
        **inside.as_json(),
    }


def _look(source: OpenedFile, limits: Limits) -> tuple[str, Inside, bool]:
    """Kind, inside, and whether PRONOM has to see the whole file to tell the level."""
    kind = kind_of(source)
    refuse_two_formats(source, kind)
    if kind == "pdf":
        inside, claims_pdfa = pdf.facts(source.path, limits)
        return kind, inside, claims_pdfa
    if kind in ("tiff", "jpeg", "png"):
        return kind, images.facts(source.path, kind, limits), False
    if kind == "zip":
        return *_look_into_zip(source.path, limits), True
    if kind == "cms":
        return kind, cms.facts(source.path, limits), False
    if kind == "rtf":
        return kind, rtf.facts(source.whole(), limits), False
    return *_look_at_text(source, limits), False


def _look_into_zip(path: str, limits: Limits) -> tuple[str, Inside]:
    with archives.opened(path, limits) as archive:
        package = office.Package(archive, limits)
        declared = archive.mimetype()
        if declared == office.ODT:
            return "odt", office.odt_facts(package)
        if declared.startswith("application/vnd.oasis.opendocument."):
            raise not_accepted("документ OpenDocument, але не ODT")
        if package.has("[Content_Types].xml"):
            return "docx", office.docx_facts(package)
        inside = Inside(container=archive.kind())
        for member in archive.members:
            inside.embed(archives.member_path(member), member.file_size, archive.head(member))
        if inside.container == "zip":
            return "zip", inside
        inside.signatures = sum(map(archives.is_signature, archive.names))
        return "asic", inside


def _look_at_text(source: OpenedFile, limits: Limits) -> tuple[str, Inside]:
    if _is_mail(source.head):
        return "eml", mail.facts(source.path, limits)
    found = pronom(source, whole=False)
    if found is not None and found.mime != "text/plain":
        raise not_accepted(found.name)
    if source.size > limits.text_chars * _BYTES_EACH:
        raise TooLarge(reason=f"понад {limits.text_chars} знаків тексту")
    words = decoded(source.whole())[0]
    controls = sum(c < " " and c not in "\t\n\r\f" for c in words)
    if "\0" in words or controls * 1000 > _CONTROLS_PER_MILLE * len(words):
        raise not_accepted("невідомий формат")
    if _MARKUP.match(words):
        raise not_accepted("розмітка HTML або XML")
    return "txt", Inside(text=True)


def _is_mail(head: bytes) -> bool:
    block = _HEADER.match(head)
    if block is None:
        return False
    lines = block.group(1).splitlines()
    names = {line.partition(b":")[0].lower() for line in lines if line[:1] not in b" \t"}
    return len(names & _MAIL) >= 2 and not names.isdisjoint((b"from", b"received", b"date"))
