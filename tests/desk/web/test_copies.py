"""Certified copies on pages: who makes them, for whom, and of what none is begun."""

from __future__ import annotations

import re

from inventory.events import COPY_CERTIFIED, document_subject
from inventory.service.volumes import confirm_sheets
from tests.clauses import proves
from tests.desk.web.casework import at, document, events
from tests.desk.web.site import Site


@proves("814:XI.1")
def test_814_xi_1__a_certified_copy_in_three_steps(full: Site) -> None:
    former, claim = full.visitor("sekretar"), document(full, "Позовна заява")
    assert f'href="/copy/{claim}"' in former.get(at(full) + "/copy").text
    step = former.get(f"/copy/{claim}").text
    assert 'name="compared" value="1" required' in step
    given = {"by": "С. С. Засіданко", "position": "секретар", "to": "П. Позивач"}
    assert len(re.findall('name="issued" value="(?:yes|no)"(?! checked)', step)) == 2
    refused = former.post(f"/copy/{claim}", given).text
    assert [one for one in ("814:XI.1<", "814:XI.9<") if one not in refused] == []
    made = former.post(f"/copy/{claim}", {**given, "compared": "1", "standing": "позивач"})
    assert made.status_code == 303, made.text
    assert COPY_CERTIFIED in events(full, document_subject(claim))
    ready = former.get(made.headers["location"]).text
    assert "Видають: П. Позивач (позивач)" in ready
    [pdf] = re.findall(r'href="(/copy/[^"]+/pdf)"', ready)
    assert former.get(pdf).content.startswith(b"%PDF")
    for_the_court = {**given, "compared": "1", "issued": "no"}
    kept = former.get(former.post(f"/copy/{claim}", for_the_court).headers["location"]).text
    assert "Не видають нікому: для потреб суду." in kept
    assert "П. Позивач" not in kept
    judge = full.visitor("suddia")
    assert judge.get(f"/copy/{claim}").status_code == 403
    assert judge.get(pdf).status_code == 403
    assert judge.post(f"/copy/{claim}", {"compared": "1"}).status_code == 403


@proves("814:I.1-копія")
def test_814_i_1__of_a_paper_scanned_in_part_no_copy_is_begun(full: Site) -> None:
    motion = document(full, "Клопотання про експертизу")
    with full.workbench.vault.transaction("система") as tx:
        confirm_sheets(tx, motion, 40)
        tx.commit()

    former = full.visitor("sekretar")
    choice = former.get(at(full) + "/copy").text
    assert f'href="/copy/{motion}"' not in choice
    assert "зображення неповне" in choice
    refused = former.get(f"/copy/{motion}")
    assert refused.status_code == 422
    assert "виготовте копію з паперу" in refused.text
