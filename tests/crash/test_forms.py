"""Power cuts while a court's templates are recorded, confirmed and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from inventory.audit.wording import WITNESSED, our_wording
from inventory.queries import RecordedTemplate, has_separators, recorded_templates
from inventory.service.forms import (
    adopt_template,
    adopt_wording,
    confirm_form,
    withdraw_template,
)
from inventory.service.separators import NextDocument, print_separators
from inventory.tables import separator_table
from tests.crash.filing import HEAD, NUMBER, PRESS, Act, case_with_a_claim
from tests.crash.powercut import needless_syncs, sweep
from vault import Vault, content_of
from vault.airlock import Airlock, Limits

ACTS = (
    "adopt a template",
    "adopt words of acts",
    "confirm a form",
    "print separators",
    "withdraw a template",
)


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


@pytest.fixture(scope="module")
def own_cover(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ours = PRESS.ours("cover")
    source = tmp_path_factory.mktemp("own") / "cover.typ"
    source.write_bytes(ours.text.replace(ours.edition.encode(), b"own, 1"))
    return source


def recorded(vault: Vault) -> RecordedTemplate | None:
    """The one that is recorded for covers; what it says is kept whole."""
    with vault.read() as connection:
        found = next(recorded_templates(connection), None)
    if found is not None:
        assert content_of(vault.locate(found.sha512).read_bytes()).sha512 == found.sha512
    return found


def _is_adopted(vault: Vault, _: Path) -> bool:
    found = recorded(vault)
    return found is not None and found.in_use


def _is_withdrawn(vault: Vault, root: Path) -> bool:
    return not _is_adopted(vault, root)


def _is_confirmed(vault: Vault, _: Path) -> bool:
    found = recorded(vault)
    return found is not None and found.order == "7"


def _print(vault: Vault, _: Path) -> None:
    wanted = [NextDocument(kind="claim"), NextDocument(kind="annex", annex=True)]
    print_separators(vault, PRESS, HEAD, NUMBER, wanted, duplex=False, actor="clerk")


def _are_printed(vault: Vault, _: Path) -> bool:
    """All of one printing are known, or none."""
    with vault.read() as connection:
        count = len(connection.execute(sa.select(separator_table)).all())
        assert has_separators(connection) == bool(count)
    assert count in {0, 2, 4}
    return count > 0


def acts(airlock: Airlock, source: Path) -> dict[str, Act]:
    def adopt(vault: Vault, _: Path) -> None:
        adopt_template(vault, airlock, PRESS, "cover", source, actor="clerk")

    def confirm(vault: Vault, _: Path) -> None:
        on = vault.clock().date()
        confirm_form(vault, PRESS, "cover", order="7", on=on, by="", actor="clerk")

    def adopted(vault: Vault) -> None:
        case_with_a_claim(vault)
        adopt(vault, source)

    def withdraw(vault: Vault, _: Path) -> None:
        withdraw_template(vault, "cover", actor="clerk")

    def adopt_words(vault: Vault, root: Path) -> None:
        words, ours = root / "words.tsv", our_wording(WITNESSED)
        words.write_bytes(ours.text.replace(ours.edition.encode(), b"own, 1"))
        adopt_wording(vault, WITNESSED, words, actor="clerk")

    return {
        "adopt a template": Act(case_with_a_claim, adopt, _is_adopted),
        "adopt words of acts": Act(case_with_a_claim, adopt_words, _is_adopted),
        "confirm a form": Act(case_with_a_claim, confirm, _is_confirmed),
        "print separators": Act(case_with_a_claim, _print, _are_printed),
        "withdraw a template": Act(adopted, withdraw, _is_withdrawn),
    }


@pytest.mark.parametrize("name", ACTS)
def test_no_power_cut_loses_or_tears_what_was_told(
    name: str, airlock: Airlock, own_cover: Path
) -> None:
    act = acts(airlock, own_cover)[name]

    assert sweep(act.setup, act.operation, act.verify) > 3


@pytest.mark.parametrize("name", ACTS)
def test_every_fsync_is_needed(name: str, airlock: Airlock, own_cover: Path) -> None:
    act = acts(airlock, own_cover)[name]

    assert needless_syncs(act.setup, act.operation, act.verify) == []
