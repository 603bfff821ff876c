"""Two people at once: whoever comes second is told what the first changed, and changes nothing."""

from __future__ import annotations

import re

from inventory.access.queries import marks_on, target_of
from inventory.events import case_subject
from inventory.queries import revision
from tests.desk.web.casework import at, document, events, key_of
from tests.desk.web.site import ORDER, READER_FORM, Site

_SEEN = re.compile(r'name="seen" value="(\d+)"')


def opens(site: Site, login: str, path: str) -> str:
    """What the page that somebody opens says in its forms."""
    found = _SEEN.search(site.visitor(login).get(path).text)
    assert found is not None
    return found[1]


def test_of_two_who_name_the_unit_the_second_is_told(full: Site) -> None:
    page = at(full) + "/data"
    seen = {login: opens(full, login, page) for login in ("sekretar", "kants")}
    with full.workbench.vault.read() as connection:
        before = revision(connection, key_of(full))

    first = full.visitor("sekretar").post(
        f"{page}/unit", {"seen": seen["sekretar"], "unit": "Перша палата"}
    )
    second = full.visitor("kants").post(
        f"{page}/unit", {"seen": seen["kants"], "unit": "Друга палата"}
    )

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Поки сторінка була відкрита" in second.text
    assert "Справу веде підрозділ: Перша палата." in second.text
    assert "С. С. Засіданко" in second.text
    with full.workbench.vault.read() as connection:
        assert target_of(connection, key_of(full)).unit == "Перша палата"
        assert revision(connection, key_of(full)) > before
    again = {"seen": opens(full, "kants", page), "unit": "Друга палата"}
    assert full.visitor("kants").post(f"{page}/unit", again).status_code == 303


def test_of_two_who_restrict_the_second_is_told(full: Site) -> None:
    page, paper = at(full) + "/data", document(full, "Відзив")
    other = f"{at(full)}/document/{paper}"
    seen = {login: opens(full, login, page) for login in ("suddia", "kerivnyk")}
    form = {"mark": "adoption", "basis": "ухвала від 01.07.2026"}

    first = full.visitor("suddia").post(f"{page}/mark", form | {"seen": seen["suddia"]})
    form["mark"] = "closed-hearing"
    late = {**form, "seen": seen["kerivnyk"]}
    second = [full.visitor("kerivnyk").post(f"{one}/mark", late) for one in (page, other)]

    assert (first.status_code, [one.status_code for one in second]) == (303, [409, 409])
    for one in second:
        assert "Доступ обмежено (таємниця усиновлення): ухвала від 01.07.2026." in one.text
        assert "С. С. Суддівенко" in one.text
    with full.workbench.vault.read() as connection:
        assert marks_on(connection, case_subject(key_of(full))) == {"adoption"}
    lift = form | {"mark": "adoption", "lift": "1"}
    assert full.visitor("kerivnyk").post(f"{page}/mark", lift | late).status_code == 409
    lift["seen"] = opens(full, "kerivnyk", page)
    assert full.visitor("kerivnyk").post(f"{page}/mark", lift).status_code == 303
    form["seen"] = opens(full, "kerivnyk", other)
    assert full.visitor("kerivnyk").post(f"{other}/mark", form).status_code == 303


def test_of_two_who_change_somebodys_rights_the_second_is_told(full: Site) -> None:
    page = "/people/kants"
    seen = {login: opens(full, login, page) for login in ("kerivnyk", "admin")}
    role = {"kind": "role", "role": "former", "unit": "палата 1", "order": "№ 5 від 02.03.2026"}

    first = full.visitor("admin").post(f"{page}/grant", role | {"seen": seen["admin"]})
    late = {"seen": seen["kerivnyk"], "order": ORDER}
    second = [
        full.visitor("kerivnyk").post(f"{page}/revoke", late | {"kind": "role", "value": "former"}),
        full.visitor("kerivnyk").post(f"{page}/grant", late | {"kind": "role", "role": "judge"}),
        full.visitor("kerivnyk").post(f"{page}/leave", late),
    ]

    assert (first.status_code, [one.status_code for one in second]) == (303, [409] * 3)
    for one in second:
        assert "права особи «К. К. Канцеляренко» змінили" in one.text
        assert "секретар судового засідання (формує справи), підрозділ палата 1" in one.text
        assert "А. А. Адміненко" in one.text
    assert events(full, "person:kants")[-1] == "right granted"
    full.visitor("admin").post(f"{page}/sessions")  # says nothing of rights
    late["seen"] = opens(full, "kerivnyk", page)
    assert full.visitor("kerivnyk").post(f"{page}/leave", late).status_code == 303


def test_a_right_to_a_case_file_is_given_to_whom_and_what_was_seen(full: Site) -> None:
    page = at(full) + "/data"
    form = READER_FORM | {"seen": opens(full, "kerivnyk", page)}
    left = {"seen": opens(full, "admin", "/people/chytach"), "order": "№ 6 від 03.03.2026"}
    assert full.visitor("admin").post("/people/chytach/leave", left).status_code == 303

    refused = full.visitor("kerivnyk").post(f"{page}/right", form)

    assert refused.status_code == 409
    assert "Ч. Ч. Читайло» більше не працює: № 6 від 03.03.2026." in refused.text
    assert "Право користувача «Ч. Ч. Читайло» припинено: особа, що ознайомлюється" in refused.text
    unit = {"seen": opens(full, "sekretar", page), "unit": "Перша палата"}
    form = READER_FORM | {"login": "kants", "seen": opens(full, "kerivnyk", page)}
    assert full.visitor("sekretar").post(f"{page}/unit", unit).status_code == 303
    told = full.visitor("kerivnyk").post(f"{page}/right", form)
    assert told.status_code == 409
    assert "Справу веде підрозділ" in told.text
