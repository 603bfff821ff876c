"""A court's own templates when they print: in an airlock child, whatever they do there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.forms import CopyMark, FormError, Press, Signatory, copy_mark, cover
from inventory.forms.errors import TemplateExhausted
from inventory.forms.outside import OutsideTypesetter, demand_bounded
from tests.inventory import samples
from tests.inventory.conftest import NOON
from tests.inventory.test_form_templates import ENDLESS, own
from vault.airlock import Airlock, Limits


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


def pressed(airlock: Airlock, folder: Path, name: str, text: bytes) -> Press:
    """A press with a template that was recorded once, whatever it does now."""
    path = folder / "recorded.typ"
    path.write_bytes(text)
    return Press(recorded={name: path}, outside=OutsideTypesetter(airlock))


@pytest.mark.parametrize("costly", [ENDLESS, 'let a = "а" * 1000000000'])
def test_a_recorded_template_that_costs_too_much_hangs_nothing(
    press: Press, tmp_path: Path, costly: str
) -> None:
    """It was tried with a sample; with this court's name it never ends."""
    text = own(press, "cover", ("v(42mm)", f"if s.court != {{}} {{ {costly} }}\n v(42mm)"))
    limits = Limits(seconds=4, memory_mib=512)
    with Airlock(workers=1, limits=limits, scratch=tmp_path / "scratch") as narrow:
        theirs = pressed(narrow, tmp_path, "cover", text)
        with pytest.raises(FormError, match="аблон") as told:
            theirs.print(cover(samples.COVER), at=NOON, draft=False)

    assert "відправник" not in str(told.value)


def test_a_template_that_never_ends_by_itself_is_stopped_when_it_is_read(
    press: Press, tmp_path: Path
) -> None:
    text = own(press, "cover") + f"\n#{{ {ENDLESS} }}\n".encode()
    limits = Limits(seconds=3)
    with Airlock(workers=1, limits=limits, scratch=tmp_path / "scratch") as narrow:
        theirs = pressed(narrow, tmp_path, "cover", text)
        with pytest.raises(TemplateExhausted, match="надто довго"):
            theirs.template("cover")


def test_what_is_set_outside_is_the_same_to_the_byte(
    airlock: Airlock, press: Press, tmp_path: Path
) -> None:
    form, piece = cover(samples.COVER), copy_mark(CopyMark(certifier=Signatory("Секретар")))
    inside = Press(recorded={"cover": tmp_path / "recorded.typ"})
    theirs = pressed(airlock, tmp_path, "cover", own(press, "cover", ("Провадж", "ПРОВАДЖ")))

    assert theirs.print(form, at=NOON, draft=True) == inside.print(form, at=NOON, draft=True)
    theirs = pressed(airlock, tmp_path, "copy_mark", own(press, "copy_mark"))
    assert theirs.piece(piece) == press.piece(piece)


def test_a_costly_mark_on_copies_is_not_the_documents_fault(press: Press, tmp_path: Path) -> None:
    path = tmp_path / "copy_mark.typ"
    path.write_bytes(own(press, "copy_mark"))
    limits = Limits(seconds=10)
    with Airlock(workers=1, limits=limits, scratch=tmp_path / "scratch") as narrow:
        demand_bounded(narrow, {"copy_mark": path, "cover": tmp_path / "not a piece"})
        path.write_bytes(
            own(press, "copy_mark", ("#let form(s) = {", f"#let form(s) = {{ {ENDLESS}\n"))
        )
        with pytest.raises(TemplateExhausted, match="copy_mark"):
            demand_bounded(narrow, {"copy_mark": path})
