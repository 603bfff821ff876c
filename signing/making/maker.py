"""From a file and a key to a signature that has been judged.

Knows: which steps each level takes, and what must hold of the result.
Does not know: formats; who asked. Keeps: the source is never written to; what does not pass our
own judgement as whole, or spoils a signature that was there before, is not handed out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from signing import JUDGE, Changed, Judgement, SignatureReport
from signing.collecting import Evidence
from signing.facts import sha256_of
from signing.making import archive, cades, pades
from signing.making.authority import Authority
from signing.making.errors import NoAuthority, NotArchivable, NotIntact
from signing.making.gathering import decoded, encoded, evidence_json, gather
from signing.making.keys import SigningKey
from signing.making.proof import Endurance, Way
from signing.online import Ask
from vault.airlock import Airlock, Limits
from vault.model import Json

_TASKS = "signing.making.tasks"
_LIMITS = Limits(seconds=120)
_FINE = {Changed.NONE, Changed.ALLOWED, Changed.NOT_APPLICABLE}


class Reach(IntEnum):
    """How long a signature can be proved: the levels of the baseline profiles."""

    B = 0
    T = 1
    LT = 2
    LTA = 3


@dataclass(frozen=True, slots=True)
class MarkOrder:
    """A visible mark that is wanted: its picture (a PDF of one page), and on which page.

    Attributes:
        page: from 1; None for the last.
    """

    pdf: Path
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: a file in the folder that was given, and what our judgement says of it."""

    path: Path
    report: SignatureReport


