"""What is said about correspondence as it comes and goes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from inventory import Accession, NewCase, OriginalForm, Report, card_of, open_case, remarks
from inventory.errors import BadCard, NotAdmissible
from inventory.language.words import is_ukrainian
from inventory.queries import get_case, particulars_of
from inventory.rules.correspondence import came_by_mail
from inventory.service.corrections import correct_document
from inventory.service.links import link_documents
from inventory.service.order import look_at_order
from tests.clauses import proves
from tests.inventory.office import Office
from vault import Json

WHOLE = ["envelope-whole", "addressed", "enclosures-match"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def accession(office: Office, kind: str, signatures: list[Json], **card: Json) -> Accession:
    content = office.vault.store(b"paper")
    return Accession(
        id="d1",
        case=office.case,
        card=card_of({"kind": kind, **card}),
        arrived_at="2025-03-01T10:00:00",
        name="paper.pdf",
        format="fmt/95",
        content=content,
        pages=1,
        form=OriginalForm.PAPER,
        print_duplex=False,
        report=Report(content, {"signatures": signatures}) if signatures else None,
    )


def said(
    office: Office, kind: str, *signatures: Json, case: str | None = None, **card: Json
) -> str:
    """What is remarked on when it is registered."""
    arrived = accession(office, kind, list(signatures), **card)
    with office.vault.transaction("тест") as tx:
        if case is not None:
            arrived = dataclasses.replace(arrived, case=get_case(tx.connection, case))
        return "; ".join(remarks(tx, arrived))


@proves("814:II.4", "814:II.6-акт")
def test_814_ii_4__what_was_seen_when_the_envelope_was_opened_is_kept(office: Office) -> None:
    """«…перевіряє цілісність конверта (пакета), відповідність адресування, … відповідність
    вкладень опису…»"""
    assert said(office, "claim") == ""
    assert said(office, "claim", intake=WHOLE) == ""
    part = said(office, "claim", intake=["envelope-whole"])
    assert "чи адресовано цьому суду; чи є всі вкладення" in part
    assert "814:II.4" in part
    both = said(office, "claim", intake=[*WHOLE, "envelope-damaged"])
    assert "сказано і так, і ні: чи цілий конверт (814:II.4)" in both
    lacking = said(office, "claim", intake=["envelope-whole", "addressed", "enclosures-missing"])
    assert "складіть акт у двох примірниках (sprava shortage record) (814:II.6-акт)" in lacking
    with pytest.raises(BadCard):
        card_of({"intake": ["opened"]})

    document = office.add("claim", 1, intake=WHOLE)
    with office.vault.read() as connection:
        kept = particulars_of(connection, [document])[document].intake or ""
    assert set(kept.split()) == set(WHOLE)


@proves("814:II.5")
def test_814_ii_5__what_is_for_somebody_else_is_not_registered(office: Office) -> None:
    with pytest.raises(NotAdmissible) as refused:
        office.add("claim", 1, intake=["misaddressed"])
    assert refused.value.verdict.clauses == ("814:II.5",)


@proves("814:II.8")
def test_814_ii_8__what_comes_on_the_day_of_a_hearing_has_its_time(office: Office) -> None:
    """«У разі надходження цих документів у день розгляду справи в суді вхідні документи
    реєструються також за часом їх надходження.»"""
    office.add("minutes", 2, date="2025-03-05")

    assert "814:II.8" in said(office, "motion", received_at="2025-03-05")
    assert said(office, "motion", received_at="2025-03-05T09:10") == ""
    assert said(office, "motion", received_at="2025-03-06") == ""
    assert "814:II.8" not in said(office, "ruling-hearing", date="2025-03-05")


@proves("814:II.8")
def test_814_ii_8__minutes_tell_which_document_of_that_day_has_no_time(office: Office) -> None:
    office.add("motion", 2, title="Клопотання без часу", received_at="2025-03-05")
    office.add("motion", 2, title="Клопотання з часом", received_at="2025-03-05T09:10")

    told = said(office, "minutes", date="2025-03-05")

    assert "05.03.2025 — день судового засідання" in told
    assert "(Клопотання без часу)" in told
    assert "814:II.8" in told


@proves("814:II.10")
def test_814_ii_10__a_letter_by_electronic_mail_names_the_courts_own_address(
    office: Office,
) -> None:
    """«…застосовуються офіційні електронні адреси цих судів…»"""
    assert "814:II.10" in said(office, "motion", channel="електронна пошта")
    assert said(office, "motion", channel="E-mail", mailbox="inbox@sud.example") == ""
    assert said(office, "motion", channel="поштою") == ""
    assert not came_by_mail("Електронний суд")

    document = office.add("motion", 1, channel="e-mail", mailbox="inbox@sud.example")
    with office.vault.transaction("тест") as tx:
        correct_document(tx, document, {"mailbox": "kanc@sud.example"}, "описка")
        tx.commit()
        kept = particulars_of(tx.connection, [document])[document]
    assert (kept.channel, kept.mailbox) == ("e-mail", "kanc@sud.example")


def signed(qualification: str = "QES", **more: Json) -> dict[str, Json]:
    return {"signer": "П. П. Приклад", "qualification": qualification, **more}


@proves("814:XIV.2-КЕП")
def test_814_xiv_2__an_electronic_document_leaves_with_a_qualified_signature(
    office: Office,
) -> None:
    """«Передача електронних документів здійснюється із застосуванням кваліфікованого електронного
    підпису.»"""
    card: dict[str, Json] = {"original_form": "electronic", "date": "2025-03-01"}

    assert "814:XIV.2-КЕП" in said(office, "letter-opening", **card)
    assert "814:XIV.2-КЕП" in said(office, "letter-opening", signed("AdES"), **card)
    assert said(office, "letter-opening", signed(), **card) == ""
    assert said(office, "letter-opening", **{**card, "original_form": "paper"}) == ""
    assert said(office, "motion", **card) == ""


@proves("814:XIV.2-КЕП")
def test_814_xiv_2__a_correction_is_asked_the_same(office: Office) -> None:
    paper = office.add("letter", 1, title="Лист", direction="incoming", original_form="paper")
    leaves = {"direction": "outgoing", "original_form": "electronic"}

    with office.vault.transaction("тест") as tx:
        odd = correct_document(tx, paper, leaves, "описка").odd
        later = correct_document(tx, paper, {"title": "Лист до суду"}, "описка").odd

    assert (odd.clauses, later.clauses) == (("814:XIV.2-КЕП",), ())


@proves("814:XIV.10")
def test_814_xiv_10__courts_write_to_each_other_in_signed_electronic_documents(
    office: Office,
) -> None:
    """«Офіційне листування, яке не стосується провадження у судових справах, здійснюється між
    судами … шляхом обміну електронними документами, скріпленими кваліфікованим електронним
    підписом.»"""
    with office.vault.transaction("тест") as tx:
        open_case(tx, NewCase(number="02-15/2025", kind="nomenclature", own="b"))
        tx.commit()
    card: dict[str, Json] = {"date": "2025-03-01", "direction": "outgoing"}
    card |= {"channel": "електронна пошта", "mailbox": "inbox@sud.example"}
    electronic = {**card, "original_form": "electronic"}
    plan = "02-15/2025"

    assert "814:XIV.10" in said(office, "reply", signed(), case=plan, **card)
    assert "814:XIV.10" in said(office, "reply", case=plan, **electronic)
    assert said(office, "reply", signed(), case=plan, **electronic) == ""
    assert "814:XIV.10" not in said(office, "reply", **card)


@proves("814:XIV.9-останній")
def test_814_xiv_9__several_institutions_one_date_that_of_the_last_signature(
    office: Office,
) -> None:
    """«На документі, виданому двома або більше установами, зазначається одна дата, яка відповідає
    даті останнього підпису.»"""
    ours = signed(organisation="Вигаданий суд", signed_at="2025-03-03T22:30:00+00:00")
    theirs = signed(organisation="Вигадане управління", signed_at="2025-03-01T09:00:00+00:00")

    assert said(office, "motion", ours, theirs, date="2025-03-04") == ""
    early = said(office, "motion", ours, theirs, date="2025-03-01")
    assert "дату останнього підпису: 04.03.2025 (814:XIV.9-останній)" in early
    assert said(office, "motion", ours, ours, date="2025-03-01") == ""


@proves("814:XIV.16")
def test_814_xiv_16__what_was_not_handed_over_has_a_day_and_no_number(office: Office) -> None:
    """«…(без реєстрації в АСДС але з відміткою про дату отримання судом) разом з неотриманими
    документами та конвертом передається судді…»"""
    assert said(office, "postal-notice", served=False, returned_on="2025-03-09") == ""
    undated = said(office, "postal-notice", served=False)
    assert "дату його отримання судом (returned_on) (814:XIV.16)" in undated
    numbered = said(
        office, "postal-notice", served=False, returned_on="2025-03-09", asds_number="17/25"
    )
    assert "в АСДС не реєструють" in numbered
    assert "814:XIV.16" in numbered
    assert said(office, "postal-notice", served=True, asds_number="17/25") == ""


@proves("814:I.8-переклад")
def test_814_i_8__a_foreign_document_is_missed_its_translation(office: Office) -> None:
    """«…вхідні документи, викладені іноземною мовою, забезпечені перекладом…»"""
    foreign = office.add("motion", 1, title="Reply", language="англійська")
    office.add("motion", 1, title="Клопотання", language="українська")

    [missed] = [text for text in _lacking(office) if "814:I.8-переклад" in text]
    assert "без перекладу: Reply" in missed

    translation = office.add("annex", 1, title="Переклад")
    with office.vault.transaction("тест") as tx:
        link_documents(tx, translation, foreign, "translation")
        tx.commit()
    assert not any("814:I.8-переклад" in text for text in _lacking(office))
    assert all(map(is_ukrainian, ("uk", "Українська", "державна мова")))
    assert not is_ukrainian("польська")


@proves("814:XIV.15")
def test_814_xiv_15__what_several_got_is_missed_its_mailing_list(office: Office) -> None:
    """«У разі направлення процесуального документа суду декільком адресатам, список розсилки після
    відправлення долучається до матеріалів справи.»"""
    decision = office.add("decision", 1, title="Рішення", date="2025-03-01")
    notices = [office.add("postal-notice-decision", 1) for _ in range(2)]
    with office.vault.transaction("тест") as tx:
        link_documents(tx, notices[0], decision, "notice", served=True, returned_on="2025-03-09")
        tx.commit()
    assert not any("814:XIV.15" in text for text in _lacking(office)), "one addressee"
    with office.vault.transaction("тест") as tx:
        link_documents(tx, notices[1], decision, "notice", served=True, returned_on="2025-03-10")
        tx.commit()

    [missed] = [text for text in _lacking(office) if "814:XIV.15" in text]
    assert "Рішення" in missed
    mailed = office.add("mailing-list", 1, date="2025-03-02")
    with office.vault.transaction("тест") as tx:
        link_documents(tx, mailed, decision, "mailing")
        tx.commit()
    assert not any("814:XIV.15" in text for text in _lacking(office))


def _lacking(office: Office) -> list[str]:
    with office.vault.read() as connection:
        view = look_at_order(connection, office.case)
    return [f"{one.text} ({one.clause})" for one in view.lacking.objections]
