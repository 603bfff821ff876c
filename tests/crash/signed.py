"""Signatures, proofs, trust and later reports in a court's vault, for power cuts and kills."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from desk.files import copied
from ingest import Judge
from ingest.again import judge_again, record_again
from ingest.judging import summary
from inventory import Report, record_validation
from inventory.forms import Signatory
from inventory.queries import contents_of, get_document
from inventory.service.signing import (
    Provable,
    SigningAct,
    keep_proof,
    keep_signature,
    provable,
    record_outside,
)
from signing import SignatureReport, Signer, verify
from signing.projection import ListFacts, operators, snapshots, trusted_certificates
from signing.service import accept_list, end_trust, name_operator, trust_certificates
from tests.crash.cases import assert_sound
from tests.crash.filing import NOW, Act, add, before, case_with_a_claim, opened
from tests.crash.powercut import Promise
from tests.ingest.samples import cms_with
from vault import Vault, content_of
from vault.airlock import Airlock
from vault.disk import Disk
from vault.history import events_of, hold_table

SIGNATURE, PROOF = b"own signature " * 30, b"time-stamp token " * 30
LIST, NEWER_LIST, BUNDLE = b"trusted list " * 30, b"newer list " * 30, b"certificates " * 30
OPERATOR = "ab" * 32
LETTER = b"letter " * 30
ACT = SigningAct(
    seal=False,
    signer=Signer(name="Зразковий Захар Захарович", certificate_sha256="cd" * 32),
    signatory=Signatory(name="З. З. Зразковий"),
    basis="",
    court="Вигаданівський районний суд",
    level="B",
)


@cache
def report() -> SignatureReport:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.p7s"
        path.write_bytes(cms_with(LETTER))
        return verify(path, now=lambda: NOW)


def kept(vault: Vault, document: str, role: str) -> list[bytes]:
    """What is kept of a document in that role; each is whole."""
    with vault.read() as connection:
        found = [one for known, _, one in contents_of(connection, document) if known == role]
        data = [vault.locate(one.sha512, connection).read_bytes() for one in found]
    assert [content_of(one) for one in data] == found, "torn"
    return data


def sign(vault: Vault, made: Path, data: bytes, disk: Disk | None = None) -> None:
    """Keep `data` as a signature of the claim; with a disk, hand it out beside it, too."""
    made.write_bytes(data)
    with vault.read() as connection:
        claim = get_document(connection, "claim")
        original = next(c for role, _, c in contents_of(connection, "claim") if role == "original")
    out = made.with_name("out.p7s")
    delivering = copied(made, out, disk=disk) if disk else nullcontext()
    keep_signature(
        vault, claim, original, made, report(), ACT, actor="clerk", delivering=delivering
    )


def newest_proof(vault: Vault) -> tuple[Provable, int]:
    """Of the newest signature: what is proved, and how many proofs it has."""
    _, parts = provable(vault, "claim")
    part = parts[-1]
    return part, len(kept(vault, "claim", f"proof-{part.root.sha512[:16]}"))


def prove(vault: Vault, made: Path, data: bytes) -> None:
    made.write_bytes(data)
    with vault.read() as connection:
        claim = get_document(connection, "claim")
    part, _ = newest_proof(vault)
    keep_proof(vault, claim, part, made, NOW + dt.timedelta(days=700), actor="clerk")


def list_of(number: int) -> ListFacts:
    return ListFacts(
        territory="UA",
        kind="UAlist",
        operator="Вигаданий оператор",
        number=number,
        issued_at=NOW,
        next_update=None,
        services=3,
        signer=OPERATOR,
        vouched="operator",
    )


def trust(vault: Vault, number: int, data: bytes, *bundles: bytes) -> None:
    """A list, its operator and files of certificates, as one `trust import` takes them."""
    stored, files = vault.store(data), [vault.store(one) for one in bundles]
    with vault.transaction("clerk") as tx:
        name_operator(tx, OPERATOR, "Вигаданий оператор")
        accept_list(tx, list_of(number), stored, "list.xml")
        for one in files:
            trust_certificates(tx, one, name="own.p7b", subjects=["Вигаданий ЦСК"])
        tx.commit()


def trusted(vault: Vault) -> tuple[int, int, int]:
    """How many operators, newest number of a list, how many bundles; each kept whole."""
    with vault.read() as connection:
        lists = [one for one in snapshots(connection) if one.current]
        bundles = trusted_certificates(connection)
        named = len(operators(connection))
        for content in (*(one.content for one in lists), *(one.content for one in bundles)):
            data = vault.locate(content.sha512, connection).read_bytes()
            assert content_of(data) == content, "torn"
    return named, max((one.facts.number for one in lists), default=0), len(bundles)


def end(vault: Vault) -> None:
    with vault.transaction("clerk") as tx:
        end_trust(tx, "UA")
        tx.commit()


def judge(vault: Vault, airlock: Airlock) -> None:
    """What `verify-again` does for one document."""
    again = judge_again(Judge(vault, airlock, dict), "letter", at=None)
    with vault.transaction("clerk") as tx:
        record_again(tx, again)
        tx.commit()


def keep_report(vault: Vault, data: bytes) -> None:
    """What `verify-again` records, whatever the report says."""
    stored = Report(vault.store(data), summary(report().as_json()))
    with vault.transaction("clerk") as tx:
        case = get_document(tx.connection, "claim").case
        ordinal = sum(role == "report" for role, _, _ in contents_of(tx.connection, "claim"))
        record_validation(tx, case, "claim", stored, ordinal)
        tx.commit()


# -- as acts ---------------------------------------------------------------------------------------


def _signed(vault: Vault) -> None:
    case_with_a_claim(vault)
    sign(vault, vault.layout.root.parent / "made.p7s", SIGNATURE)


def _is_signed(vault: Vault, root: Path) -> bool:
    signatures = kept(vault, "claim", "own-signature")
    reports = kept(vault, "claim", "own-report")
    assert signatures in ([], [SIGNATURE])
    assert [SignatureReport.from_json(json.loads(one)) for one in reports] == (
        [report()] if signatures else []
    )
    return bool(signatures)


def _is_proved(vault: Vault, _: Path) -> bool:
    part, proofs = newest_proof(vault)
    assert proofs in {0, 1}
    assert part.place.read_bytes() == (PROOF if proofs else SIGNATURE)
    return proofs == 1


def _is_trusted(vault: Vault, _: Path) -> bool:
    found = trusted(vault)
    assert found in {(0, 0, 0), (1, 1, 1)}, "a part of what came together"
    return found == (1, 1, 1)


def _trusting(vault: Vault) -> None:
    trust(vault, 1, LIST, BUNDLE)


def _is_renewed(vault: Vault, _: Path) -> bool:
    found = trusted(vault)
    assert found in {(1, 1, 1), (1, 2, 1)}
    return found[1] == 2


def _is_ended(vault: Vault, _: Path) -> bool:
    found = trusted(vault)
    assert found in {(1, 1, 1), (1, 0, 1)}
    with vault.read() as connection:
        [snapshot] = snapshots(connection)
    assert vault.locate(snapshot.content.sha512).read_bytes() == LIST, "older reports rest on it"
    return found[1] == 0


def _with_a_letter(vault: Vault) -> None:
    case_with_a_claim(vault)
    add(vault, "letter", cms_with(LETTER))


def _is_judged(vault: Vault, _: Path) -> bool:
    reports = [json.loads(one) for one in kept(vault, "letter", "report")]
    assert len(reports) <= 1
    assert all(one["signatures"][0]["signature_intact"] is True for one in reports)
    return bool(reports)


def acts(airlock: Airlock) -> dict[str, Act]:
    return {
        "sign a document": Act(
            case_with_a_claim,
            lambda vault, root: sign(vault, root / "made.p7s", SIGNATURE),
            _is_signed,
        ),
        "extend a proof": Act(
            _signed, lambda vault, root: prove(vault, root / "made.tst", PROOF), _is_proved
        ),
        "trust a list": Act(
            case_with_a_claim, lambda vault, _: trust(vault, 1, LIST, BUNDLE), _is_trusted
        ),
        "renew a list": Act(_trusting, lambda vault, _: trust(vault, 2, NEWER_LIST), _is_renewed),
        "end trust": Act(_trusting, lambda vault, _: end(vault), _is_ended),
        "judge again": Act(_with_a_letter, lambda vault, _: judge(vault, airlock), _is_judged),
    }


# -- files that leave the vault -------------------------------------------------------------------


class SignedFile:
    """A file outside the vault is signed into another; or a stored document, handed out, too."""

    def __init__(self, *, stored: bool) -> None:
        self._stored = stored

    def operation(self, root: Path, disk: Disk, promise: Promise) -> None:
        with opened(root, disk) as vault:
            self._sign(vault, root, disk)
            promise("done")

    def _sign(self, vault: Vault, root: Path, disk: Disk) -> None:
        made = root / "made.p7s"
        if self._stored:
            sign(vault, made, SIGNATURE, disk)
            return
        made.write_bytes(SIGNATURE)
        record_outside(
            vault,
            content_of(LETTER),
            content_of(SIGNATURE),
            ACT,
            actor="clerk",
            delivering=copied(made, root / "out.p7s", replacing=False, disk=disk),
        )

    def verify(self, root: Path, promises: Sequence[object]) -> None:
        """What the journal tells of lies whole in its place, or beside it until somebody is told.

        Without an entry there may be a part beside it, never under the name.
        """
        out = root / "out.p7s"
        beside = [path.read_bytes() for path in root.glob(".out.p7s*.partial")]
        with opened(root) as vault:
            assert_sound(vault)
            recorded = self._is_recorded(vault, root)
            assert recorded or not promises
            assert out.exists() or not promises
            assert not out.exists() or (recorded and out.read_bytes() == SIGNATURE)
            assert not recorded or out.exists() or SIGNATURE in beside
            if not out.exists():
                self._sign(vault, root, vault.disk)
            assert out.read_bytes() == SIGNATURE
            assert_sound(vault)

    def _is_recorded(self, vault: Vault, root: Path) -> bool:
        if self._stored:
            return _is_signed(vault, root)
        with vault.read() as connection:
            subject = f"signature:{content_of(SIGNATURE).sha256}"
            return any(events_of(connection, subject))


# -- until killed ---------------------------------------------------------------------------------


def begin(root: Path) -> None:
    before(case_with_a_claim)(root)


def work(root: Path, number: int, tell: Callable[[str], None], disk: Disk | None = None) -> None:
    """Sign, prove, keep reports, trust and end trust without end; tells of the bytes kept."""
    place = root / f"made-{number}.p7s"
    with opened(root, disk) as vault:
        for step in range(10_000):
            parts = ("signature", "proof", "report", "list")
            names = [f"{number}-{step}-{part}" for part in parts]
            signature, proof, later, listed = map(bytes_of, names)
            sign(vault, place, signature)
            tell(names[0])
            prove(vault, place, proof)
            tell(names[1])
            keep_report(vault, later)
            tell(names[2])
            trust(vault, 1 + number * 10_000 + step, listed)
            tell(names[3])
            if step % 3 == 0:
                end(vault)


def bytes_of(name: str) -> bytes:
    return name.encode() * 1000


def assert_kept(vault: Vault, name: str) -> None:
    content = content_of(bytes_of(name))
    with vault.read() as connection:
        query = sa.select(hold_table.c.subject).where(hold_table.c.sha512 == content.sha512)
        subjects = set(connection.execute(query).scalars())
    assert subjects == {"trust:list:UA/UAlist" if name.endswith("list") else "document:claim"}, name
    assert vault.locate(content.sha512).read_bytes() == bytes_of(name)