@dataclass(frozen=True, slots=True)
class Extended:
    """A longer proof: a file in the folder that was given, and until when it reaches."""

    path: Path
    ends: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes signatures.

    Attributes:
        airlock: in which PDFs are opened and results judged.
        now: the clock.
        judging: whom the court trusts, as `signing.tasks.judge` is told.
        authority: gives time-stamps; None when none is set.
        evidence: files and folders with CRLs, OCSP responses and certificates.
        ask: how the network is asked for more; None when it may not be.
    """

    airlock: Airlock
    now: Callable[[], dt.datetime]
    judging: Mapping[str, Json] = field(default_factory=dict)
    authority: Authority | None = None
    evidence: Sequence[Path] = ()
    ask: Ask | None = None

    def pdf(
        self,
        source: Path,
        folder: Path,
        key: SigningKey,
        reach: Reach,
        *,
        mark: MarkOrder | None = None,
        said: Mapping[str, str] | None = None,
    ) -> Made:
        """`source` with one signature more; `folder` is one of the airlock, and empty.

        Raises:
            MakingError, AirlockError: nothing was made.
        """
        authority = self._authority(reach)
        before = self._judged(source)
        placed = None
        if mark is not None:
            place = pades.find_place(self.airlock, source, mark.page, mark.pdf)
            placed = pades.Mark(mark.pdf, *place)
        out = folder / "signed.pdf"
        pades.signed(
            self.airlock,
            source,
            out,
            key,
            at=self.now(),
            authority=authority,
            mark=placed,
            said=said or {},
        )
        if reach >= Reach.LT:
            out = self._lasting(out, folder, self._evidence(key), reach)
        report = self._judged(out)
        _require_whole(report, before, new=1)
        return Made(out, report)

    def detached(self, source: Path, folder: Path, key: SigningKey, reach: Reach) -> Made:
        """A detached signature over `source`, of whatever format that is.

        Raises:
            MakingError, AirlockError: nothing was made.
        """
        value = cades.signed(source, key, at=self.now(), authority=self._authority(reach))
        evidence = self._evidence(key) if reach >= Reach.LT else Evidence()
        if reach >= Reach.LT:
            value = archive.with_evidence(value, evidence)
        out = folder / "signature.p7s"
        out.write_bytes(value)
        if reach is Reach.LTA:
            authority = self.require_authority()
            out = self._archived(out, [source], folder, evidence, authority)
        report = self._judged(out, source)
        _require_whole(report, None, new=1)
        return Made(out, report)

    def _lasting(self, source: Path, folder: Path, evidence: Evidence, reach: Reach) -> Path:
        """`source` with evidence, and a document time-stamp over both where the level has one."""
        out = folder / "lasting.pdf"
        pades.stored(self.airlock, source, out, evidence)
        if reach is Reach.LTA:
            source, out = out, folder / "archived.pdf"
            pades.stamped(self.airlock, source, out, self.require_authority())
        return out

    def endurance(self, path: Path, contents: Sequence[Path] = ()) -> Endurance:
        """Until when the signatures in `path` can be proved, as of now.

        Raises:
            AirlockError: it cannot be opened.
        """
        found = self.airlock.call(
            f"{_TASKS}:endurance",
            limits=_LIMITS,
            path=str(path),
            contents=[str(one) for one in contents],
            at=self.now().isoformat(),
            judging=dict(self.judging),
        )
        return Endurance(
            Way(found["way"]) if found["way"] else None,
            dt.datetime.fromisoformat(found["ends"]) if found["ends"] else None,
            broken=found["broken"],
            closed=found["closed"],
            leaves=decoded(found["leaves"]),
            pool=decoded(found["pool"]),
        )

    def extend(self, source: Path, contents: Sequence[Path], folder: Path) -> Extended:
        """A longer proof of the signatures in `source`; `folder` is one of the airlock, and empty.

        A PDF gets evidence and a document time-stamp, a CMS signature evidence and archive
        time-stamps, any other file a time-stamp token of its own over all its bytes.

        Raises:
            MakingError, AirlockError: nothing was made.
        """
        authority = self.require_authority()
        state = self.endurance(source, contents)
        if state.way is None:
            raise NotArchivable(reason="підписів у файлі немає")
        state.require_open()
        if state.way is Way.BESIDE:
            return self._token(source, folder, authority)
        before = self._judged(source, *contents)
        evidence = self._gathered(
            (*state.leaves, authority.leaf()), (*state.pool, *authority.certificates)
        )
        if state.way is Way.PDF:
            out = self._lasting(source, folder, evidence, Reach.LTA)
        else:
            out = self._archived(source, contents, folder, evidence, authority)
        _require_whole(self._judged(out, *contents), before, new=0)
        ends = self.endurance(out, contents).ends
        if ends is None or authority.until is None or ends < authority.until:
            raise NotIntact(reason="нова позначка часу не підтверджується")
        return Extended(out, ends)

    def _archived(
        self,
        source: Path,
        contents: Sequence[Path],
        folder: Path,
        evidence: Evidence,
        authority: Authority,
    ) -> Path:
        out = folder / "archived.p7s"
        wanted = self.airlock.call(
            f"{_TASKS}:prepare_archive",
            path=str(source),
            out=str(out),
            contents=[str(one) for one in contents],
            evidence=evidence_json(evidence),
        )
        imprints = decoded([one["imprint"] for one in wanted])
        self.airlock.call(
            f"{_TASKS}:finish_archive",
            path=str(out),
            tokens=encoded([authority.stamp(one) for one in imprints]),
            indexes=[one["index"] for one in wanted],
        )
        return out

    def _token(self, source: Path, folder: Path, authority: Authority) -> Extended:
        out = folder / "stamp.tst"
        out.write_bytes(authority.stamp(bytes.fromhex(sha256_of(source))))
        return Extended(out, authority.until)

    def require_authority(self) -> Authority:
        """Who gives time-stamps.

        Raises:
            NoAuthority: nobody is set.
        """
        if self.authority is None:
            raise NoAuthority
        return self.authority

    def _authority(self, reach: Reach) -> Authority | None:
        return None if reach is Reach.B else self.require_authority()

    def _evidence(self, key: SigningKey) -> Evidence:
        """What proves the signer's and the authority's chains, as of now."""
        stamp = self.require_authority().certificates
        return self._gathered((key.certificate, *stamp[:1]), (*key.others, *stamp))

    def _gathered(self, leaves: Sequence[bytes], others: Sequence[bytes]) -> Evidence:
        return gather(
            self.airlock, leaves, others, self.evidence, self.judging, self.now(), self.ask
        )

    def _judged(self, path: Path, *contents: Path) -> SignatureReport:
        answer = self.airlock.call(
            JUDGE,
            limits=_LIMITS,
            path=str(path),
            contents=[str(one) for one in contents],
            now=self.now().isoformat(),
            **self.judging,
        )
        return SignatureReport.from_json(answer)


def _require_whole(after: SignatureReport, before: SignatureReport | None, *, new: int) -> None:
    """There are `new` signatures more, whole, and those of `before` are worth what they were.

    Raises:
        NotIntact: not so; whoever asked throws the result away.
    """
    old = before.signatures if before else ()
    if len(after.signatures) != len(old) + new:
        raise NotIntact(reason="підписів у ньому не стільки, скільки має бути")
    for one in after.signatures[len(old) :]:
        if not (one.signature_intact and one.content_intact):
            raise NotIntact(reason="значення підпису чи контрольна сума не підтверджується")
    for earlier, now in zip(old, after.signatures, strict=False):
        if _worth(now) < _worth(earlier):
            raise NotIntact(reason="він зіпсував би підпис, що вже є у файлі")


def _worth(one: Judgement) -> tuple[bool, bool, bool]:
    return (
        bool(one.signature_intact),
        bool(one.content_intact),
        one.changed_after_signing in _FINE,
    )
