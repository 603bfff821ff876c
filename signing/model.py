"""What a signature is worth: the values of a signature report.

Knows: the one result shape for all signature formats (docs: `verify --json`), with the indications
and sub-indications of ETSI EN 319 102-1.
Does not know: how any format is judged, or what a certificate is.
Keeps: a report survives `as_json` and `from_json` unchanged, and nothing in it is more certain than
what was proven.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from vault.errors import ExitCode
from vault.model import Json


class Format(StrEnum):
    """What kind of signed file it is."""

    PADES = "PAdES"
    CADES = "CAdES"
    XADES = "XAdES"
    ASIC_S = "ASiC-S"
    ASIC_E = "ASiC-E"
    NONE = "none"
    UNREADABLE = "unreadable"


class Level(StrEnum):
    """What a signature carries with it, by its attributes (ETSI EN 319 122, 132, 142)."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"
    BES = "BES"
    EPES = "EPES"
    C = "C"
    X = "X"
    XL = "XL"
    A = "A"


class Covers(StrEnum):
    """How much of the file the signature covers, as of the time it was made."""

    WHOLE = "whole"
    PART = "part"
    UNKNOWN = "unknown"


class Changed(StrEnum):
    """What happened to the file after the signature was made."""

    NONE = "none"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not-allowed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n/a"


class Indication(StrEnum):
    """ETSI EN 319 102-1, 5.1.3."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


class SubIndication(StrEnum):
    """ETSI EN 319 102-1, tables 5 and 6, and `GENERIC` for what they do not name."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    SIGNATURE_POLICY_NOT_AVAILABLE = "SIGNATURE_POLICY_NOT_AVAILABLE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    REVOCATION_OUT_OF_BOUNDS_NO_POE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    GENERIC = "GENERIC"


class Qualification(StrEnum):
    """What the signature is under the law on trust services, as far as a trusted list proves it."""

    QES = "QES"
    QESEAL = "QESeal"
    ADES_QC = "AdESQC"
    ADES = "AdES"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True)
