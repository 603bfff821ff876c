"""What is to be trusted, as the airlock examines it before it is kept: JSON in, JSON out.

Knows: how files with lists and certificates are told apart and verified in a child process.
Does not know: where they are kept, or who asked.
Keeps: nothing is answered unless everything in the question is genuine and vouched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from signing.errors import OperatorUnknown
from signing.names import signer_of
from signing.projection import ListFacts
from signing.trustlist.checking import SignedList, accepted_list, vouched_for
from signing.trustlist.given import fingerprints, told_apart
from vault.model import Json


def examine(paths: Sequence[str], operators: Sequence[str], lists: Sequence[str]) -> Json:
    """Verify the files at `paths`; arguments as of `signing.trustlist.given.trust_in`.

    Returns:
        `{"lists": [{"path", …ListFacts}], "certificates": [{"path", "subjects": […]}],
        "operators": [{"sha256", "name"}]}`; a name is empty when no list tells it.

    Raises:
        BadTrust, ListRefused: something cannot be used.
        OperatorUnknown: a list is genuine, but nobody vouches for its signer.
    """
    signed, certificates = told_apart(paths)
    named = fingerprints(operators)
    vouched = vouched_for(signed, named, [accepted_list(Path(one)) for one in lists])
    for one in signed:
        if one.path not in vouched:
            raise OperatorUnknown(path=one.path, signer=_name(one), sha256=one.signer)
    names = {one.signer: _name(one) for one in signed}
    return {
        "lists": [
            {"path": str(one.path), **_facts(one, vouched[one.path]).as_json()} for one in signed
        ],
        "certificates": [
            {"path": str(path), "subjects": _subjects(given.trusted)}
            for path, given in certificates.items()
        ],
        "operators": [{"sha256": one, "name": names.get(one, "")} for one in sorted(named)],
    }


def _facts(one: SignedList, vouched: str) -> ListFacts:
    trusted = one.trusted
    return ListFacts(
        territory=trusted.territory,
        kind=trusted.kind,
        operator=trusted.operator,
        number=trusted.sequence,
        issued_at=trusted.issued_at,
        next_update=trusted.next_update,
        services=len(trusted.services),
        signer=one.signer,
        vouched=vouched,
    )


def _name(one: SignedList) -> str:
    named = one.named
    return ", ".join(filter(None, (named.name, named.organisation))) or "?"


def _subjects(certificates: Iterable[bytes]) -> list[str]:
    signers = map(signer_of, certificates)
    return [one.name or one.organisation or one.certificate_sha256 or "" for one in signers]
