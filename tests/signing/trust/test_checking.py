"""A trusted list counts only as its operator signed it, and if somebody named the operator."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from signing.errors import BadTrust, ListRefused
from signing.trustlist.checking import LIST_MIB_MAX, accepted_list, signed_list, vouched_for
from signing.trustlist.given import fingerprints, trust_in
from signing.trustlist.source import ListTrust
from tests.signing.pki import NOON, file_of
from tests.signing.trust import people
from tests.signing.trust.lists import DS, EU, Listed, Operator, Period, Scheme, signed

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "trust"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpora is not here")
UKRAINIAN = Scheme([Listed([people.authority()])])


def stored(folder: Path, scheme: Scheme, who: Operator, name: str = "list.xml") -> Path:
    return file_of(folder, signed(scheme, who), name)


@pytest.mark.parametrize(
    "who",
    [people.operator(), people.ec_operator(), people.dstu_operator()],
    ids=["RSA", "ECDSA", "ДСТУ"],
)
def test_a_signed_list_is_read(who: Operator, tmp_path: Path) -> None:
    found = signed_list(stored(tmp_path, UKRAINIAN, who))

    trusted = found.trusted
    assert found.signer == people.sha256(who)
    assert (trusted.territory, trusted.kind, trusted.sequence) == ("UA", "UAlist", 32)
    assert trusted.operator == "Вигаданий оператор"
    assert trusted.next_update == NOON + dt.timedelta(days=100)
    [service] = trusted.services
    assert (service.kind, service.name) == ("CA/QC", "Видача сертифікатів")
    assert service.provider == "Вигаданий надавач"
    assert service.certificates == (people.authority().der,)
    assert not service.history[0].scopes


def test_the_kept_list_is_read_as_the_signed_one_was(tmp_path: Path) -> None:
    path = stored(tmp_path, UKRAINIAN, people.operator())

    assert accepted_list(path) == signed_list(path).trusted


def changed(data: bytes, where: bytes, to: bytes) -> bytes:
    assert data.count(where) >= 1
    return data.replace(where, to, 1)


def without_signature(data: bytes) -> bytes:
    root = etree.fromstring(data)
    [signature] = root.iter(f"{{{DS}}}Signature")
    root.remove(signature)
    return etree.tostring(root)


def wrapped(data: bytes) -> bytes:
    """The signed list moved into another one, which a careless reader would take."""
    root = etree.fromstring(data)
    [signature] = root.iter(f"{{{DS}}}Signature")
    root.remove(signature)
    other = etree.fromstring(Scheme([Listed([people.authority("Чужий")])]).xml())
    original = etree.fromstring(data)
    other.append(signature)
    signature.append(original)
    return etree.tostring(other)


@pytest.mark.parametrize(
    ("bent", "why"),
    [
        (lambda data: changed(data, b"/withdrawn", b"/granted"), "змінено після підписання"),
        (lambda data: changed(data, b">32<", b">33<"), "змінено після підписання"),
        (without_signature, "не підписано"),
        (wrapped, "підпис"),
        (lambda data: data[:-30], "XML не читається"),
        (lambda _: b"<TrustServiceStatusList/>", "не підписано"),
        (lambda data: changed(data, b"<Trust", b"<!DOCTYPE x><Trust"), "XML не читається"),
    ],
    ids=["a status", "the number", "unsigned", "wrapped", "cut", "empty", "DOCTYPE"],
)
def test_what_is_not_as_it_was_signed_is_refused(bent: object, why: str, tmp_path: Path) -> None:
    scheme = Scheme([Listed([people.authority()], periods=[Period("withdrawn")])])
    assert callable(bent)
    path = file_of(tmp_path, bent(signed(scheme, people.operator())), "list.xml")

    with pytest.raises(ListRefused, match=why):
        signed_list(path)
    with pytest.raises(ListRefused):
        trust_in([str(path)], operators=[people.sha256(people.operator())])


def test_a_signature_value_of_another_key_is_refused(tmp_path: Path) -> None:
    data = signed(UKRAINIAN, people.operator())
    other = signed(UKRAINIAN, people.operator("Інший"))
    values = [
        one.findtext(f".//{{{DS}}}SignatureValue") for one in map(etree.fromstring, (data, other))
    ]
    bent = changed(data, str(values[0]).encode(), str(values[1]).encode())

    with pytest.raises(ListRefused, match="не підтверджує"):
        signed_list(file_of(tmp_path, bent, "list.xml"))


def test_a_signed_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    class Other(Scheme):
        def xml(self) -> bytes:
            return super().xml().replace(b"TSLSequenceNumber>32", b"TSLSequenceNumber>many")

    with pytest.raises(ListRefused, match="немає номера"):
        signed_list(file_of(tmp_path, signed(Other(), people.operator()), "list.xml"))


def test_a_list_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    with path.open("wb") as file:
        file.truncate(LIST_MIB_MAX * 1024 * 1024 + 1)

    with pytest.raises(ListRefused, match="понад 20 МБ"):
        signed_list(path)


@given(at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_flipped_bit_changes_what_a_list_says(at: int, bit: int, tmp_path: Path) -> None:
    data = bytearray(signed(UKRAINIAN, people.operator()))
    honest = signed_list(file_of(tmp_path, bytes(data), "honest.xml")).trusted
    data[at % len(data)] ^= 1 << bit

    try:
        found = signed_list(file_of(tmp_path, bytes(data), "bent.xml"))
    except ListRefused:
        return
    assert found.trusted == honest


class TestWhoVouches:
    """Named by a person, or by a list of lists whose own signer is."""

    LOTL = Scheme(
        territory="EU",
        kind="EUlistofthelists",
        pointers=[("SK", "EUgeneric", people.operator("Словацький"))],
    )
    SLOVAK = Scheme([Listed([people.authority()])], territory="SK", kind="EUgeneric")

    def test_a_person(self, tmp_path: Path) -> None:
        one = signed_list(stored(tmp_path, UKRAINIAN, people.operator()))

        assert vouched_for([one], {one.signer}) == {one.path: "operator"}
        assert vouched_for([one], {people.sha256(people.ec_operator())}) == {}

    def test_a_list_of_lists_vouches_for_the_countries_it_names(self, tmp_path: Path) -> None:
        lotl = signed_list(stored(tmp_path, self.LOTL, people.operator(), "eu.xml"))
        named = signed_list(stored(tmp_path, self.SLOVAK, people.operator("Словацький"), "sk.xml"))
        other = signed_list(stored(tmp_path, self.SLOVAK, people.operator("Інший"), "x.xml"))
        czech = Scheme(territory="CZ", kind="EUgeneric")
        wrong = signed_list(stored(tmp_path, czech, people.operator("Словацький"), "cz.xml"))
        every = [named, other, wrong, lotl]

        assert vouched_for(every, {lotl.signer}) == {
            lotl.path: "operator",
            named.path: "EU/EUlistofthelists",
        }
        assert vouched_for(every, ()) == {}
        assert vouched_for([named], (), [lotl.trusted]) == {named.path: "EU/EUlistofthelists"}

    def test_an_ordinary_list_vouches_for_nobody(self, tmp_path: Path) -> None:
        pointing = Scheme(pointers=[("SK", "EUgeneric", people.operator("Словацький"))])
        one = signed_list(stored(tmp_path, pointing, people.operator(), "ua.xml"))
        other = signed_list(stored(tmp_path, self.SLOVAK, people.operator("Словацький"), "sk.xml"))

        assert vouched_for([one, other], {one.signer}) == {one.path: "operator"}


class TestWhatIsNamed:
    """Files, folders, fingerprints."""

    def test_lists_and_certificates_are_told_apart_by_content(self, tmp_path: Path) -> None:
        stored(tmp_path, UKRAINIAN, people.operator(), "a.xml")
        file_of(tmp_path, people.authority("Інший").der, "b.cer")
        file_of(tmp_path, b"notes", "c.txt")

        trust = trust_in([str(tmp_path)], operators=[people.sha256(people.operator())])

        assert [type(one).__name__ for one in trust.sources] == ["ListTrust", "GivenCertificates"]
        assert trust.anchors(NOON) == [people.authority().der, people.authority("Інший").der]

    def test_a_list_nobody_vouches_for_is_known_to_be_so(self, tmp_path: Path) -> None:
        path = str(stored(tmp_path, UKRAINIAN, people.operator()))

        [alone] = trust_in([path]).sources
        [named] = trust_in([path], operators=[people.sha256(people.operator())]).sources
        [kept] = trust_in([], lists=[path]).sources

        assert [one.vouched for one in (alone, named, kept) if isinstance(one, ListTrust)] == [
            False,
            True,
            True,
        ]

    def test_an_operator_is_named_by_fingerprint_or_file(self, tmp_path: Path) -> None:
        digest = people.sha256(people.operator())
        spaced = ":".join(digest[i : i + 2] for i in range(0, 64, 2)).upper()
        path = file_of(tmp_path, people.operator().pem, "operator.pem")

        assert fingerprints([digest, spaced, str(path)]) == {digest}
        with pytest.raises(BadTrust):
            fingerprints(["d2:06"])

    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadTrust):
            trust_in([str(tmp_path)])


@needs_corpus
@pytest.mark.parametrize("name", ["CZ", "eu-lotl", "fi-v6", "sk-tl"])
def test_published_lists_verify(name: str) -> None:
    assert signed_list(CORPUS / f"{name}.xml").trusted.territory in {"CZ", "EU", "FI", "SK"}


@needs_corpus
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("CZ_broken-sig", "підпис недійсний"),
        ("CZ_no-sig", "не підписано"),
        ("eu-lotl-broken-sig", "підпис недійсний"),
        ("eu-lotl-not-parseable", "не читається"),
        ("sk-tl-altered-trust-service", "підпис недійсний"),
    ],
)
def test_bent_lists_are_refused_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(ListRefused, match=why):
        signed_list(CORPUS / f"{name}.xml")


@needs_corpus
def test_the_published_list_of_lists_vouches_for_the_lists_of_its_time() -> None:
    lists = [signed_list(CORPUS / f"{name}.xml") for name in ("CZ", "eu-lotl", "fi-v6", "sk-tl")]
    found = vouched_for(lists, {lists[1].signer})

    assert [found.get(one.path) for one in lists] == [
        "EU/EUlistofthelists",
        "operator",
        None,  # of another year
        "EU/EUlistofthelists",
    ]


def test_uris_of_other_homes_mean_nothing(tmp_path: Path) -> None:
    class Foreign(Scheme):
        home = "http://example.invalid/TrstSvc"

    one = signed_list(stored(tmp_path, Foreign([Listed([people.authority()])]), people.operator()))

    assert not one.trusted.services[0].issues_qualified
    assert one.trusted.kind != "UAlist"
    assert EU not in one.trusted.kind


def test_what_a_signature_leaves_out_does_not_divide_the_text_of_a_kept_list(
    tmp_path: Path,
) -> None:
    data = signed(Scheme(), people.operator())
    start = data.index(b"<", data.index(b"</TrustServiceProviderList>") + 1)
    end = data.index(b"</TrustServiceStatusList>")
    signature = data[start:end]
    moved = data[:start] + data[end:]
    for hidden, rest in ((b"<!-- -->", data), (signature, moved)):
        bent = rest.replace(b"<dateTime>", b"<dateTime>" + hidden)
        path = file_of(tmp_path, bent, f"{len(bent)}.xml")
        assert accepted_list(path) == signed_list(path).trusted
        assert accepted_list(path).next_update is not None