class Message:
    """One remark: a stable code (`signing/messages.py`) and its Ukrainian sentence.

    `said` is what a library said, for whoever looks for the cause; it is no part of the sentence.
    """

    code: str
    text: str
    said: str = ""

    def as_json(self) -> dict[str, Json]:
        """The form in which reports carry it."""
        said = {"said": self.said} if self.said else {}
        return {"code": self.code, "text": self.text, **said}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed, as the signing certificate says.

    Attributes:
        name: of the person, or of the seal.
        organisation: of the certificate's subject.
        rnokpp: ten digits (or a passport number) of a natural person in Ukraine.
        edrpou: eight digits of a legal entity in Ukraine.
        issuer: name of the certificate's issuer.
        serial: of the certificate, upper-case hex.
        certificate_sha256: lower-case hex.
    """

    name: str | None = None
    organisation: str | None = None
    rnokpp: str | None = None
    edrpou: str | None = None
    issuer: str | None = None
    serial: str | None = None
    certificate_sha256: str | None = None

    def as_json(self) -> dict[str, Json]:
        """The form in which reports carry it."""
        return {
            "name": self.name,
            "organisation": self.organisation,
            "rnokpp": self.rnokpp,
            "edrpou": self.edrpou,
            "issuer": self.issuer,
            "serial": self.serial,
            "certificate_sha256": self.certificate_sha256,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one signature, or one document time-stamp, is worth.

    Attributes:
        format: of this signature.
        level: by the attributes it has; says nothing about what they prove.
        signer: from the signing certificate.
        algorithm: `RSA-SHA256`; of the signature value, not of the certificate.
        claimed_time: what the signer's clock said; UTC.
        proven_time: the earliest time at which the signature is proven to exist; UTC.
        signature_intact: the signature value verifies; None when that could not be judged.
        content_intact: every reference digest matches; None when the content was not supplied.
        value: the signature value in base64: what a signature is known by.
        countersigns: place (from 0) in the report of the signature that this one confirms.
        field: of the PDF form, or the path in a container.
        stamp: for a time-stamp, what it is over (`signing.facts.StampKind`).
        timestamps: that it carries or that cover it, the newest first, each judged by itself.
    """

    format: Format
    level: Level | None
    signer: Signer
    algorithm: str
    claimed_time: dt.datetime | None
    proven_time: dt.datetime | None
    signature_intact: bool | None
    content_intact: bool | None
    covers: Covers
    changed_after_signing: Changed
    indication: Indication
    sub_indication: SubIndication | None
    qualification: Qualification
    messages: tuple[Message, ...] = ()
    countersigns: int | None = None
    field: str | None = None
    value: str | None = None
    stamp: str | None = None
    timestamps: tuple[Judgement, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether both the signature value and the content could be judged."""
        return self.signature_intact is not None and self.content_intact is not None

    @property
    def qualified(self) -> bool:
        """Whether it may be called a qualified signature: valid, and proven to be one."""
        return self.indication is Indication.TOTAL_PASSED and self.qualification in {
            Qualification.QES,
            Qualification.QESEAL,
        }

    @property
    def proof(self) -> Judgement | None:
        """The time-stamp that proves the time of signing."""
        return proof_of(self.proven_time, self.timestamps)

    def as_json(self) -> dict[str, Json]:
        """The form the contract fixes."""
        return {
            "format": self.format.value,
            "level": self.level.value if self.level else None,
            "signer": self.signer.as_json(),
            "algorithm": self.algorithm,
            "claimed_time": _written(self.claimed_time),
            "proven_time": _written(self.proven_time),
            "signature_intact": self.signature_intact,
            "content_intact": self.content_intact,
            "covers": self.covers.value,
            "changed_after_signing": self.changed_after_signing.value,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else None,
            "qualification": self.qualification.value,
            "messages": [message.as_json() for message in self.messages],
            "countersigns": self.countersigns,
            "field": self.field,
            "value": self.value,
            "stamp": self.stamp,
            "timestamps": [one.as_json() for one in self.timestamps],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            format=Format(value["format"]),
            level=Level(value["level"]) if value["level"] else None,
            signer=Signer(**value["signer"]),
            algorithm=value["algorithm"],
            claimed_time=_read(value["claimed_time"]),
            proven_time=_read(value["proven_time"]),
            signature_intact=value["signature_intact"],
            content_intact=value["content_intact"],
            covers=Covers(value["covers"]),
            changed_after_signing=Changed(value["changed_after_signing"]),
            indication=Indication(value["indication"]),
            sub_indication=SubIndication(s) if (s := value["sub_indication"]) else None,
            qualification=Qualification(value["qualification"]),
            messages=tuple(Message(**message) for message in value["messages"]),
            countersigns=value.get("countersigns"),
            field=value.get("field"),
            value=value.get("value"),
            stamp=value.get("stamp"),
            timestamps=tuple(cls.from_json(one) for one in value.get("timestamps", ())),
        )


def proof_of(at: dt.datetime | None, stamps: Sequence[Judgement]) -> Judgement | None:
    """The oldest time-stamp that is good and shows the proven time `at`; `stamps` newest first."""
    good = (one for one in reversed(stamps) if one.indication is Indication.TOTAL_PASSED)
    return next((one for one in good if at is not None and one.claimed_time == at), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReport:
    """All that was found out about the signatures of one file.

    Attributes:
        file: name of the file, without its path.
        sha256: of the file, lower-case hex: a report is about these bytes and no others.
        contents: SHA-256 of the separate contents that were given with it.
        at: the time for which the judgement holds; UTC.
        signatures: in the order in which they stand in the file.
        timestamps: time-stamps over the document itself (`ETSI.RFC3161`); not signatures.
        messages: about the file as a whole.
        complete: False when something in the file could not be judged at all.
    """

    file: str
    format: Format
    sha256: str
    at: dt.datetime
    contents: tuple[str, ...] = ()
    signatures: tuple[Judgement, ...] = ()
    timestamps: tuple[Judgement, ...] = ()
    messages: tuple[Message, ...] = ()
    complete: bool = True

    @property
    def judged(self) -> bool:
        """Whether everything in the file could be judged, whatever the verdict."""
        return self.complete and all(one.judged for one in self.signatures + self.timestamps)

    @property
    def exit(self) -> ExitCode:
        """What `sprava verify` ends with: a bad signature is a verdict, not a failure to judge."""
        return ExitCode.DONE if self.judged else ExitCode.NOT_JUDGED

    @property
    def worst(self) -> Indication | None:
        """The least favourable indication; None when no signature was judged."""
        order = (Indication.TOTAL_FAILED, Indication.INDETERMINATE, Indication.TOTAL_PASSED)
        return min((s.indication for s in self.signatures), key=order.index, default=None)

    def as_json(self) -> dict[str, Json]:
        """The form the contract fixes, and some more."""
        return {
            "file": self.file,
            "format": self.format.value,
            "signatures": [one.as_json() for one in self.signatures],
            "timestamps": [one.as_json() for one in self.timestamps],
            "messages": [message.as_json() for message in self.messages],
            "sha256": self.sha256,
            "contents": list(self.contents),
            "at": _written(self.at),
            "judged": self.judged,
            "complete": self.complete,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            file=value["file"],
            format=Format(value["format"]),
            sha256=value.get("sha256", ""),
            at=_instant(value["at"]),
            contents=tuple(value.get("contents", ())),
            signatures=tuple(Judgement.from_json(one) for one in value["signatures"]),
            timestamps=tuple(Judgement.from_json(one) for one in value.get("timestamps", ())),
            messages=tuple(Message(**message) for message in value["messages"]),
            complete=value.get("complete", True),
        )


def _written(at: dt.datetime | None) -> str | None:
    if at is None:
        return None
    assert at.tzinfo is not None, "a naive time has no meaning in a report"
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _read(text: str | None) -> dt.datetime | None:
    return None if text is None else _instant(text)
