"""Power cuts while a case file is corrected, inspected, and while files change hands."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from inventory.audit.faults import Occasion
from inventory.queries import acts, get_case, inspections
from inventory.service.corrections import correct_case
from inventory.service.handing_over import hand_over
from inventory.service.inspections import inspect
from tests.crash.filing import HEAD, NUMBER, PRESS, Act, case_with_a_claim, crash_tests
from tests.inventory.test_handing_over import SAID
from tests.inventory.test_inspections import saying
from vault import Vault, content_of

HANDING = dataclasses.replace(SAID, numbers=(NUMBER,))


def _inspect(vault: Vault, _: Path) -> None:
    inspect(vault, NUMBER, saying(Occasion.SENDING), actor="clerk")


def _is_inspected(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        made = list(inspections(connection))
    assert [one.occasion for one in made] in ([], [Occasion.SENDING])
    return bool(made)


def _hand_over(vault: Vault, _: Path) -> None:
    said = dataclasses.replace(HANDING, leaves_on=vault.clock().date())
    hand_over(vault, PRESS, HEAD, said, actor="clerk")


def _is_handed_over(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        made = list(acts(connection))
    for act in made:
        assert content_of(vault.locate(act.document).read_bytes()).sha512 == act.document
    assert [act.kind for act in made] in ([], ["files"])
    return bool(made)


def _correct(vault: Vault, _: Path) -> None:
    with vault.transaction("clerk") as tx:
        correct_case(tx, NUMBER, {"title": "Вигаданко В. В. до ТОВ «Приклад»"}, "описка")
        tx.commit()


def _is_corrected(vault: Vault, _: Path) -> bool:
    with vault.read() as connection:
        return get_case(connection, NUMBER).title == "Вигаданко В. В. до ТОВ «Приклад»"


ACTS = {
    "correct a case file": Act(case_with_a_claim, _correct, _is_corrected),
    "inspect a case file": Act(case_with_a_claim, _inspect, _is_inspected),
    "hand files over": Act(case_with_a_claim, _hand_over, _is_handed_over),
}

test_no_power_cut_loses_or_tears_what_was_told, test_every_fsync_is_needed = crash_tests(ACTS)
