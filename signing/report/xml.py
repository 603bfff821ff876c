"""The validation report of ETSI TS 119 102-2, version 1.4.1, written from a signature report.

Knows: the elements of that report, their order and the URNs they are filled with.
Does not know: how a signature is judged, or where the report is kept.
Keeps: every element used here is in versions 1.2.1 to 1.4.1 of the schema in the same place, so a
reader of an older one needs to know only the namespace; certificates and documents stand in it by
their digests.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from signing.model import Judgement, SignatureReport
from vault.model import Json

VR: Final = "http://uri.etsi.org/19102/v1.4.1#"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
OWN: Final = "urn:sprava:signature-report:1#"
"""Our own data: the words of the contract's JSON (`SignatureReport.as_json`) as elements."""

_NAMES: Mapping[str, str] = {"vr": VR, "ds": DS, "xades": XADES, "own": OWN}
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_URN = "urn:etsi:019102:"
_STAMPS = {
    "content": "AllDataObjectsTimeStamp",
    "signature": "SignatureTimeStamp",
    "signature-and-references": "SigAndRefsTimeStamp",
    "references": "RefsOnlyTimeStamp",
    "archive": "ArchiveTimeStamp",
    "document": "DocTimeStamp",
}
_KEPT_APART = ("field", "covers", "changed_after_signing", "signature_intact", "content_intact")


def to_xml(report: SignatureReport) -> bytes:
    """The report as XML, UTF-8 with a declaration; empty when there is no signature to report on.

    The standard has no report without a signature.
    """
    if not report.signatures:
        return b""
    root = etree.Element(f"{{{VR}}}ValidationReport", nsmap=dict(_NAMES))
    writer = _Writer(report)
    for place, one in enumerate(report.signatures, 1):
        element = _add(root, "SignatureValidationReport")
        writer.signature(element, one, f"S-{place}", role="main")
    objects = _add(root, "SignatureValidationObjects")
    writer.objects(objects)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


