"""A vault in which something is kept from everybody but the head of staff."""

from __future__ import annotations

from dataclasses import dataclass

from desk.wiring import Workbench
from inventory.access import Restriction, Right, service
from inventory.events import case_subject, document_subject
from inventory.queries import documents_of, get_case
from tests.desk.cli import CASE, Office, Ran
from tests.desk.web.site import ORDER, READING, name_people

COVERT = "757/777/19"
"""A case file under a mark; in `CASE` one document has one too, another is of a closed hearing."""

SECRETS = ("Зразкової", "Договір підряду", "dogovir", "rishennia")
"""What only those named for the marks may see."""


@dataclass(frozen=True)
class Marked:
    """The vault, its case files' keys, and the ids of what is kept back in it."""

    office: Office
    ours: str
    covert: str
    contract: str
    decision: str
    claim: str

    def as_(self, login: str, *arguments: object) -> Ran:
        return self.office(*arguments, "--as", login)


def with_marks(office: Office) -> Marked:
    """Name people and put marks; the reader may read `CASE`, the head of staff everything."""
    workbench = Workbench.open(office.vault, "система")
    try:
        name_people(workbench)
        with workbench.vault.read() as connection:
            ours, covert = get_case(connection, CASE), get_case(connection, COVERT)
            ids = {one.title: one.id for one in documents_of(connection, ours.key)}
            decision = next(one.id for one in documents_of(connection, covert.key))
        contract, claim = ids["Договір підряду"], ids["Позовна заява"]
        with workbench.vault.transaction("система") as tx:
            service.mark(tx, case_subject(covert.key), Restriction.COVERT, basis=ORDER)
            service.mark(tx, document_subject(contract), Restriction.STATE, basis=ORDER)
            service.mark(tx, document_subject(claim), Restriction.CLOSED_HEARING, basis=ORDER)
            service.grant(tx, "chytach", READING)
            for mark in ("covert", "state-secret", "closed-hearing"):
                service.grant(tx, "kerivnyk", Right(kind="mark", value=mark, order=ORDER))
            tx.commit()
    finally:
        workbench.close()
    return Marked(office, ours.key, covert.key, contract, decision, claim)
