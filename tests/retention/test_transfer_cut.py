"""A disk that fails just when the act of a transfer package is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory import InventoryProjection
from inventory.forms import Press
from retention import RetentionProjection
from retention.queries import acts
from tests.crash.powercut import QuickDisk
from tests.inventory.office import Office
from tests.retention import test_acts
from tests.retention.test_acts import archived, prepare
from vault import Projection, open_vault
from vault.errors import DiskFailed

office, press = test_acts.office, test_acts.press


class FailingHead(QuickDisk):
    """Fails so many times to confirm a head, whose bytes are there or not."""

    def __init__(self, *, written: bool) -> None:
        self.failures = 0
        self._left = int(written)

    def overwrite(self, path: Path, offset: int, data: bytes) -> None:
        if self.failures:
            self.failures -= 1
            if self._left:
                self._left -= 1
                super().overwrite(path, offset, data)
            raise DiskFailed(path=path, reason="EIO")
        super().overwrite(path, offset, data)


@pytest.mark.parametrize("written", [True, False])
def test_a_package_stays_exactly_when_its_act_counts(
    office: Office,
    press: Press,
    tmp_path: Path,
    written: bool,
) -> None:
    archived(office, press)
    clock, disk = office.vault.clock, FailingHead(written=written)
    office.vault.close()
    kept: list[Projection] = [InventoryProjection(), RetentionProjection()]
    office.vault = open_vault(tmp_path / "vault", kept, disk=disk)
    office.vault.clock = clock

    disk.failures = 2  # also when the head gets its old bytes again
    with pytest.raises(DiskFailed):
        prepare(office, press, tmp_path / "package")

    with office.vault.transaction("тест") as tx:
        counts = any(act.kind == "transfer" for act in acts(tx.connection))
    assert counts is written
    assert (tmp_path / "package").exists() is counts
