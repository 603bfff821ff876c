"""Forms as data: a court's templates and words are recorded, withdrawn, confirmed by an order.

Knows: which template a form is printed with, and on what an order stands. Does not know: what is
printed. Keeps: every template that was ever adopted or confirmed stays in the vault, so what was
printed with it can be explained later; a template is tried out in the airlock before it is used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from inventory import events
from inventory.audit.wording import WORDINGS, read_wording
from inventory.forms import TITLES, Press, Template, TemplateTrial, form_names, is_form
from inventory.forms.errors import NoSuchForm, NothingToConfirm, TemplateRefused
from inventory.forms.outside import OutsideTypesetter, in_bounds
from inventory.language.days import legal_day
from inventory.queries import RecordedTemplate, recorded_templates
from inventory.rules.forms import may_be_adopted
from inventory.service.wording import as_template, judge_wording, wording_in_use
from vault import Content, Hold, Transaction, Vault, carries_out, single_spaced
from vault.airlock import Airlock
from vault.errors import Conflict, UsageError

TRY = "inventory.tasks:try_template"
SETTLED = frozenset(
    {
        "814-1, ред. 1",
        "814-5, ред. 1",
        "814-6, ред. 1",
        "814-7, ред. 1",
        "814-XXI-1, ред. 1",
        "НАФ-1, ред. 2",
    }
)
"""Our editions from when one order, named in the settings, confirmed all forms at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormInfo:
    """A form, and what it is printed with now.

    Attributes:
        name: as verbs take it.
        title: in Ukrainian.
        edition: of the template in use.
        own: whether that is the court's.
        sha512: of its text.
        confirmed: whether it prints without «ПРОЄКТ».
        confirmable: whether it is a form of the instruction at all.
        order, ordered_on: the order that confirms it; empty and None when the settings name it.
    """

    name: str
    title: str
    edition: str
    own: bool
    sha512: str
    confirmed: bool
    confirmable: bool
    order: str = ""
    ordered_on: str | None = None


def make_press(
    vault: Vault, airlock: Airlock, folder: Path | None = None, *, settled: bool = False
) -> Press:
    """The press of a vault: its own templates, its own orders.

    Args:
        vault: whose journal says what is recorded.
        airlock: where the court's own templates are set.
        folder: of templates that are not recorded, from the settings.
        settled: whether the settings name the order that confirmed the editions of then.

    Raises:
        TemplateRejected: a file of the folder does not fit the form it replaces.
        MissingContent: a recorded template is lost.
    """
    with vault.read() as connection:
        known = list(recorded_templates(connection))
        recorded = {one.form: vault.locate(one.sha512, connection) for one in known if one.in_use}
    confirmed = {(one.form, one.sha512) for one in known if one.order}

    def is_confirmed(template: Template) -> bool:
        if settled and not template.own and template.edition in SETTLED:
            return True
        return (template.name, template.sha512) in confirmed

    outside = OutsideTypesetter(airlock)
    return Press(folder, recorded=recorded, confirmed=is_confirmed, outside=outside)


def forms_in_use(vault: Vault, press: Press) -> Iterator[FormInfo]:
    """All forms in the order of their names."""
    with vault.read() as connection:
        known = {(one.form, one.sha512): one for one in recorded_templates(connection)}
        words = [as_template(wording_in_use(vault, connection, name)) for name in WORDINGS]
    for template in (*words, *map(press.template, form_names())):
        yield _info(press, template, known)


def template_in_use(vault: Vault, press: Press, name: str) -> Template:
    """What the form is printed with now: its template, or for acts their words.

    Raises:
        NoSuchForm: there is none.
    """
    demand_form(name)
    if name not in WORDINGS:
        return press.template(name)
    with vault.read() as connection:
        return as_template(wording_in_use(vault, connection, name))


def _info(
    press: Press, template: Template, known: dict[tuple[str, str], RecordedTemplate]
) -> FormInfo:
    recorded = known.get((template.name, template.sha512))
    return FormInfo(
        name=template.name,
        title=_title(template.name),
        edition=template.edition,
        own=template.own,
        sha512=template.sha512,
        confirmed=press.is_confirmed(template),
        confirmable=template.is_confirmable,
        order=recorded.order if recorded else "",
        ordered_on=recorded.ordered_on if recorded else None,
    )


def demand_form(name: str) -> None:
    """Pass when there is such a form.

    Raises:
        NoSuchForm: there is none.
    """
    if not is_form(name) and name not in WORDINGS:
        raise NoSuchForm(name=name)


def _title(name: str) -> str:
    return WORDINGS[name].title if name in WORDINGS else TITLES.get(name, name)


def adopt_wording(vault: Vault, name: str, source: Path, *, actor: str) -> str:
    """Record a court's words of acts; acts are printed with them from now on, as drafts at first.

    Returns:
        Their edition.

    Raises:
        UnfitTemplate, NothingToConfirm, TemplateRefused: nothing changed.
    """
    wording = read_wording(name, source.read_bytes())
    with vault.read() as connection:
        judge_wording(connection, wording)
    content = vault.store(wording.text)
    with vault.transaction(actor) as tx:
        judge_wording(tx.connection, wording)
        _record(tx, events.FORM_ADOPTED, name, wording.edition, content, cites=("814:XVII.1",))
        tx.commit()
    return wording.edition


