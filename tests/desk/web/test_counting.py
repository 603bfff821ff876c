"""Counting the sheets of a volume by hand, on a page that does not say how many there are."""

from __future__ import annotations

import re

from inventory.forms import Signatory
from inventory.queries import get_case, plan_of
from inventory.service.certification import certify_volume
from tests.desk.cli import CASE
from tests.desk.web.casework import at, confirm_all, post
from tests.desk.web.site import Site


def test_what_a_script_certified_uncounted_is_counted_on_a_page(full: Site) -> None:
    confirm_all(full)
    assert post(full, "sekretar", "/volume/1/close").status_code == 303
    workbench = full.workbench
    certify_volume(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        CASE,
        1,
        actor="система",
        compiler=Signatory("Секретар", "С. С. Засіданко"),
    )
    clerk = full.visitor("sekretar")
    assert "без лічби руками" in clerk.get(at(full)).text
    with workbench.vault.read() as connection:
        sheets = plan_of(connection, get_case(connection, CASE))[0].sheets
    body = clerk.get(f"{at(full)}/certify/1").text.partition("<main")[2]
    body = re.sub(r'name="seen" value="\d+"', "", body).replace(CASE, "")
    assert "Записати лічбу" in body
    assert not re.search(rf"\b{sheets}\b(?!/)", body), "the number is not told"
    wrong = post(full, "sekretar", "/volume/1/count", counted=str(sheets + 1))
    assert wrong.status_code == 422
    assert "sprava " not in wrong.text
    assert post(full, "sekretar", "/volume/1/count").status_code == 400
    assert post(full, "sekretar", "/volume/1/count", counted=str(sheets)).status_code == 303
    assert "без лічби руками" not in clerk.get(at(full)).text
