"""Several sources of trust together."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from signing import verify
from signing.model import Qualification, SubIndication
from signing.trust import Trust
from tests.signing import pki
from tests.signing.pki import NOON, file_of
from tests.signing.trust import people
from tests.signing.trust.lists import Listed, Period, Scheme
from tests.signing.trust.test_qualifying import listed, source


def test_the_list_that_knows_decides() -> None:
    other = source(Scheme([Listed([people.authority("Інший")])], territory="SK"))
    chain = (people.qualified().der, people.authority().der)
    both = Trust((other, source(listed())))

    assert both.qualification(chain, NOON).qualification is Qualification.QES


def test_only_what_a_path_may_pass_is_looked_at() -> None:
    trust = Trust((source(Scheme([Listed([people.authority(), people.authority("Інший")])])),))
    assert len(trust.anchors(NOON)) == 2
    assert trust.about(people.qualified().der, ()).anchors(NOON) == [people.authority().der]


def test_time_stamps_of_a_granted_service_are_qualified() -> None:
    stamping = [Listed([people.authority("TSA")], kind="TSA/QTST")]
    chain = (people.authority("TSA").der,)

    assert str(source(Scheme(stamping)).stamping(chain, NOON)).count("S168") == 1
    assert source(Scheme(stamping), vouched=False).stamping(chain, NOON) is None
    assert source(listed()).stamping((people.authority().der,), NOON) is None
    ended = Scheme([dataclasses.replace(stamping[0], periods=[Period("withdrawn")])])
    assert source(ended).stamping(chain, NOON) is None


@pytest.mark.parametrize(
    ("who", "told"),
    [(people.qualified(), {"S150", "S151", "S169"}), (people.signer(), {"S150", "S154"})],
    ids=["qualified", "not"],
)
def test_what_the_list_proves_is_told_where_only_revocation_data_lack(
    who: pki.Identity, told: set[str], tmp_path: Path
) -> None:
    path = file_of(tmp_path, pki.signed_data(pki.SignerPart(who, b"x"), content=b"x"))
    [one] = verify(path, trust=Trust((source(listed()),)), now=pki.noon).signatures

    assert one.sub_indication is SubIndication.TRY_LATER
    assert one.qualification is Qualification.UNKNOWN
    assert not one.qualified
    codes = {message.code for message in one.messages}
    assert told <= codes
    assert "S069" not in codes