@carries_out("814:I.7", "814:XVII.1")
def adopt_template(
    vault: Vault, airlock: Airlock, press: Press, name: str, source: Path, *, actor: str
) -> TemplateTrial:
    """Record a court's template; the form is printed with it from now on, as a draft at first.

    Raises:
        NoSuchForm, UnfitTemplate, TemplateRefused: nothing changed.
        TemplateExhausted: it took more time or memory than a template may; nothing changed.
    """
    demand_form(name)
    text = source.read_bytes()
    with in_bounds(name), airlock.folder() as folder:
        tried = folder / "template.typ"
        tried.write_bytes(text)  # what is tried is what is kept
        answer = airlock.call(TRY, path=str(tried), name=name, folder=str(folder))
        trial = TemplateTrial.from_json(answer)
    with vault.read() as connection:
        _judge(connection, press, trial, text)
    content = vault.store(text)
    with vault.transaction(actor) as tx:
        _judge(tx.connection, press, trial, text)
        _record(tx, events.FORM_ADOPTED, name, trial.edition, content, cites=("814:XVII.1",))
        tx.commit()
    return trial


def _judge(connection: Connection, press: Press, trial: TemplateTrial, text: bytes) -> None:
    sha512 = hashlib.sha512(text).hexdigest()
    known = [one for one in recorded_templates(connection) if one.form == trial.form]
    if any(one.in_use and one.sha512 == sha512 for one in known):
        raise NothingToConfirm(name=trial.form, reason="її вже друкують саме за цим шаблоном")
    ours = press.ours(trial.form)
    editions = {ours.edition: ours.sha512} | {one.edition: one.sha512 for one in known}
    may_be_adopted(trial, editions, sha512).demand(TemplateRefused)


def withdraw_template(vault: Vault, name: str, *, actor: str) -> None:
    """Print the form with our template again; the court's stays in the vault.

    Raises:
        NoSuchForm: no such form. NothingToConfirm: no recorded template is in use.
    """
    demand_form(name)
    with vault.transaction(actor) as tx:
        known = recorded_templates(tx.connection)
        used = next((one for one in known if one.form == name and one.in_use), None)
        if used is None:
            raise NothingToConfirm(name=name, reason="її друкують за шаблоном програми")
        tx.record(
            events.FORM_WITHDRAWN,
            subjects=(events.form_subject(name),),
            payload={"form": name, "edition": used.edition, "template": used.sha512},
        )
        tx.commit()


def confirm_form(
    vault: Vault, press: Press, name: str, *, order: str, on: dt.date, by: str, actor: str
) -> FormInfo:
    """Record that an order of the court confirms the form in the edition it is printed in now.

    Args:
        vault: where.
        press: prints the form now.
        name: of the form.
        order: its number.
        on: its day.
        by: who signed it, as the court's head; may be empty.
        actor: of the journal entry.

    Raises:
        NoSuchForm, NothingToConfirm: nothing changed. UsageError: no number, or a day to come.
        Conflict: the form has another template meanwhile.
    """
    template = template_in_use(vault, press, name)
    if not template.is_confirmable:
        raise NothingToConfirm(name=name, reason="це не форма Інструкції, наказ їй не потрібен")
    if not order.strip() or on > legal_day(vault.clock()):
        raise UsageError(reason="потрібні номер наказу і дата, яка вже настала")
    with vault.read() as connection:
        _demand_unconfirmed(connection, template)
    content = vault.store(template.text)
    with vault.transaction(actor) as tx:
        _demand_unconfirmed(tx.connection, template)
        _record(
            tx,
            events.FORM_CONFIRMED,
            name,
            template.edition,
            content,
            order=single_spaced(order),
            on=on.isoformat(),
            by=single_spaced(by),
        )
        tx.commit()
    return FormInfo(
        name=name,
        title=_title(name),
        edition=template.edition,
        own=template.own,
        sha512=template.sha512,
        confirmed=True,
        confirmable=True,
        order=order,
        ordered_on=on.isoformat(),
    )


def _demand_unconfirmed(connection: Connection, template: Template) -> None:
    known = [one for one in recorded_templates(connection) if one.form == template.name]
    used = [one.sha512 for one in known if one.in_use]
    if used and used != [template.sha512]:
        raise Conflict(reason=f"шаблон форми «{template.name}» тим часом замінено")
    if any(one.sha512 == template.sha512 and one.order for one in known):
        raise NothingToConfirm(name=template.name, reason="цю редакцію вже затверджено наказом")


def _record(
    tx: Transaction,
    event: str,
    name: str,
    edition: str,
    content: Content,
    *,
    cites: tuple[str, ...] = (),
    **more: str,
) -> None:
    subject = events.form_subject(name)
    tx.record(
        event,
        subjects=(subject,),
        payload={"form": name, "edition": edition, "template": content.as_json(), **more},
        holds=(Hold(subject, content),),
        cites=cites,
    )
