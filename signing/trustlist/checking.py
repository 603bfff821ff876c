"""Whether a trusted list is genuine: its own signature, and who vouches for the signer.

Knows: a list's signature covers all of it, and its signer is named by a person or by a list of
lists whose signer is.
Does not know: where the names come from (an option, or the vault's journal).
Keeps: nothing is read from a list before its signature has been verified over exactly those bytes;
the signer's own certificate is compared as a whole, by its digest, and its path is not looked at:
it is the person's word that counts (decision 0016).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from signing.errors import ListRefused
from signing.facts import SignatureFacts
from signing.model import Signer, SubIndication
from signing.names import signer_of
from signing.trustlist.model import OPERATOR, TrustedList
from signing.trustlist.reading import NotAList, list_in
from signing.xades import RefusedXml, SignedRoot, signed_root
from vault import os_cause
from vault.airlock import Limits
from vault.airlock.xml import parse

LIST_MIB_MAX = 20
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_LISTS_KEPT = 64

_REASONS = {
    SubIndication.HASH_FAILURE: "його підпис недійсний: список змінено після підписання",
    SubIndication.SIG_CRYPTO_FAILURE: "його підпис недійсний: ключ сертифіката його не підтверджує",
}


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list whose own signature is good.

    Attributes:
        path: where it was read.
        signer: SHA-256 of the signer's certificate, lower-case hex.
        named: what the certificate calls the signer.
    """

    path: Path
    trusted: TrustedList
    signer: str
    named: Signer


def signed_list(path: Path) -> SignedList:
    """The list at `path`, its signature verified.

    Raises:
        ListRefused: it cannot be read, is not signed, or was changed after it was.
    """
    data = _read(path)
    try:
        found = signed_root(data)
        if not isinstance(found, SignedRoot):
            raise ListRefused(path=path, reason=_why(found))
        if found.facts.weak:
            raise ListRefused(path=path, reason="алгоритм його підпису вже ненадійний")
        trusted = list_in(found.root)
    except RefusedXml as error:
        raise ListRefused(path=path, reason="XML не читається", said=str(error)) from error
    except NotAList as error:
        raise ListRefused(path=path, reason=str(error)) from error
    signer = hashlib.sha256(found.certificate).hexdigest()
    return SignedList(path, trusted, signer, signer_of(found.certificate))


@lru_cache(maxsize=_LISTS_KEPT)
def accepted_list(path: Path) -> TrustedList:
    """The list at `path`, which was verified when it was accepted; `path` never changes.

    Raises:
        ListRefused: it cannot be read.
    """
    try:
        root = parse(_read(path), limits=Limits(xml_mib=LIST_MIB_MAX))
        # Whatever its signature leaves out must not divide a text that was signed in one piece.
        etree.strip_elements(root, etree.Comment, _SIGNATURE, with_tail=False)
        return list_in(root)
    except NotAList as error:
        raise ListRefused(path=path, reason=str(error)) from error


def vouched_for(
    lists: Iterable[SignedList], operators: Collection[str], known: Sequence[TrustedList] = ()
) -> dict[Path, str]:
    """Who vouches for which list, by its path: `OPERATOR`, or the key of the list that names it.

    Args:
        lists: those in question.
        operators: SHA-256 of certificates that a person has named, lower-case hex.
        known: lists accepted earlier.
    """
    lists = list(lists)
    found = {one.path: OPERATOR for one in lists if one.signer in operators}
    above = [*(one.trusted for one in lists if one.path in found), *known]
    for one in lists:
        for other in above:
            digests = {hashlib.sha256(c).hexdigest() for c in other.signers_of(one.trusted)}
            if one.signer in digests:
                found.setdefault(one.path, other.key)
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIST_MIB_MAX * 1024 * 1024:
            raise ListRefused(path=path, reason=f"файл має понад {LIST_MIB_MAX} МБ")
        return path.read_bytes()
    except OSError as error:
        raise ListRefused(path=path, reason=os_cause(error)) from error


def _why(facts: SignatureFacts | None) -> str:
    if facts is None:
        return "його не підписано"
    if facts.failure in _REASONS:
        return _REASONS[facts.failure]
    if facts.signature_intact and facts.content_intact and facts.failure is None:
        return "його підпис охоплює не весь список"
    said = " ".join(message.text for message in facts.messages).rstrip(".")
    return f"його підпис недійсний ({said})" if said else "його підпис недійсний"
