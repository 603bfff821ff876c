"""The tasks run where hostile bytes belong: in an airlock child with limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.export import Binding, Bound, Copied, CopyOrder, Exported, Leaf, NotExportable
from inventory.forms import CopyMark, Signatory
from tests.inventory.pages import a_page, saved, texts
from vault.airlock import Airlock, Limits


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(
        workers=1, limits=Limits(seconds=60), scratch=tmp_path_factory.mktemp("scratch")
    ) as pool:
        yield pool


def test_a_volume_is_bound_in_a_child(airlock: Airlock, tmp_path: Path) -> None:
    source = saved(tmp_path / "s.pdf", a_page)
    binding = Binding(title="Справа", documents=(Bound(source, "Заява", (Leaf("1", (0,)),)),))
    with airlock.folder() as folder:
        (folder / "work").mkdir()
        made = airlock.call(
            "inventory.tasks:export_volume",
            binding=binding.as_json(),
            out=str(folder / "volume.pdf"),
            work=str(folder / "work"),
        )
        assert Exported(**made) == Exported(pages=1, sheets=1)
        assert texts(folder / "volume.pdf") == ["1"]


def test_a_refusal_comes_back_by_its_name(airlock: Airlock, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 no")
    bad = Bound(tmp_path / "bad.pdf", "Погана ухвала", (Leaf("1", (0,)),))
    binding = Binding(title="Справа", documents=(bad,))
    with airlock.folder() as folder, pytest.raises(NotExportable, match="Погана ухвала"):
        airlock.call(
            "inventory.tasks:export_volume",
            binding=binding.as_json(),
            out=str(folder / "volume.pdf"),
            work=str(folder),
        )


def test_a_copy_is_made_in_a_child(airlock: Airlock, tmp_path: Path) -> None:
    """The typesetter works under the child's limits too."""
    source = saved(tmp_path / "s.pdf", a_page)
    certifier = Signatory("Секретар", "П. П. Приклад", dt.date(2025, 5, 3))
    order = CopyOrder(title="Рішення", mark=CopyMark(certifier=certifier), duplex=False)
    with airlock.folder() as folder:
        (folder / "work").mkdir()
        made = airlock.call(
            "inventory.tasks:certify_copy",
            order=order.as_json(),
            source=str(source),
            out=str(folder / "copy.pdf"),
            work=str(folder / "work"),
        )
        assert Copied(**made) == Copied(pages=3, leaves=2, marked_page=2, total_page=3)
