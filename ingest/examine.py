"""Examining what lies in the inbox, before anybody may claim it.

Knows: which case file a folder stands for, what the card says, what a document waits for.
Does not know: whether a file is finished. Keeps: only cards are read; nothing is changed.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

from ingest.errors import IngestError, ParentMissing
from ingest.model import SettledFile, Sighting, shown
from ingest.restricted import is_registered, seen
from inventory import CaseFile, RegistrationCard, nearest, read_card
from inventory.errors import NoSuchCase
from inventory.queries import case_numbers, find_by_name, find_case_by_folder
from inventory.registration.card import SIZE_MAX_BYTES
from vault import Vault, os_cause


@dataclass(frozen=True, slots=True)
class UnknownCase:
    """A folder that no case file has the number of."""

    error: NoSuchCase
    nearest: tuple[str, ...]


def case_of(vault: Vault, folder: str) -> CaseFile | UnknownCase:
    """The case file a folder of the inbox stands for."""
    name = unicodedata.normalize("NFC", shown(folder))  # some systems send names decomposed
    with vault.read() as connection:
        found = find_case_by_folder(connection, name)
        if found is not None:
            return found
        near = tuple(nearest(name, case_numbers(connection)))
    similar = f"; схожі: {', '.join(near)}" if near else ""
    return UnknownCase(NoSuchCase(name=name.replace("_", "/"), nearest=similar), near)


def examine(vault: Vault, sighting: Sighting, case: CaseFile) -> SettledFile | None:
    """The sighting with its card, if it may be taken; None when it is registered already.

    Raises:
        IngestError: it cannot be taken as it lies there. BadCard: its card cannot be understood.
    """
    group = sighting.group
    if not os.access(sighting.paths[0], os.R_OK):
        raise IngestError(reason="немає права його читати")
    card = RegistrationCard()
    if group.card is not None:
        try:
            with sighting.paths[1].open("rb") as file:
                card = read_card(file.read(SIZE_MAX_BYTES + 1))
        except OSError as error:
            raise IngestError(reason=f"картка не читається ({os_cause(error)})") from error
    if not card.restricted and card.parent is None:
        return SettledFile(sighting, card, case)
    with vault.read() as connection:
        lying = seen(case, card, sighting.path, shown(group.name), sighting.stamps[0])
        if card.restricted and is_registered(connection, lying):
            return None
        if card.parent is not None and find_by_name(connection, case.key, card.parent) is None:
            raise ParentMissing(parent=card.parent)
    return SettledFile(sighting, card, case)
