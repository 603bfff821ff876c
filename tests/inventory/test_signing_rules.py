"""Who may sign and seal."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.forms import Signatory
from inventory.rules.signing import may_carry_signature, may_seal, may_sign, same_person
from tests.clauses import proves
from tests.inventory.office import Office

WHO = Signatory(position="Секретар суду", name="З. З. Зразковий")
HOLDER = "Зразковий Захар Захарович"


@proves("Лубни:13.1")
def test_lubny_13_1__a_document_is_signed_by_whoever_the_court_has_named() -> None:
    assert may_sign(WHO, HOLDER, basis="").agrees
    assert may_sign(Signatory(), HOLDER, basis="").clauses == ("Лубни:13.1",)


@proves("Лубни:13.1-уповноважений")
def test_lubny_13_1__another_person_signs_only_on_a_named_basis() -> None:
    other = "Вигаданко Марта Іванівна"

    assert may_sign(WHO, other, basis="").clauses == ("Лубни:13.1-уповноважений",)
    assert may_sign(WHO, other, basis=" ").clauses == ("Лубни:13.1-уповноважений",)
    assert may_sign(WHO, other, basis="наказ голови суду від 01.02.2026 № 7").agrees


@proves("814:XIV.8")
@pytest.mark.parametrize("position", ["за Голову суду", "За голову суду", " за керівника"])
def test_814_xiv_8__nobody_signs_with_za_before_the_position(position: str) -> None:
    signatory = Signatory(position=position, name=WHO.name)

    assert may_sign(signatory, HOLDER, basis="").clauses == ("814:XIV.8",)
    assert may_sign(Signatory("Завідувач архіву", WHO.name), HOLDER, basis="").agrees


@proves("814:XI.9-печатка")
def test_814_xi_9__a_seal_is_that_of_this_court() -> None:
    court = "Вигаданівський районний суд"

    assert may_seal(court, "ВИГАДАНІВСЬКИЙ  районний суд").agrees
    for organisation in ("Сусідній районний суд", "", "суд"):
        assert may_seal(court, organisation).clauses == ("814:XI.9-печатка",)
    assert may_seal("", "").clauses == ("814:XI.9-печатка",)


@proves("814:XX1.4-заборона")
def test_814_xx1_4__what_is_not_in_the_system_cannot_be_signed(tmp_path: Path) -> None:
    office = Office(tmp_path)
    secret = office.document(office.add("letter", restricted=True, pages=5, title="Лист"))
    plain = office.document(office.add("letter", 2, pages=2))

    assert may_carry_signature(secret).clauses == ("814:XX1.4-заборона",)
    assert may_carry_signature(plain).agrees


@pytest.mark.parametrize(
    ("name", "holder", "same"),
    [
        ("З. З. Зразковий", "Зразковий Захар Захарович", True),
        ("З.З. Зразковий", "ЗРАЗКОВИЙ ЗАХАР ЗАХАРОВИЧ", True),
        ("Зразковий З. З.", "Зразковий Захар Захарович", True),
        ("Захар Зразковий", "Зразковий Захар Захарович", True),
        ("З. Зразковий", "Зразковий Захар Захарович", True),
        ("М. З. Зразковий", "Зразковий Захар Захарович", False),
        ("З. М. Зразковий", "Зразковий Захар Захарович", False),
        ("З. З. Зразкова", "Зразковий Захар Захарович", False),
        ("Марта Зразковий", "Зразковий Захар Захарович", False),
        ("З. З. Зразковий", "", False),
        ("", "Зразковий Захар Захарович", False),
        ("О. М. Мар’яненко-Вигадана", "Мар'яненко-Вигадана Олена Миколаївна", True),
    ],
)
def test_initials_and_surname_are_those_of_the_holder(name: str, holder: str, same: bool) -> None:
    assert same_person(name, holder) is same
