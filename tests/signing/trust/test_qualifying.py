"""What a valid signature is called, by list and certificate (ETSI TS 119 615; Law 2155-VIII)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import pytest

from signing.model import Qualification
from signing.trust import Standing, Trust
from signing.trustlist.reading import list_in
from signing.trustlist.source import ListTrust
from tests.signing.pki import NOON, YEAR, Identity, issue
from tests.signing.trust import people
from tests.signing.trust.lists import (
    Listed,
    Period,
    Scheme,
    criteria,
    key_usage,
    policies,
    qualification,
)
from tests.signing.trust.people import COMPLIANCE, DEVICE, SEAL, SIGN, UA_COMPLIANCE, WEB
from vault.airlock.xml import parse

LAW = dt.datetime(2018, 11, 7, tzinfo=dt.UTC)
QES, SEALED = Qualification.QES, Qualification.QESEAL
ADES_QC, ADES, UNKNOWN = Qualification.ADES_QC, Qualification.ADES, Qualification.UNKNOWN


def source(scheme: Scheme, *, vouched: bool = True) -> ListTrust:
    return ListTrust(list_in(parse(scheme.xml())), vouched=vouched)


def listed(*periods: Period, **more: object) -> Scheme:
    service = Listed([people.authority()], periods=periods or (Period(),))
    return dataclasses.replace(Scheme([service]), **more)  # type: ignore[arg-type]


def european(*periods: Period) -> Scheme:
    return listed(*periods, territory="SK", kind="EUgeneric")


def asked(
    scheme: Scheme, who: Identity, at: dt.datetime = NOON, *, vouched: bool = True
) -> Standing:
    chain = (who.der, people.authority().der)
    return Trust((source(scheme, vouched=vouched),)).qualification(chain, at)


def codes(found: Standing) -> list[str]:
    return [message.code for message in found.messages]


@pytest.mark.parametrize("scheme", [listed(), european()], ids=["Ukraine", "EU"])
@pytest.mark.parametrize(
    ("statements", "types", "expected"),
    [
        ((COMPLIANCE, DEVICE), (SIGN,), QES),
        ((COMPLIANCE, DEVICE), (), QES),
        ((COMPLIANCE, DEVICE), (SEAL,), SEALED),
        ((COMPLIANCE,), (SIGN,), ADES_QC),
        ((COMPLIANCE,), (SEAL,), ADES_QC),
        ((DEVICE,), (SIGN,), ADES),
        ((), (), ADES),
        ((COMPLIANCE, DEVICE), (WEB,), ADES),
        ((COMPLIANCE, DEVICE), (SIGN, SEAL), ADES),
        ((UA_COMPLIANCE, DEVICE), (SIGN,), QES),
    ],
)
def test_the_certificates_own_statements_decide(
    scheme: Scheme, statements: Sequence[str], types: Sequence[str], expected: Qualification
) -> None:
    assert asked(scheme, people.signer(*statements, types=types)).qualification is expected


def test_a_qualified_signature_comes_with_its_reasons() -> None:
    found = asked(listed(), people.qualified())

    assert codes(found) == ["S150", "S151"]
    assert "UA № 32 від 22.05.2026" in found.messages[0].text
    assert "«Видача сертифікатів» надавача «Вигаданий надавач»" in found.messages[1].text


def test_the_ukrainian_key_purpose_makes_a_seal_where_no_type_is_said() -> None:
    stamped = people.signer(COMPLIANCE, DEVICE, purposes=[people.UA_STAMP])
    typed = people.signer(COMPLIANCE, DEVICE, types=[SIGN], purposes=[people.UA_STAMP])

    assert asked(listed(), stamped).qualification is SEALED
    assert asked(listed(), typed).qualification is QES


def test_the_ukrainian_policy_alone_makes_nothing_qualified() -> None:
    """1.2.804.2.1.1.1.2.2 stands in nearly every Ukrainian certificate."""
    one = people.signer(DEVICE, policies=["1.2.804.2.1.1.1.2.2"])

    assert asked(listed(), one).qualification is ADES


class TestStatusOverTime:
    """What the list says of the time asked about, and of the day the certificate was issued."""

    WITHDRAWN = listed(Period("withdrawn", NOON - dt.timedelta(days=30)), Period())

    def test_before_the_withdrawal_it_is_qualified(self) -> None:
        before = NOON - dt.timedelta(days=31)

        assert asked(self.WITHDRAWN, people.qualified(), before).qualification is QES
        assert source(self.WITHDRAWN).anchors(before) == [people.authority().der]

    def test_after_it_is_not_and_is_no_anchor(self) -> None:
        found = asked(self.WITHDRAWN, people.qualified())

        assert found.qualification is ADES
        assert codes(found) == ["S150", "S152"]
        assert source(self.WITHDRAWN).anchors(NOON) == []

    def test_what_was_issued_before_the_service_was_granted_is_not(self) -> None:
        granted = listed(Period(since=NOON - dt.timedelta(days=30)))
        found = asked(granted, people.qualified())

        assert found.qualification is UNKNOWN
        assert codes(found) == ["S150", "S153"]

    def test_what_was_issued_while_it_was_withdrawn_is_not(self) -> None:
        again = listed(
            Period(since=NOON - dt.timedelta(days=30)),
            Period("withdrawn", NOON - 2 * YEAR),
        )
        assert asked(again, people.qualified()).qualification is ADES

    @pytest.mark.parametrize("status", ["granted", "recognisedatnationallevel"])
    def test_good_names(self, status: str) -> None:
        assert asked(listed(Period(status)), people.qualified()).qualification is QES

    @pytest.mark.parametrize("status", ["withdrawn", "deprecatedatnationallevel", "hnfgqw", ""])
    def test_other_names(self, status: str) -> None:
        assert asked(listed(Period(status)), people.qualified()).qualification is ADES

    def test_a_critical_extension_we_do_not_know_proves_nothing(self) -> None:
        strange = '<Extension Critical="true"><x:Y xmlns:x="urn:x"/></Extension>'
        found = asked(listed(Period(extensions=strange)), people.qualified())

        assert found.qualification is UNKNOWN
        kept = asked(
            listed(Period(extensions=strange.replace("true", "false"))), people.qualified()
        )
        assert kept.qualification is QES


class TestTheListsOwnTime:
    """A list says nothing of what comes after its next update."""

    def test_a_stale_list_proves_nothing_of_later_times(self) -> None:
        scheme = listed(next_update=NOON)

        assert asked(scheme, people.qualified(), NOON).qualification is QES
        later = asked(scheme, people.qualified(), NOON + dt.timedelta(seconds=1))
        assert later.qualification is UNKNOWN
        assert codes(later) == ["S161"]

    def test_a_closed_list_proves_nothing(self) -> None:
        assert asked(listed(next_update=None), people.qualified()).qualification is UNKNOWN

    def test_a_list_nobody_vouches_for_gives_anchors_and_no_status(self) -> None:
        found = asked(listed(), people.qualified(), vouched=False)

        assert found.qualification is UNKNOWN
        assert codes(found) == ["S166"]
        assert source(listed(), vouched=False).anchors(NOON)


class TestUkrainianLaws:
    """2155-VIII is in force since 07.11.2018; VII.5 keeps what was before for two years."""

    OLD = Period(since=LAW - 5 * YEAR)

    def signed(self, issued: dt.datetime, at: dt.datetime) -> Standing:
        who = people.signer(COMPLIANCE, DEVICE, types=[SIGN], since=issued)
        return asked(listed(self.OLD), who, at)

    def test_2155_viii_vii_1__before_the_law_nothing_is_qualified(self) -> None:
        found = self.signed(LAW - YEAR, LAW - dt.timedelta(days=1))

        assert (found.qualification, codes(found)) == (UNKNOWN, ["S150", "S159"])

    def test_2155_viii_vii_5__a_former_certificate_serves_for_two_years(self) -> None:
        found = self.signed(LAW - dt.timedelta(days=1), LAW + YEAR)

        assert found.qualification is QES
        assert "S164" in codes(found)

    def test_2155_viii_vii_5__and_no_longer(self) -> None:
        found = self.signed(LAW - dt.timedelta(days=1), LAW + 2 * YEAR + dt.timedelta(days=1))

        assert (found.qualification, codes(found)) == (UNKNOWN, ["S150", "S160"])

    def test_a_certificate_of_the_new_law_has_no_such_end(self) -> None:
        assert self.signed(LAW + YEAR, NOON).qualification is QES

    def test_the_european_dates_do_not_hold_for_ukraine_nor_the_other_way(self) -> None:
        who = people.signer(COMPLIANCE, DEVICE, types=[SIGN], since=LAW - YEAR)

        assert asked(european(self.OLD), who, LAW - dt.timedelta(days=1)).qualification is QES


class TestBeforeEidas:
    """Until 30.06.2016 a certificate policy could say what a statement says now."""

    AT = dt.datetime(2015, 6, 1, tzinfo=dt.UTC)
    SCHEME = european(Period("undersupervision", dt.datetime(2010, 1, 1, tzinfo=dt.UTC)))

    @pytest.mark.parametrize(
        ("policy", "expected"),
        [("0.4.0.1456.1.1", QES), ("0.4.0.1456.1.2", ADES_QC), ("1.2.3", ADES)],
    )
    def test_policies_counted_then(self, policy: str, expected: Qualification) -> None:
        who = people.signer(policies=[policy], since=self.AT - YEAR)

        assert asked(self.SCHEME, who, self.AT).qualification is expected

    def test_910_2014_51_2__such_a_certificate_stays_qualified(self) -> None:
        who = people.signer(policies=["0.4.0.1456.1.1"], since=self.AT)
        granted = Period(since=dt.datetime(2016, 6, 30, 22, tzinfo=dt.UTC))
        scheme = european(granted, *self.SCHEME.services[0].periods)

        assert asked(scheme, who, self.AT + 2 * YEAR).qualification is QES

    def test_they_do_not_count_now(self) -> None:
        who = people.signer(policies=["0.4.0.1456.1.1"])

        assert asked(self.SCHEME, who).qualification is ADES


class TestWhatTheListAdds:
    """Qualifications (TS 119 612, 5.5.9.2) correct what the certificate says."""

    POLICY = "1.2.3.4"

    def said(
        self, qualifiers: Sequence[str], *oids: str, on: str | None = None, **more: object
    ) -> Standing:
        on = criteria(policies(self.POLICY)) if on is None else on
        extension = qualification(qualifiers, on)
        who = people.signer(*oids, policies=[self.POLICY], **more)  # type: ignore[arg-type]
        return asked(european(Period(extensions=extension)), who)

    @pytest.mark.parametrize(
        ("qualifiers", "oids", "expected"),
        [
            (["QCWithQSCD"], [COMPLIANCE], QES),
            (["QCWithSSCD"], [COMPLIANCE], QES),
            (["QCQSCDManagedOnBehalf"], [COMPLIANCE], QES),
            (["QCNoQSCD"], [COMPLIANCE, DEVICE], ADES_QC),
            (["QCNoSSCD"], [COMPLIANCE, DEVICE], ADES_QC),
            (["QCQSCDStatusAsInCert"], [COMPLIANCE, DEVICE], QES),
            (["QCQSCDStatusAsInCert"], [COMPLIANCE], ADES_QC),
            (["QCStatement"], [DEVICE], QES),
            (["NotQualified"], [COMPLIANCE, DEVICE], ADES),
            (["NotQualified", "QCStatement"], [COMPLIANCE, DEVICE], ADES),
            (["QCForESeal"], [COMPLIANCE, DEVICE], SEALED),
            (["QCForLegalPerson"], [COMPLIANCE, DEVICE], SEALED),
            (["QCForWSA"], [COMPLIANCE, DEVICE], ADES),
            (["QCWithQSCD", "QCNoQSCD"], [COMPLIANCE], UNKNOWN),
            (["QCForESig", "QCForESeal"], [COMPLIANCE, DEVICE], UNKNOWN),
        ],
    )
    def test_qualifiers(
        self, qualifiers: Sequence[str], oids: Sequence[str], expected: Qualification
    ) -> None:
        assert self.said(qualifiers, *oids).qualification is expected

    @pytest.mark.parametrize(
        ("inside", "how", "met"),
        [
            (policies("1.2.3.4"), "all", True),
            (policies("1.2.3.4", "9.9"), "all", False),
            (policies("9.9"), "none", True),
            (policies("9.9") + policies("1.2.3.4"), "atLeastOne", True),
            (policies("9.9") + policies("1.2.3.4"), "all", False),
            (key_usage("nonRepudiation", wanted=True), "all", True),
            (key_usage("digitalSignature", wanted=True), "all", False),
            (key_usage("digitalSignature", wanted=False), "all", True),
            (criteria(policies("9.9"), "none") + policies("1.2.3.4"), "all", True),
            (
                (
                    "<ns5:otherCriteriaList><ns3:CertSubjectDNAttribute><ns3:AttributeOID>"
                    "<ns4:Identifier>urn:oid:2.5.4.5</ns4:Identifier></ns3:AttributeOID>"
                    "</ns3:CertSubjectDNAttribute></ns5:otherCriteriaList>"
                ),
                "all",
                True,
            ),
            (
                (
                    "<ns5:otherCriteriaList><ns3:ExtendedKeyUsage><ns3:KeyPurposeId>"
                    "<ns4:Identifier>urn:oid:1.3.6.1.5.5.7.3.1</ns4:Identifier></ns3:KeyPurposeId>"
                    "</ns3:ExtendedKeyUsage></ns5:otherCriteriaList>"
                ),
                "all",
                False,
            ),
            ("<ns5:Description>слова</ns5:Description>" + policies("1.2.3.4"), "all", True),
        ],
    )
    def test_criteria(self, inside: str, how: str, met: bool) -> None:
        found = self.said(["QCNoQSCD"], COMPLIANCE, DEVICE, on=criteria(inside, how))

        assert found.qualification is (ADES_QC if met else QES)

    @pytest.mark.parametrize(
        "on",
        [
            "",
            criteria(""),
            criteria(policies()),
            criteria(policies("1.2.3.4"), "some"),
            criteria("<ns5:Something/>"),
            criteria('<ns5:otherCriteriaList><x xmlns="urn:x"/></ns5:otherCriteriaList>'),
        ],
        ids=["no criteria", "empty", "no policy", "how", "strange", "strange other"],
    )
    def test_criteria_that_cannot_be_followed_leave_it_unknown(self, on: str) -> None:
        found = self.said(["QCNoQSCD"], COMPLIANCE, DEVICE, on=on)

        assert found.qualification is UNKNOWN
        assert "S162" in codes(found)


class TestSeveralServices:
    """One authority may stand in a list several times."""

    def both(self, *services: Listed) -> Standing:
        return asked(Scheme(services), people.qualified())

    def test_a_service_for_seals_says_nothing_of_signatures(self) -> None:
        seals = Listed([people.authority()], periods=[Period(scopes=["ForeSeals"])])
        signs = Listed([people.authority()], periods=[Period(scopes=["ForeSignatures"])])

        assert self.both(seals).qualification is ADES
        assert codes(self.both(seals)) == ["S158"]
        assert self.both(signs).qualification is QES
        assert self.both(seals, signs).qualification is QES

    def test_services_that_contradict_each_other_leave_it_unknown(self) -> None:
        withdrawn = Listed([people.authority()], periods=[Period("withdrawn")])
        found = self.both(Listed([people.authority()]), withdrawn)

        assert (found.qualification, codes(found)) == (UNKNOWN, ["S163"])

    def test_a_service_of_another_kind_issues_nothing_qualified(self) -> None:
        found = self.both(Listed([people.authority()], kind="CA/PKC"))

        assert (found.qualification, codes(found)) == (UNKNOWN, ["S156"])

    def test_an_authority_not_in_the_list_is_none_of_its_business(self) -> None:
        assert self.both(Listed([people.authority("Інший")])) == Standing(UNKNOWN)

    def test_the_ukrainian_service_for_recognition_counts(self) -> None:
        assert self.both(Listed([people.authority()], kind="MR-CA/QC")).qualification is QES

    def test_another_certificate_for_the_same_key_is_the_same_service(self) -> None:
        own = people.authority()
        cross = issue("КНЕДП Вигаданий", issuer=people.authority("Інший"), key=own.key, ca=True)

        found = asked(Scheme([Listed([cross])]), people.qualified())
        assert found.qualification is QES
        stolen_name = issue("КНЕДП Вигаданий", key=people.operator().key, ca=True)
        assert asked(Scheme([Listed([stolen_name])]), people.qualified()) == Standing(UNKNOWN)


def test_a_certificate_that_cannot_be_read_proves_nothing() -> None:
    found = Trust((source(listed()),)).qualification((b"\x30\x00", people.authority().der), NOON)

    assert (found.qualification, codes(found)) == (UNKNOWN, ["S167"])
