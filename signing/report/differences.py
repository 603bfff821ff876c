"""What a later report on the same file says otherwise than an earlier one.

Knows: which findings are compared, and how the signatures of two reports are paired.
Does not know: why anything changed, or where reports are kept.
Keeps: what is said of one signature is never compared with what is said of another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from signing.model import Judgement, SignatureReport
from vault.model import Json

COMPARED: Final = {
    "indication": "висновок",
    "sub_indication": "причина",
    "qualification": "вид підпису",
    "signature_intact": "значення підпису",
    "content_intact": "цілісність змісту",
    "covers": "що охоплює",
    "changed_after_signing": "зміни після підписання",
    "proven_time": "доведений час",
    "level": "рівень",
}
"""What a later report may say otherwise: the key of the JSON report, and its name for people."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding that differs.

    Attributes:
        signature: its place in the later report, from 1; in the earlier one if it is in that only.
        what: the key of the JSON report; `signature` when one report does not have it at all.
        before, after: the values, as JSON has them.
    """

    signature: int
    what: str
    before: Json
    after: Json

    def as_json(self) -> dict[str, Json]:
        """As `verify-again --json` tells it."""
        return {
            "signature": self.signature,
            "what": self.what,
            "before": self.before,
            "after": self.after,
        }


def differences(before: SignatureReport, after: SignatureReport) -> tuple[Difference, ...]:
    """How `after` differs from `before`, signature by signature."""
    earlier = list(enumerate(before.signatures, 1))
    found: list[Difference] = []
    for place, one in enumerate(after.signatures, 1):
        same = next((e for e in earlier if _identity(e[1]) == _identity(one)), None)
        if same is None:
            found.append(Difference(place, "signature", None, one.indication.value))
            continue
        earlier.remove(same)
        found += _differ(place, same[1], one)
    found += [Difference(n, "signature", one.indication.value, None) for n, one in earlier]
    return tuple(found)


def _identity(one: Judgement) -> tuple[object, ...]:
    """What a signature is known by; the same in every judgement of the same bytes.

    Not by its value: the reports of the first version do not have it.
    """
    return one.field, one.signer.certificate_sha256, one.claimed_time


def _differ(place: int, before: Judgement, after: Judgement) -> Iterator[Difference]:
    was, now = before.as_json(), after.as_json()
    for key in COMPARED:
        if was[key] != now[key]:
            yield Difference(place, key, was[key], now[key])
