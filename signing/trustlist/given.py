"""What somebody names as trusted: certificates, bundles of them, trusted lists, folders of all.

Knows: how to tell them apart, and who vouches for a list that was handed in.
Does not know: what the vault keeps.
Keeps: a list that was altered or is not signed is refused, never passed over; one whose signer
nobody has named gives anchors, as single certificates do, and proves no qualified status.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from signing.errors import BadTrust
from signing.trust import SUFFIXES, GivenCertificates, Trust, TrustSource
from signing.trustlist.checking import SignedList, accepted_list, signed_list, vouched_for
from signing.trustlist.source import ListTrust
from vault import os_cause

_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")
_HEAD = 64


def trust_in(
    paths: Sequence[str], *, operators: Sequence[str] = (), lists: Sequence[str] = ()
) -> Trust:
    """All that is trusted.

    Args:
        paths: handed in: files or folders.
        operators: who may sign lists: SHA-256 of a certificate, or a file that holds it.
        lists: trusted lists that were verified when they were accepted.

    Raises:
        BadTrust, ListRefused: something cannot be used; nothing is left out silently.
    """
    signed, certificates = told_apart(paths)
    accepted = [accepted_list(Path(one)) for one in lists]
    vouched = vouched_for(signed, fingerprints(operators), accepted)
    sources: list[TrustSource] = [ListTrust(one, vouched=True) for one in accepted]
    sources += [ListTrust(one.trusted, vouched=one.path in vouched) for one in signed]
    return Trust((*sources, *certificates.values()))


def told_apart(
    paths: Iterable[str],
) -> tuple[list[SignedList], dict[Path, GivenCertificates]]:
    """The lists, verified, and the certificates at `paths`, each with the file they are in.

    Raises:
        BadTrust, ListRefused.
    """
    lists: list[SignedList] = []
    certificates: dict[Path, GivenCertificates] = {}
    for one in paths:
        for path in _files(Path(one)):
            if _is_xml(path):
                lists.append(signed_list(path))
            else:
                certificates[path] = GivenCertificates.at(path)
    return lists, certificates


def fingerprints(operators: Iterable[str]) -> set[str]:
    """SHA-256 of the certificates that `operators` name, lower-case hex.

    Raises:
        BadTrust: one is neither a fingerprint nor a certificate.
    """
    found: set[str] = set()
    for one in operators:
        plain = re.sub(r"[\s:]", "", one).lower()
        if _FINGERPRINT.match(plain):
            found.add(plain)
        else:
            trusted = GivenCertificates.at(Path(one)).trusted
            found |= {hashlib.sha256(stored).hexdigest() for stored in trusted}
    return found


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES | {".xml"})
    if not found:
        raise BadTrust(path=path, reason="сертифікатів чи Довірчих списків немає")
    return found


def _is_xml(path: Path) -> bool:
    """Whether it begins as XML does; whether it is XML is seen when it is read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise BadTrust(path=path, reason=os_cause(error)) from error
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or path.suffix == ".xml"
