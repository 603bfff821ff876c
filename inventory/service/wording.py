"""The words of acts as a kind of form: which are in use, and taking in a court's.

Knows: where a court's words are recorded. Does not know: how an act is laid out.
Keeps: every text that was ever adopted or confirmed stays in the vault; an act names its words.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from inventory.audit.wording import ActWording, our_wording, read_wording
from inventory.forms import Template
from inventory.forms.errors import NothingToConfirm, TemplateRefused
from inventory.queries import recorded_templates
from inventory.rules.forms import may_be_worded
from vault import Vault


def wording_in_use(vault: Vault, connection: Connection, name: str) -> ActWording:
    """The words acts are printed with now; `name` is a key of `WORDINGS`.

    Raises:
        MissingContent: the court's are lost.
    """
    known = recorded_templates(connection)
    used = next((one for one in known if one.form == name and one.in_use), None)
    if used is None:
        return our_wording(name)
    return read_wording(name, vault.locate(used.sha512, connection).read_bytes())


def as_template(wording: ActWording) -> Template:
    """The words as one of the forms: confirmed by an order like any other."""
    return Template(wording.name, wording.text, wording.edition, {}, wording.own)


def judge_wording(connection: Connection, wording: ActWording) -> None:
    """Pass when these words may be recorded.

    Raises:
        NothingToConfirm: they are in use already. TemplateRefused: a rule objects.
    """
    known = [one for one in recorded_templates(connection) if one.form == wording.name]
    if any(one.in_use and one.sha512 == wording.sha512 for one in known):
        raise NothingToConfirm(name=wording.name, reason="акти вже друкують саме цими словами")
    ours = our_wording(wording.name)
    editions = {ours.edition: ours.sha512} | {one.edition: one.sha512 for one in known}
    may_be_worded(wording, ours, editions, wording.sha512).demand(TemplateRefused)
