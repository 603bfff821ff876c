"""`sprava trust …`: whom the court trusts.

Knows: how a person names lists, certificates and operators, and what is told of them.
Does not know: what makes a list genuine or a signature qualified.
Keeps: what was examined is what is kept; all of one command is accepted together or not at all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from desk.common import Desk, Done, common, operator_named
from desk.days import day_in
from desk.exits import ends
from desk.trust_age import SENTENCES, AgeFinding, age_findings, trust_findings
from desk.wiring import Workbench
from signing.projection import ListFacts, ListSnapshot, operators, snapshots, trusted_certificates
from signing.service import accept_list, end_trust, name_operator, trust_certificates
from signing.trust import SUFFIXES
from signing.trustlist.model import LIST_OF_LISTS
from vault import Content, Json
from vault.errors import ArchiveError, ExitCode, NotFound, UsageError

EXAMINE = "signing.trustlist.tasks:examine"
_SECONDS = 120.0


@click.group("trust")
def trust() -> None:
    """Кому суд довіряє: Довірчі списки, сертифікати, їхня свіжість."""


@ends(5, 30)
@trust.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--operator",
    "named",
    multiple=True,
    metavar="SHA256|ФАЙЛ",
    help="Чиїм сертифікатом може бути підписано Довірчий список: відбиток або файл; можна кілька.",
)
@common
def trust_import(desk: Desk, paths: tuple[Path, ...], *, named: tuple[str, ...]) -> None:
    """Прийняти Довірчі списки (.xml) і сертифікати (.p7b, .cer, .pem) або каталоги з ними.

    Підпис списку перевіряється. За того, чиїм сертифікатом його підписано, має поручитися людина:
    звірте відбиток SHA-256 сертифіката з оператором списку іншим шляхом (телефоном, з офіційного
    видання) і назвіть його в --operator. Далі нові списки того самого підписувача приймаються без
    цього. Списки країн ЄС приймаються, якщо їхніх підписувачів називає прийнятий список списків.
    """
    workbench = desk.workbench()
    files = _files(paths)
    stored = {path: workbench.vault.store(path) for path in files}
    try:
        answer = _examined(workbench, stored, named)
        told = _recorded(workbench, stored, answer)
    except BaseException:
        workbench.vault.discard_unheld([content.sha512 for content in stored.values()])
        raise
    facts = [ListFacts.from_json(one) for one in told["lists"]]
    found = age_findings(facts, workbench.vault.clock())
    desk.out.data({**told, "findings": [one.as_json() for one in found]})
    for one in told["lists"]:
        desk.out.say(
            "Довірчий список {territory} № {number} від {issued}: прийнято, послуг {services}.",
            territory=one["territory"],
            number=one["number"],
            issued=day_in(one["issued_at"][:10], desk),
            services=one["services"],
        )
    for one in told["certificates"]:
        desk.out.say(
            "{name}: довірених сертифікатів {count}.", name=one["name"], count=one["count"]
        )
    _tell(desk, found)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise NotFound(what_for="файл", name=path)
        inside = path.iterdir() if path.is_dir() else [path]
        wanted = SUFFIXES | {".xml"}
        found += sorted(p for p in inside if p == path or p.suffix.lower() in wanted)
    if not found:
        raise UsageError(reason="у каталозі немає ні Довірчих списків, ні сертифікатів")
    return found


def _examined(
    workbench: Workbench, stored: dict[Path, Content], named: tuple[str, ...]
) -> dict[str, Json]:
    """What the files are; the bytes examined are those that are kept."""
    vault = workbench.vault
    kept = {str(vault.locate(content.sha512)): path for path, content in stored.items()}
    trusted = workbench.judging()
    try:
        answer = workbench.airlock.call(
            EXAMINE,
            limits=dataclasses.replace(workbench.airlock.limits, seconds=_SECONDS),
            paths=list(kept),
            operators=[*trusted["operators"], *map(operator_named, named)],
            lists=trusted["lists"],
        )
    except ArchiveError as error:
        where = kept.get(str(error.details.get("path")))
        if where is None:
            raise
        raise type(error)(**{**error.details, "path": where}) from error
    for one in (*answer["lists"], *answer["certificates"]):
        one["path"] = kept[one["path"]]
    return dict(answer)


def _recorded(
    workbench: Workbench, stored: dict[Path, Content], answer: dict[str, Json]
) -> dict[str, Json]:
    """Record everything, lists of lists first: others rest on them."""
    lists = sorted(answer["lists"], key=lambda one: one["kind"] != LIST_OF_LISTS)
    with workbench.vault.transaction(workbench.actor) as tx:
        known = {one.sha256 for one in operators(tx.connection)}
        for one in answer["operators"]:
            if one["sha256"] not in known:
                name_operator(tx, one["sha256"], one["name"])
        for one in lists:
            path = one.pop("path")
            one["new"] = accept_list(tx, ListFacts.from_json(one), stored[path], path.name)
        certificates = []
        for one in answer["certificates"]:
            path, subjects = one["path"], one["subjects"]
            new = trust_certificates(tx, stored[path], name=path.name, subjects=subjects)
            certificates.append({"name": path.name, "count": len(subjects), "new": new})
        tx.commit()
    return {"lists": lists, "certificates": certificates, "operators": answer["operators"]}


@ends()
@trust.command("list")
@click.option("--all", "every", is_flag=True, help="Також попередні знімки списків.")
@common
def trust_list(desk: Desk, *, every: bool) -> None:
    """Перелічити, кому суд довіряє."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        lists = [one for one in snapshots(connection) if every or one.current]
        named, files = operators(connection), trusted_certificates(connection)
    anchors = workbench.anchors()
    desk.out.data(
        {
            "lists": [_list_json(one) for one in lists],
            "operators": [dataclasses.asdict(one) for one in named],
            "certificates": [
                {
                    "name": one.name,
                    "sha256": one.content.sha256,
                    "subjects": list(one.subjects),
                    "trusted_at": one.trusted_at,
                }
                for one in files
            ],
            "anchors": [str(path) for path in anchors],
        }
    )
    _tell_lists(desk, lists, workbench.vault.clock())
    for operator in named:
        desk.out.say(
            "Підписувач списків {sha256} {name}", sha256=operator.sha256, name=operator.name
        )
    for file in files:
        desk.out.say(
            "Сертифікати {name} ({sha256}): {count}",
            name=file.name,
            sha256=file.content.sha256[:16],
            count=len(file.subjects),
        )
    for path in anchors:
        desk.out.say("З налаштувань: {path}", path=path)
    if not (lists or named or files or anchors):
        desk.out.say("Суд ще нікому не довіряє: sprava trust import ФАЙЛ")