class _Writer:
    """Writes one report."""

    def __init__(self, report: SignatureReport) -> None:
        self._report = report
        self._certificates: dict[str, str] = {}  # SHA-256 to id
        every = [*report.timestamps, *(t for one in report.signatures for t in one.timestamps)]
        # A document time-stamp is one of every signature before it.
        self._stamps = {stamp: f"T-{place}" for place, stamp in enumerate(dict.fromkeys(every), 1)}
        documents = report.contents or (report.sha256,)
        self._documents = {f"D-{place}": sha256 for place, sha256 in enumerate(documents, 1)}

    def signature(self, to: etree._Element, one: Judgement, name: str, *, role: str) -> None:
        """What was found about `one`, as SignatureValidationReportType."""
        identifier = _add(to, "SignatureIdentifier", id=name)
        if one.value:
            etree.SubElement(identifier, f"{{{DS}}}SignatureValue").text = one.value
        _text(identifier, "HashOnly", "false")
        _text(identifier, "DocHashOnly", "false")
        self._time(to, one)
        if role == "main":
            self._signed(to)
            self._attributes(to, one)
        certificate = self._certificate(one)
        if certificate:
            signer = _add(to, "SignerInformation")
            _add(signer, "SignerCertificate", VOReference=certificate)
            _text(signer, "Signer", _printable(one.signer.name or one.signer.organisation or ""))
        quality = _add(to, "SignatureQuality")
        _text(quality, "SignatureQualityInformation", f"{OWN}{one.qualification.value}")
        process = "LTVM" if one.proven_time else "Basic"
        _text(
            _add(to, "SignatureValidationProcess"),
            "SignatureValidationProcessID",
            f"{_URN}validationprocess:{process}",
        )
        self._status(to, one, certificate, role)

    def _time(self, to: etree._Element, one: Judgement) -> None:
        about = _add(to, "ValidationTimeInfo")
        _text(about, "ValidationTime", _instant(self._report.at))
        best = _add(about, "BestSignatureTime")
        # Without better proof the signature is known to exist when it is validated (5.2.5.2).
        _text(best, "POETime", _instant(one.proven_time or self._report.at))
        _text(best, "TypeOfProof", f"{_URN}poetype:validation")
        if one.proof is not None:
            _add(best, "POEObject", VOReference=self._stamps[one.proof])

    def _signed(self, to: etree._Element) -> None:
        (name, sha256), *_ = self._documents.items()
        document = _add(to, "SignersDocument")
        _digest(document, sha256)
        _add(document, "SignersDocumentRef", VOReference=name)

    def _attributes(self, to: etree._Element, one: Judgement) -> None:
        dated = [(s, s.claimed_time) for s in one.timestamps if s.claimed_time]
        if one.claimed_time is None and not dated:
            return
        attributes = _add(to, "SignatureAttributes")
        if one.claimed_time is not None:
            _text(_add(attributes, "SigningTime"), "Time", _instant(one.claimed_time))
        for stamp, at in dated:
            found = _add(attributes, _STAMPS.get(stamp.stamp or "", "SignatureTimeStamp"))
            _add(found, "AttributeObject", VOReference=self._stamps[stamp])
            _text(found, "TimeStampValue", _instant(at))

    def _certificate(self, one: Judgement) -> str:
        sha256 = one.signer.certificate_sha256
        if not sha256:
            return ""
        return self._certificates.setdefault(sha256, f"C-{len(self._certificates) + 1}")

    def _status(self, to: etree._Element, one: Judgement, certificate: str, role: str) -> None:
        status = _add(to, "SignatureValidationStatus")
        _text(status, "MainIndication", f"{_URN}mainindication:{_indication(one, role)}")
        if one.sub_indication:
            _text(status, "SubIndication", f"{_URN}subindication:{one.sub_indication.value}")
        data = _add(status, "AssociatedValidationReportData")
        if certificate:
            chain = _add(data, "CertificateChain")
            _add(chain, "SigningCertificate", VOReference=certificate)
        more = _add(data, "AdditionalValidationReportData")
        for kind, value in _own(one):
            entry = _add(more, "ReportData")
            _text(entry, "Type", f"{OWN}{kind}")
            _fill(_add(entry, "Value"), kind, value)

    def objects(self, to: etree._Element) -> None:
        """The documents, time-stamps and certificates that the report refers to."""
        for name, sha256 in self._documents.items():
            _object(to, name, "signedData", sha256)
        for one, name in self._stamps.items():
            found = _object(to, name, "timestamp", self._report.sha256)
            self.signature(_add(found, "ValidationReport"), one, f"V{name}", role="token")
        for sha256, name in self._certificates.items():
            _object(to, name, "certificate", sha256)


def _own(one: Judgement) -> Iterator[tuple[str, Json]]:
    """What the standard has no element for, in the words of the JSON report."""
    written = one.as_json()
    yield "algorithm", written["algorithm"]
    yield "format", "-".join(filter(None, (written["format"], written["level"])))
    yield from ((key, written[key]) for key in _KEPT_APART if written[key] is not None)
    yield "signer", written["signer"]
    for message in written["messages"]:
        yield "message", message


def _indication(one: Judgement, role: str) -> str:
    """A signature passes or fails in total, a token simply (EN 319 102-1, 5.1.3)."""
    value = one.indication.value.lower()
    return value.removeprefix("total-") if role == "token" else value


def _object(to: etree._Element, name: str, kind: str, sha256: str) -> etree._Element:
    found = _add(to, "ValidationObject", id=name)
    _text(found, "ObjectType", f"{_URN}validationObject:{kind}")
    _digest(_add(found, "ValidationObjectRepresentation"), sha256)
    return found


def _fill(to: etree._Element, kind: str, value: Json) -> None:
    """`value` as elements of our own namespace; nothing stands for nothing."""
    if isinstance(value, dict):
        for key, one in value.items():
            _fill(to, key, one)
    elif value is not None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        etree.SubElement(to, f"{{{OWN}}}{kind}").text = _printable(text)


def _add(to: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(to, f"{{{VR}}}{name}", attributes)


def _text(to: etree._Element, name: str, text: str) -> None:
    _add(to, name).text = text


def _digest(to: etree._Element, sha256: str) -> None:
    value = _add(to, "DigestAlgAndValue")
    etree.SubElement(value, f"{{{DS}}}DigestMethod", Algorithm=_SHA256)
    digest = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")
    etree.SubElement(value, f"{{{DS}}}DigestValue").text = digest


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _printable(text: str) -> str:
    """`text` without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)
