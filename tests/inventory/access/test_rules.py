"""Who may do what, clause by clause, and rules on granting (the whole matrix: test_matrix.py)."""

from __future__ import annotations

from inventory.access.model import Action, Restriction, Right, Role, Target, User
from inventory.access.rules import CONTENT, may_act, may_act_for, may_be_changed, may_be_granted
from tests.clauses import proves

CASE = "main:757/1/25:aaaaaa"
ORDER = "№ 1 від 02.01.2026"


def person(*rights: tuple[str, str], active: bool = True, unit: str = "") -> User:
    return User(
        login="vyhadka",
        name="В. Вигадка",
        position="",
        active=active,
        rights=tuple(Right(kind=k, value=v, order=ORDER, unit=unit) for k, v in rights),
    )


@proves("814:I.9-канцелярія")
def test_814_i_9__the_registry_organises_the_records() -> None:
    for action in (Action.REGISTER, Action.FORM, Action.CERTIFY, Action.COPY):
        assert may_act(person(("role", "registry")), action, Target(case=CASE)).agrees


@proves("814:II.11-канцелярія")
def test_814_ii_11__nobody_but_the_registry_registers() -> None:
    allowed = {r for r in Role if may_act(person(("role", r)), Action.REGISTER, Target()).agrees}

    assert allowed == {Role.REGISTRY, Role.HEAD}
    judged = may_act(person(("role", "judge")), Action.REGISTER, Target())
    assert judged.clauses == ("814:II.11-канцелярія",)


def test_who_lacks_a_right_is_told_of_a_case_file_only_if_one_was_named() -> None:
    clerk = person(("role", "registry"))
    vault = may_act(clerk, Action.KEEP, Target())
    case = may_act(clerk, Action.ARCHIVE, Target(case=CASE))

    assert "у цій справі" not in vault.objections[0].text
    assert "у цій справі" in case.objections[0].text


@proves("814:VII.11")
def test_814_vii_11__secretaries_of_hearings_form_case_files() -> None:
    assert may_act(person(("role", "former")), Action.FORM, Target(case=CASE)).agrees
    judged = may_act(person(("role", "reviewer"), ("case", CASE)), Action.FORM, Target(case=CASE))
    assert judged.clauses == ("814:VII.11",)


@proves("814:I.1-архів")
def test_814_i_1__the_archive_of_the_court_keeps_and_issues_what_is_finished() -> None:
    archivist = person(("role", "archivist"))

    assert may_act(archivist, Action.READ, Target(case=CASE, closed=True)).agrees
    assert not may_act(archivist, Action.READ, Target(case=CASE)).agrees
    assert may_act(archivist, Action.ARCHIVE, Target(case=CASE)).agrees
    judged = may_act(person(("role", "registry")), Action.ARCHIVE, Target(case=CASE))
    assert judged.clauses == ("814:I.1-архів",)


@proves("814:XI.1")
def test_814_xi_1__copies_are_certified_by_those_who_may() -> None:
    assert may_act(person(("role", "registry")), Action.COPY, Target(case=CASE)).agrees
    judged = may_act(person(("role", "reviewer"), ("case", CASE)), Action.COPY, Target(case=CASE))
    assert judged.clauses == ("814:XI.1",)


@proves("Лубни:2.2")
def test_lubny_2_2__marked_content_is_for_named_people() -> None:
    adoption = Target(case=CASE, marks=frozenset({Restriction.ADOPTION}))
    service = Target(case=CASE, marks=frozenset({Restriction.SERVICE}))

    assert may_act(person(("role", "judge")), Action.READ, adoption).clauses == ("Лубни:2.2",)
    assert may_act(person(("role", "judge"), ("case", CASE)), Action.READ, adoption).agrees
    # What is for official use asks for the right to such papers by the president's order.
    assert not may_act(person(("role", "judge"), ("case", CASE)), Action.READ, service).agrees
    assert may_act(person(("role", "judge"), ("mark", "service")), Action.READ, service).agrees


def test_a_right_limited_to_a_unit_reaches_its_files_only() -> None:
    clerk = person(("role", "registry"), unit="палата 1")

    assert may_act(clerk, Action.READ, Target(case=CASE, unit="палата 1")).agrees
    assert not may_act(clerk, Action.READ, Target(case=CASE, unit="палата 2")).agrees
    assert not may_act(clerk, Action.READ, Target(case=CASE)).agrees


@proves("Лубни:2.1")
def test_lubny_2_1__who_left_may_do_nothing() -> None:
    judged = may_act(person(("role", "registry"), active=False), Action.SEE, Target())
    assert judged.clauses == ("Лубни:2.1",)


@proves("Лубни:18.1", "Лубни:2.1")
def test_lubny_18_1__the_vault_is_looked_after_by_its_administrator() -> None:
    for action, clause in ((Action.KEEP, "Лубни:18.1"), (Action.RIGHTS, "Лубни:2.1")):
        assert may_act(person(("role", "administrator")), action, Target()).agrees
        assert may_act(person(("role", "judge")), action, Target()).clauses == (clause,)


@proves("814:I.10-доступ")
def test_814_i_10__somebody_without_a_role_sees_nothing() -> None:
    for action in (Action.SEE, Action.READ, Action.EXPORT, Action.SIGN, Action.MARK):
        assert may_act(person(), action, Target()).clauses == ("814:I.10-доступ",)


@proves("Лубни:2.1")
def test_lubny_2_1__every_right_rests_on_an_order() -> None:
    assert may_be_changed(person(), " ", by="admin").clauses == ("Лубни:2.1",)
    assert may_be_changed(person(), ORDER, by="vyhadka").clauses == ("Лубни:2.1",)
    assert may_be_changed(person(), ORDER, by="admin").agrees


@proves("814:I.10-доступ")
def test_814_i_10__an_administrator_reads_no_content() -> None:
    role = Right(kind="role", value="judge", order=ORDER)
    case = Right(kind="case", value=CASE, order=ORDER)
    admin = person(("role", "administrator"))

    assert may_be_granted(admin, role).clauses == ("814:I.10-доступ",)
    assert may_be_granted(admin, case).clauses == ("814:I.10-доступ",)
    one = Right(kind="role", value="administrator", order=ORDER)
    assert may_be_granted(person(("role", "judge")), one).clauses == ("814:I.10-доступ",)
    for kind, value in (("case", CASE), ("mark", "state-secret"), ("act-for", "suddia")):
        before = person((kind, value))  # what was granted earlier ends first
        assert may_be_granted(before, one).clauses == ("814:I.10-доступ",)
    for action in CONTENT:
        assert not may_act(admin, action, Target(case=CASE)).agrees


@proves("Лубни:2.1")
def test_lubny_2_1__nobody_acts_for_another_without_the_right() -> None:
    assert may_act_for(None, "vyhadka").agrees
    assert may_act_for(person(), "vyhadka").agrees
    assert may_act_for(person(), "inshyi").clauses == ("Лубни:2.1",)
    assert may_act_for(person(("act-for", "inshyi")), "inshyi").agrees
