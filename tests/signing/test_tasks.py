"""The task that runs in an airlock child: only JSON goes in and comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from signing import JUDGE, Indication, SignatureReport, facts, tasks
from tests.signing import pki
from tests.signing.pki import NOON, SignerPart, clerk, file_of, signed_data
from vault.airlock import Airlock, Limits
from vault.errors import TooLarge

TEXT = "Позов".encode()


@pytest.fixture
def arguments(tmp_path: Path) -> dict[str, Any]:
    data = signed_data(SignerPart(clerk(), TEXT), crls=[pki.crl_of(pki.root())])
    return {
        "path": str(file_of(tmp_path, data)),
        "now": NOON.isoformat(),
        "contents": [str(file_of(tmp_path, TEXT, "позов.txt"))],
        "trust": [str(file_of(tmp_path, pki.root().pem, "корінь.pem"))],
    }


def test_a_question_crosses_into_a_child_and_comes_back_as_a_report(
    arguments: dict[str, Any], tmp_path: Path
) -> None:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path / "scratch") as airlock:
        answer = airlock.call(JUDGE, **arguments)
    report = SignatureReport.from_json(json.loads(json.dumps(answer)))

    assert report.worst is Indication.TOTAL_PASSED
    assert report.at == NOON


def test_a_file_past_the_limit_is_refused(
    arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "FILE_BYTES_MAX", 100)
    with pytest.raises(TooLarge):
        tasks.judge(**arguments)
