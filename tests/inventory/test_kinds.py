"""The list of names of kinds, which a court may extend."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.errors import KindRefused
from inventory.queries.order import court_kinds
from inventory.registration.card import card_of
from inventory.rules.kinds import may_be_called
from inventory.service.kinds import drop_kind, in_the_courts_words, name_kind
from tests.clauses import proves
from tests.inventory.office import Office
from vault.errors import UsageError

GROUND = "наказ голови суду № 5"


@proves("814:XVII.5")
def test_814_xvii_5__a_court_names_a_kind_and_it_stands_like_the_one_it_is_like(
    tmp_path: Path,
) -> None:
    """Назва виду документа має відповідати назвам класифікатора; перелік суд доповнює."""
    office = Office(tmp_path)
    with office.vault.transaction("клерк") as tx:
        assert name_kind(tx, "Заява  про відвід", "motion", GROUND) == {
            "Заява про відвід": "motion"
        }
        card = in_the_courts_words(tx, card_of({"kind": "заява про відвід"}))
        assert (card.kind, card.title) == ("motion", "Заява про відвід")
        titled = card_of({"kind": "Заява про відвід", "title": "Про відвід судді"})
        assert in_the_courts_words(tx, titled).title == "Про відвід судді"
        assert in_the_courts_words(tx, card_of({"kind": "claim"})).kind == "claim"
        assert in_the_courts_words(tx, card_of({"kind": "щось"})).kind == "щось"
        for name, like, refusal in (
            ("Заява про відвід", "motion", KindRefused),
            ("Довідка", "нема такого", UsageError),
        ):
            with pytest.raises(refusal):
                name_kind(tx, name, like, GROUND)
        tx.commit()
    with office.vault.transaction("клерк") as tx:
        assert drop_kind(tx, "Заява про відвід") == {}
        with pytest.raises(UsageError):
            drop_kind(tx, "Заява про відвід")
        tx.commit()
    with office.vault.read() as connection:
        assert court_kinds(connection) == {}
    assert office.vault.check().findings == []


@proves("814:XVII.5")
def test_814_xvii_5__a_name_is_a_word_new_and_rests_on_something() -> None:
    assert may_be_called("Довідка", known={"акт"}, ground=GROUND).agrees
    for name, ground in (("довідка", GROUND), ("Д1", GROUND), ("Акт", GROUND), ("Довідка", " ")):
        assert may_be_called(name, known={"акт"}, ground=ground).clauses == ("814:XVII.5",)
