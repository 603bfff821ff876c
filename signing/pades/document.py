"""A signed PDF as pyHanko's lenient reader sees it: its form fields and its revocation data.

Knows: where PDF keeps signatures, and that each of them can be broken on its own.
Does not know: what any signature is worth.
Keeps: one broken or hostile field never hides another, and a signature named twice is one.
"""

from __future__ import annotations

import dataclasses
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.facts import SIGNATURES_MAX
from vault.errors import Encrypted, Unreadable

# The reader talks about every oddity of a hostile file; what matters is in the report.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())
_DEEPEST_FIELD = 32
_MOST_FIELDS = 20_000
_MOST_DSS_ENTRIES = 1_000
_MOST_COMPARISONS = 2_000
"""Pairs of revisions. What each signature covers is compared with every revision after it, so fifty
signatures one after another take 1 225 comparisons, two seconds of the library's time. Comparing
neighbours alone would be linear and miss what one revision hides and a later one puts to use."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A terminal form field.

    Attributes:
        name: fully qualified.
        kind: `/Sig`, `/Tx` …, inherited where the field does not say.
        dictionary: of the field; None when it cannot be read.
        problem: why it cannot be read; empty when it can.
    """

    name: str
    kind: str | None
    dictionary: Any
    problem: str = ""


@dataclass(slots=True)
class SignatureField:
    """A form field that holds a signature.

    Attributes:
        signature: the signature dictionary.
        reference: to the signature dictionary.
        revision: in which the signature dictionary was last written, the oldest being 0.
        aliases: names of further fields that hold the same signature.
    """

    name: str
    dictionary: Any
    signature: Any
    reference: Any
    revision: int
    aliases: list[str] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class SignedPdf:
    """The parts of a PDF that matter for its signatures.

    Attributes:
        broken: signature fields that cannot be read.
        usage_rights: signatures of a program's maker that allow its reader more; nobody's word.
        more: there are more fields than are read.
        comparisons: pairs of revisions that may still be compared.
    """

    data: bytes
    reader: PdfFileReader
    fields: list[SignatureField] = dataclasses.field(default_factory=list)
    broken: list[FormField] = dataclasses.field(default_factory=list)
    usage_rights: int = 0
    more: bool = False
    comparisons: int = _MOST_COMPARISONS

    def may_compare(self, pairs: int) -> bool:
        """Take `pairs` from what may still be compared: a hostile file has any number of them."""
        self.comparisons -= pairs
        return self.comparisons >= 0

    def has_store_in(self, revision: int) -> bool:
        """Whether the document security store was there when `revision` was written."""
        return "/DSS" in self.reader.get_historical_root(revision)


class _Reader(PdfFileReader):
    """A lenient reader that a hostile or long-lived file can neither stop nor slow down."""

    def __init__(self, data: bytes) -> None:
        """Read the cross-references of `data`."""
        super().__init__(io.BytesIO(data), strict=False)
        # Comparing revisions asks this again and again, and every answer walks all revisions:
        # with two dozen signatures it took more than half of the time.
        self.xrefs.get_introducing_revision = cache(  # type: ignore[method-assign]
            self.xrefs.get_introducing_revision
        )
        self.xrefs.get_last_change = cache(  # type: ignore[method-assign]
            self.xrefs.get_last_change
        )

    @property
    def encrypt_dict(self) -> Any:
        """The encryption dictionary; none for `/Encrypt null`, a trick to stop validators."""
        try:
            return super().encrypt_dict
        except PdfReadError:
            return None


def words(error: BaseException) -> str:
    """What a library said, short enough for a report."""
    return f"{type(error).__name__}: {error}"[:120]


def open_document(data: bytes) -> SignedPdf:
    """Read `data` and find its signature fields.

    Raises:
        Unreadable: it is no PDF, or too damaged to find anything in it.
        Encrypted: it needs a password.
    """
    try:
        reader = _Reader(data)
        locked = reader.encrypted and not _opens_without_password(reader)
        root = reader.root
    except Exception as error:
        raise Unreadable(reason=words(error)) from error
    if locked:
        raise Encrypted
    document = SignedPdf(data, reader, usage_rights=_usage_rights(root))
    _collect(document, root)
    return document


def _opens_without_password(reader: PdfFileReader) -> bool:
    if not isinstance(reader.security_handler, StandardSecurityHandler):
        return False
    return bool(reader.decrypt("").status is not AuthStatus.FAILED)


