"""The report: its shape, its words, and what stands in a court's file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signing
from signing import (
    Changed,
    Covers,
    Format,
    Indication,
    Judgement,
    Level,
    Message,
    Qualification,
    SignatureReport,
    Signer,
    SigningError,
    SubIndication,
    plain,
    sentence,
    sentences,
    verify,
)
from signing.messages import TEXTS
from signing.words import CHANGES, MATCHES, REASONS
from tests.clauses import proves
from tests.signing.pki import NOON, SignerPart, clerk, file_of, noon, signed_data

CONTRACT_SIGNATURE = {
    "format",
    "level",
    "signer",
    "algorithm",
    "claimed_time",
    "proven_time",
    "signature_intact",
    "content_intact",
    "covers",
    "changed_after_signing",
    "indication",
    "sub_indication",
    "qualification",
    "messages",
}
CONTRACT_SIGNER = {"name", "organisation", "rnokpp", "edrpou", "certificate_sha256"}

plain_text = st.text(st.characters(exclude_categories=["C"]), max_size=20)
maybe = st.none() | plain_text
times = st.datetimes(timezones=st.just(dt.UTC))
messages = st.lists(st.builds(Message, plain_text, plain_text), max_size=2).map(tuple)
judgements = st.builds(
    Judgement,
    format=st.sampled_from(Format),
    level=st.none() | st.sampled_from(Level),
    signer=st.builds(
        Signer,
        name=maybe,
        organisation=maybe,
        rnokpp=maybe,
        edrpou=maybe,
        issuer=maybe,
        serial=maybe,
        certificate_sha256=maybe,
    ),
    algorithm=plain_text,
    claimed_time=st.none() | times,
    proven_time=st.none() | times,
    signature_intact=st.sampled_from([True, False, None]),
    content_intact=st.sampled_from([True, False, None]),
    covers=st.sampled_from(Covers),
    changed_after_signing=st.sampled_from(Changed),
    indication=st.sampled_from(Indication),
    sub_indication=st.sampled_from(SubIndication),
    qualification=st.sampled_from(Qualification),
    messages=messages,
    countersigns=st.none() | st.integers(0, 9),
    field=maybe,
)
reports = st.builds(
    SignatureReport,
    file=plain_text,
    format=st.sampled_from(Format),
    sha256=plain_text,
    at=times,
    contents=st.lists(plain_text, max_size=2).map(tuple),
    signatures=st.lists(judgements, max_size=2).map(tuple),
    timestamps=st.lists(judgements, max_size=1).map(tuple),
    messages=messages,
    complete=st.booleans(),
)


@given(reports)
def test_a_report_survives_json(report: SignatureReport) -> None:
    written = json.loads(json.dumps(report.as_json(), ensure_ascii=False))

    assert SignatureReport.from_json(written) == report


@given(reports)
def test_json_has_every_key_of_the_contract(report: SignatureReport) -> None:
    written = report.as_json()

    assert {"file", "format", "signatures", "messages"} <= set(written)
    for one in written["signatures"]:
        assert set(one) >= CONTRACT_SIGNATURE
        assert set(one["signer"]) >= CONTRACT_SIGNER


@given(reports)
def test_the_exit_says_whether_everything_could_be_judged(report: SignatureReport) -> None:
    every = report.signatures + report.timestamps
    open_questions = any(
        one.signature_intact is None or one.content_intact is None for one in every
    )

    assert report.exit.value == (30 if open_questions or not report.complete else 0)


def test_the_worst_indication_is_that_of_the_report() -> None:
    good, bad = (
        a_judgement(indication=i) for i in (Indication.TOTAL_PASSED, Indication.TOTAL_FAILED)
    )

    assert a_report(good, bad).worst is Indication.TOTAL_FAILED
    assert a_report(good).worst is Indication.TOTAL_PASSED
    assert a_report().worst is None


def a_judgement(**changes: object) -> Judgement:
    base = Judgement(
        format=Format.CADES,
        level=Level.B,
        signer=Signer(name="Зразок Олена Тестівна"),
        algorithm="RSA-SHA256",
        claimed_time=None,
        proven_time=None,
        signature_intact=True,
        content_intact=True,
        covers=Covers.WHOLE,
        changed_after_signing=Changed.NOT_APPLICABLE,
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        qualification=Qualification.UNKNOWN,
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def a_report(*signatures: Judgement, **changes: object) -> SignatureReport:
    base = SignatureReport(
        file="позов.pdf", format=Format.CADES, sha256="ab" * 32, at=NOON, signatures=signatures
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


EVERY_VERDICT = [
    (indication, sub, qualification, changed)
    for indication, sub, qualification, changed in itertools.product(
        Indication, [None, *SubIndication], Qualification, Changed
    )
    if (sub is None) == (indication is Indication.TOTAL_PASSED)
]


def every_judgement() -> Iterator[Judgement]:
    for indication, sub, qualification, changed in EVERY_VERDICT:
        for covers in Covers:
            yield a_judgement(
                indication=indication,
                sub_indication=sub,
                qualification=qualification,
                changed_after_signing=changed,
                covers=covers,
            )


@proves("814:II.11")
def test_814_ii_11__valid_and_qualified_are_said_of_nothing_less() -> None:
    for one in every_judgement():
        said = sentence(one)
        proven = one.qualification in {Qualification.QES, Qualification.QESEAL}
        qualified = one.indication is Indication.TOTAL_PASSED and proven
        unchanged = one.changed_after_signing not in {Changed.NOT_ALLOWED, Changed.UNKNOWN}
        valid = qualified and unchanged and one.covers is Covers.WHOLE
        assert (plain(one).code in {"valid", "valid-seal"}) is valid, said
        assert ("Підпис дійсний" in said or "печатка дійсна" in said) is valid, said
        assert ("КЕП" in said or " (кваліфікована" in said) is qualified, said
        assert said.endswith("."), said


def test_every_verdict_that_is_not_certain_says_what_to_do() -> None:
    for one in every_judgement():
        if plain(one).code not in {"valid", "valid-seal"}:
            assert plain(one).remedies, one
            first = plain(one).remedies[0].split()[0].rstrip(",")
            assert first in {"Попросіть", "Перевірте", "Надайте", "Покажіть", "Не"}, one


def test_every_sub_indication_has_words_of_its_own() -> None:
    assert set(REASONS) == set(SubIndication)
    assert len({why for why, _ in REASONS.values()}) == len(REASONS)
    words = [word for pair in REASONS.values() for word in pair]
    words += [word for pair in CHANGES.values() for word in pair if word]
    assert all(word.endswith(".") for word in words)


def test_a_signature_on_a_changed_file_is_not_praised() -> None:
    one = a_judgement(
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        changed_after_signing=Changed.NOT_ALLOWED,
    )

    assert "після підписання файл змінено" in sentence(one)
    assert MATCHES not in sentence(one)


def test_sentences_speak_of_the_file_and_of_each_signature() -> None:
    report = a_report(a_judgement(), a_judgement(), messages=(Message("S007", "Вони різняться."),))

    assert sentences(report)[0] == "Вони різняться."
    assert len(sentences(report)) == 3


def test_what_only_the_contract_demands_is_enough_to_read_a_report() -> None:
    written = a_report(a_judgement()).as_json()
    for key in set(written) - {"file", "format", "signatures", "messages", "at"}:
        del written[key]

    assert SignatureReport.from_json(written).signatures == (a_judgement(),)


def test_every_remark_has_its_own_sentence() -> None:
    assert len(set(TEXTS.values())) == len(TEXTS)
    assert all(sentence_.endswith((".", "})")) for sentence_ in TEXTS.values())


def test_every_remark_is_made_somewhere() -> None:
    package = Path(signing.__file__).parent
    sources = [one for one in package.rglob("*.py") if one.name != "messages.py"]
    said = "".join(one.read_text() for one in sources)
    assert [code for code in TEXTS if f'"{code}"' not in said] == []


def test_what_cannot_be_read_cannot_be_judged(tmp_path: Path) -> None:
    detached = file_of(tmp_path, signed_data(SignerPart(clerk(), b"x")))
    for path, contents in ((tmp_path / "немає", []), (detached, [tmp_path / "немає"])):
        with pytest.raises(SigningError, match="немає") as refused:
            verify(path, contents=contents, now=noon)
        assert refused.value.exit.value == 30


@given(st.binary(max_size=200))
def test_any_bytes_give_a_report(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = verify(file_of(Path(folder), data), now=noon)
    assert report.format in set(Format)
