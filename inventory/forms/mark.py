"""Marks laid on a page: of an electronic signature or seal, of registration.

Knows: what the mark says. Does not know: where on a page it stands, or what the signature is worth.
Keeps: a mark never says that a signature is valid or qualified: only its judgement can.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.slots import form, moment
from vault.model import Json
from vault.verdict import carries_out


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureMark:
    """Відмітка про електронний підпис.

    Attributes:
        seal: an electronic seal, not a person's signature.
        name: of the certificate's owner.
        position: of the person; empty for a seal.
        serial: of the certificate.
        issuer: of the certificate.
        at: claimed time of signing (aware).
    """

    seal: bool
    name: str
    position: str
    serial: str
    issuer: str
    at: dt.datetime


@form("signature_mark", "Відмітка про електронний підпис")
def signature_mark(value: SignatureMark) -> dict[str, Json]:
    """The mark as it is laid on a page."""
    signed, sealed = "Підписано електронним підписом", "Скріплено електронною печаткою"
    return {
        "title": sealed if value.seal else signed,
        "name": value.name,
        "position": value.position,
        "serial": value.serial,
        "issuer": value.issuer,
        "at": moment(value.at),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationMark:
    """Реєстраційна позначка (814 II.9).

    Attributes:
        number: of registration.
        date: of registration, as printed; time: of receipt, empty when nobody said it.
        position, name: of who registered; they sign by hand.
    """

    court: str
    number: str
    date: str
    time: str = ""
    position: str = ""
    name: str = ""


@carries_out("814:II.9")
@form("registration_mark", "Реєстраційна позначка")
def registration_mark(value: RegistrationMark) -> dict[str, Json]:
    """The mark: court, day, number, time where it is known, a place for the signature."""
    return {
        "court": value.court,
        "number": value.number,
        "date": value.date,
        "time": value.time,
        "position": value.position,
        "name": value.name,
    }