def _usage_rights(root: Any) -> int:
    try:
        permissions = entry(root, "/Perms", {})
        return sum(key in permissions for key in ("/UR", "/UR3"))
    except Exception:  # noqa: BLE001  see above
        return 0


def _collect(document: SignedPdf, root: Any) -> None:
    by_reference: dict[Any, SignatureField] = {}
    for form_field in form_fields(root):
        if len(by_reference) + len(document.broken) >= SIGNATURES_MAX:
            document.more = True
            return
        if form_field.problem:
            document.broken.append(form_field)
            continue
        try:
            found = _signature_in(document.reader, form_field)
        except Exception as error:  # noqa: BLE001  see above
            document.broken.append(dataclasses.replace(form_field, problem=words(error)))
            continue
        if found is None:
            continue
        known = by_reference.setdefault(found.reference, found)
        if known is found:
            document.fields.append(found)
        else:
            known.aliases.append(found.name)


def _signature_in(reader: PdfFileReader, form_field: FormField) -> SignatureField | None:
    if form_field.kind != "/Sig" or "/V" not in form_field.dictionary:
        return None
    raw = form_field.dictionary.raw_get("/V")
    signature = raw.get_object()
    if not hasattr(signature, "raw_get"):
        return None
    reference = raw.reference
    return SignatureField(
        name=form_field.name,
        dictionary=form_field.dictionary,
        signature=signature,
        reference=reference,
        revision=reader.xrefs.get_last_change(reference),
    )


def form_fields(root: Any) -> Iterator[FormField]:
    """Every terminal form field below the document catalogue `root`, of whatever type."""
    seen: set[Any] = set()

    def walk(raw: Any, prefix: str, kind: str | None, depth: int) -> Iterator[FormField]:
        reference = getattr(raw, "reference", None)
        if depth > _DEEPEST_FIELD or len(seen) > _MOST_FIELDS or reference in seen:
            return
        if reference is not None:
            seen.add(reference)
        try:
            dictionary = raw.get_object()
            title = str(entry(dictionary, "/T", ""))
            name = ".".join(part for part in (prefix, title) if part)
            kind = entry(dictionary, "/FT", kind)
            nested = [kid for kid in array(dictionary, "/Kids") if "/T" in kid.get_object()]
        except Exception as error:  # noqa: BLE001  see above
            yield FormField(prefix, kind, None, words(error))
            return
        if not nested:
            yield FormField(name, kind, dictionary)
        for kid in nested:
            yield from walk(kid, name, kind, depth + 1)

    try:
        top = list(array(root["/AcroForm"], "/Fields"))
    except Exception:  # noqa: BLE001  no form, or none that can be read: no fields either way
        return
    for raw in top:
        yield from walk(raw, "", None, 0)


def entry(dictionary: Any, key: str, default: Any = None) -> Any:
    """A dictionary entry, resolved and decrypted (which `get` of the library does not do)."""
    return dictionary[key] if key in dictionary else default  # noqa: SIM401


def array(dictionary: Any, key: str) -> Iterator[Any]:
    """The items of an array entry, as references where they are references."""
    items = entry(dictionary, key, ())
    yield from (items.raw_get(index) for index in range(len(items)))


@dataclass(frozen=True, slots=True)
class SecurityStore:
    """The document security store (ETSI EN 319 142-1, 5.4.2): DER of what it holds."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    @property
    def revocation(self) -> bool:
        """Whether it holds any revocation data."""
        return bool(self.crls or self.ocsps)


def security_store(document: SignedPdf, revision: int | None = None) -> SecurityStore:
    """The newest store, or that of a `revision`.

    Entries that cannot be read are left out.
    """
    try:
        if revision is None:
            store = document.reader.root["/DSS"]
        else:
            store = document.reader.get_historical_resolver(revision).root["/DSS"]
    except Exception:  # noqa: BLE001  none, or none that can be read
        return SecurityStore()
    return SecurityStore(
        certificates=tuple(_streams(store, "/Certs")),
        crls=tuple(_streams(store, "/CRLs")),
        ocsps=tuple(_streams(store, "/OCSPs")),
    )


def _streams(store: Any, key: str) -> Iterator[bytes]:
    try:
        references = list(array(store, key))[:_MOST_DSS_ENTRIES]
    except Exception:  # noqa: BLE001  see above
        return
    for reference in references:
        try:
            yield bytes(reference.get_object().data)
        except Exception:  # noqa: BLE001, S112  see above
            continue
