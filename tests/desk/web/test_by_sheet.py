"""Sheets that a volume has since certified copies of another length lie in it."""

from __future__ import annotations

from urllib.parse import quote

from inventory.queries import get_case, plan_of
from tests.desk.cli import CASE
from tests.desk.web.casework import at, confirm_all, document, leaving, post
from tests.desk.web.site import Site


def test_a_sheet_by_which_a_copy_is_longer_leads_to_its_document(full: Site) -> None:
    claim, asked = document(full, "Позовна заява"), document(full, "Клопотання про експертизу")
    paper = {"what": "original_form", "value": "paper", "reason": "надійшов на папері"}
    assert post(full, "kants", f"/document/{claim}/correct", **paper).status_code == 303
    confirm_all(full)
    assert post(full, "sekretar", "/volume/1/close").status_code == 303
    assert post(full, "sekretar", "/data/close", on="01.07.2026").status_code == 303
    with full.workbench.vault.read() as connection:
        volume = plan_of(connection, get_case(connection, CASE))[0]
    [own] = [m.labels for row in volume.rows for m in row.members if m.document == claim]
    certified = post(full, "sekretar", "/certify/1", counted=str(volume.sheets))
    assert certified.status_code == 303, certified.text
    form = {**leaving(claim, asked), f"sheets-{claim}": str(len(own) + 1)}
    clerk, more = full.visitor("kants"), quote(f"{own[-1]}а")
    assert clerk.get(f"{at(full)}/sheet/1/{more}").status_code == 404

    made = post(full, "kants", "/containers/remove", **form)

    assert made.status_code == 303, made.text
    there = clerk.get(f"{at(full)}/sheet/1/{more}")
    assert there.headers["location"] == f"/view/{claim}"