def _tell_lists(desk: Desk, lists: Sequence[ListSnapshot], now: dt.datetime) -> None:
    for one in lists:
        desk.out.say(
            "Список {territory} № {number} від {issued}, діє до {until}: {operator}, послуг"
            " {services}; прийнято {accepted}",
            territory=one.facts.territory,
            number=one.facts.number,
            issued=_day(one.facts.issued_at, desk),
            until=_day(one.facts.next_update, desk),
            operator=one.facts.operator,
            services=one.facts.services,
            accepted=day_in(one.accepted_at[:10], desk),
        )
    current = [one.facts for one in lists if one.current]
    _tell(desk, age_findings(current, now))


def _tell(desk: Desk, found: Sequence[AgeFinding]) -> None:
    for one in found:
        desk.out.say(SENTENCES[one.code], **one.values)


@ends(4)
@trust.command("status")
@common
def trust_status(desk: Desk) -> None:
    """Попередити, якщо Довірчі списки застаріли або їх немає."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        lists = [one for one in snapshots(connection) if one.current]
    now, facts = workbench.vault.clock(), [one.facts for one in lists]
    found = trust_findings(facts, now)
    pressing = any(one.pressing for one in found)
    desk.out.data(
        {
            "ok": not pressing,
            "lists": [_list_json(one) for one in lists],
            "findings": [one.as_json() for one in found],
        }
    )
    _tell(desk, found)
    if pressing:
        raise Done(ExitCode.ATTENTION)
    desk.out.say("Довірчі списки чинні: {count}.", count=len(lists))


@ends(5)
@trust.command("remove")
@click.argument("name")
@common
def trust_remove(desk: Desk, name: str) -> None:
    """Більше не довіряти: списку (UA, EU …), підписувачеві (відбиток) чи файлу сертифікатів.

    Прийняте лишається у сховищі: на ньому тримаються давніші звіти.
    """
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        ended = end_trust(tx, name)
        tx.commit()
    desk.out.data({"ended": ended.key, "lists": [one.key for one in ended.lists]})
    desk.out.say("Довіру припинено: {key}.", key=ended.key)
    if ended.lists:
        names = ", ".join(f"{one.territory} № {one.number}" for one in ended.lists)
        desk.out.say(
            "Разом із цим не діють і списки, за які більше ніхто не поручився: {names}.",
            names=names,
        )


def _list_json(one: ListSnapshot) -> dict[str, Json]:
    return {
        **one.facts.as_json(),
        "sha256": one.content.sha256,
        "accepted_at": one.accepted_at,
        "current": one.current,
    }


def _day(at: dt.datetime | None, desk: Desk) -> str:
    return day_in(f"{at:%Y-%m-%d}", desk) if at is not None else "—"


COMMANDS = (trust,)
