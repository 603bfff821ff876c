"""Containers of any size and in any state: bounded work, and no change goes unseen."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import (
    SignatureReport,
    verify,
)
from tests.signing.asic.containers import (
    CLAIM,
    XADES,
    archived,
    extended,
    facts_of,
    in_xades,
    packed,
    simple,
    whole,
)
from tests.signing.pki import file_of, noon
from vault.errors import ArchiveError


def test_a_big_member_is_digested_in_constant_memory(tmp_path: Path) -> None:
    data = random.Random(7).randbytes(24 * 2**20)
    path = file_of(tmp_path, packed(extended({CLAIM: data})), "big.asice")
    facts_of(path)
    tracemalloc.start()
    try:
        (one,) = facts_of(path).signatures
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert one.content_intact
    assert most < len(data) // 10


@pytest.mark.parametrize("made", [extended, in_xades, simple], ids=["E", "XAdES", "S"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_changed_byte_of_a_document_is_accepted(
    made: Callable[[], dict[str, bytes]],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    members = made()
    signed = [name for name in members if name != "mimetype"]
    name = data.draw(st.sampled_from(signed))
    changed = bytearray(members[name])
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    path = file_of(
        tmp_path_factory.mktemp("bit"), packed(members | {name: bytes(changed)}), "c.asice"
    )
    report = verify(path, now=noon)

    document = not name.startswith("META-INF/") or "Manifest" in name
    if document:
        assert not any(whole(one) for one in report.signatures)
    assert SignatureReport.from_json(report.as_json()) == report


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_containers_end_in_a_report_or_in_our_own_error(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole_file = bytearray(packed(archived(extended(), "1") | {XADES: in_xades()[XADES]}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole_file) - 1))
        whole_file[at] = data.draw(st.integers(0, 255))
    keep = data.draw(st.one_of(st.none(), st.integers(4, len(whole_file))))
    path = file_of(tmp_path_factory.mktemp("zip"), bytes(whole_file[:keep]), "c.asice")
    try:
        report = verify(path, now=noon)
    except ArchiveError:
        return
    assert SignatureReport.from_json(report.as_json()) == report


def _shown(path: Path) -> dict[str, bytes]:
    """The documents that an ordinary program finds in the container."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name != "mimetype"]
        return {name: archive.read(name) for name in names if "META-INF" not in name}


def _flips(made: Mapping[str, bytes], places: Callable[[int], Iterable[int]], path: Path) -> int:
    """How many of the changed containers count as whole; each of them shows what was signed."""
    original = packed(made)
    path.write_bytes(original)
    signed = _shown(path)
    accepted = 0
    for at in places(len(original)):
        for bit in (0, 5):
            changed = bytearray(original)
            changed[at] ^= 1 << bit
            path.write_bytes(changed)
            try:
                signatures = verify(path, now=noon).signatures
            except ArchiveError:
                continue
            if any(map(whole, signatures)):
                accepted += 1
                assert _shown(path) == signed, (at, bit)
    return accepted


KINDS = pytest.mark.parametrize("made", [extended, in_xades, simple], ids=["E", "XAdES", "S"])


@KINDS
def test_some_flipped_bits_of_the_archive_are_never_accepted_for_another_document(
    made: Callable[[], dict[str, bytes]], tmp_path: Path
) -> None:
    _flips(made(), lambda size: range(0, size, max(1, size // 60)), tmp_path / "c.asice")


@pytest.mark.slow
@KINDS
def test_no_flipped_bit_of_the_archive_is_accepted_for_another_document(
    made: Callable[[], dict[str, bytes]], tmp_path: Path
) -> None:
    assert _flips(made(), range, tmp_path / "c.asice") > 0
