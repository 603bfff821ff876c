"""Agreement with the verdicts of others, where their files are at hand (never in this project).

A file counts as *yes* when at least one signature (or, in a container without any, time-stamp)
was found and every one has `signature_intact` and `content_intact`; as *mixed* when only some have;
among attacks it counts as *no* as well when any signature says that the file was changed after
signing, or may have been.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from signing import Changed, SignatureReport, verify

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
PROCESSES = 2
BIG = 400_000
"""Files past this many bytes, and the slow ones, are left to the slow run."""
SLOW = {"pades/lt-short.pdf"}
FLOORS = {"pades": 0.99, "cades": 0.99, "xades": 0.99, "asic-cades": 0.9, "asic-xades": 0.99}
"""Of a container whose manifest names a file that is not there, others say that its signature is
good, and we that the content is not: those are the differences in asic-cades."""
AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)

pytestmark = pytest.mark.skipif(
    not CORPORA.exists(), reason="the corpora are not beside the checkout (../shared/corpora)"
)


@dataclass(frozen=True)
class Row:
    file: str
    expected: str
    contents: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    row: Row
    plain: str
    strict: str
    seconds: float
    why: str


def rows_of(folder: str, prefix: str) -> Iterator[Row]:
    with (CORPORA / folder / "MANIFEST.tsv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["file"].startswith(prefix) and row["valid"] in {"yes", "no", "mixed"}:
                contents = tuple(c for c in (row.get("detached") or "").split("|") if c)
                if any(one.startswith("digest:") for one in contents):
                    continue  # only the digest of the content is there, and we judge contents
                yield Row(f"{folder}/{row['file']}", row["valid"], contents)


def outcome(row: Row) -> Outcome:
    folder = row.file.split("/")[0]
    start = time.perf_counter()
    report = verify(
        CORPORA / row.file,
        contents=[CORPORA / folder / one for one in row.contents],
        now=lambda: AT,
    )
    seconds = time.perf_counter() - start
    why = ", ".join(f"{one.indication}/{one.sub_indication}" for one in report.signatures)
    return Outcome(row, verdict(report), verdict(report, strict=True), seconds, why)


def verdict(report: SignatureReport, *, strict: bool = False) -> str:
    flagged = {Changed.NOT_ALLOWED, Changed.UNKNOWN}
    good = [
        one.signature_intact is True
        and one.content_intact is True
        and not (strict and one.changed_after_signing in flagged)
        for one in report.signatures or report.timestamps
    ]
    if good and all(good):
        return "yes"
    return "mixed" if any(good) and not strict else "no"


def judged(rows: list[Row]) -> list[Outcome]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(outcome, rows, chunksize=4))


def report_on(family: str, outcomes: list[Outcome], *, strict: bool = False) -> float:
    """Print the agreement and every disagreement; give the share of agreement."""
    agree = [o.row.expected == (o.strict if strict else o.plain) for o in outcomes]
    seconds = sorted(o.seconds for o in outcomes)
    counts = f"{sum(agree)}/{len(agree)} agree ({sum(agree) / len(agree):.1%})"
    times = f"median {seconds[len(seconds) // 2]:.2f} s, most {seconds[-1]:.2f} s"
    lines = [f"{family}: {counts}, {times}"]
    for one, agrees in zip(outcomes, agree, strict=True):
        if not agrees:
            said = one.strict if strict else one.plain
            lines.append(f"  {one.row.file}: expected {one.row.expected}, said {said} ({one.why})")
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    return sum(agree) / len(agree)


def is_quick(row: Row) -> bool:
    return (CORPORA / row.file).stat().st_size < BIG and not any(s in row.file for s in SLOW)


def compared(family: str, outcomes: list[Outcome], floor: float) -> None:
    """Enough agreement, and not one accepted that others refuse."""
    share = report_on(family, outcomes)

    assert share >= floor
    assert [o.row.file for o in outcomes if o.row.expected == "no" and o.plain == "yes"] == []


@pytest.mark.parametrize(("family", "floor"), FLOORS.items())
def test_agreement_with_dss(family: str, floor: float) -> None:
    outcomes = judged([row for row in rows_of("dss", f"{family}/") if is_quick(row)])

    compared(family, outcomes, floor)
    assert sorted(o.seconds for o in outcomes)[len(outcomes) // 2] < 0.4


@pytest.mark.slow
def test_agreement_with_dss_on_every_file() -> None:
    every = [row for family in FLOORS for row in rows_of("dss", f"{family}/")]

    compared("dss", judged(every), 0.99)


def test_agreement_on_attacks() -> None:
    rows = list(rows_of("attacks", ""))
    mixed = judged([row for row in rows if row.expected == "mixed"])
    outcomes = judged([row for row in rows if row.expected != "mixed"])

    assert report_on("attacks, mixed", mixed) >= 0.8
    assert report_on("attacks", outcomes, strict=True) >= 0.98
    assert [o.row.file for o in outcomes if o.row.expected == "no" and o.strict == "yes"] == []


def test_no_attack_on_pdf_goes_unflagged_and_no_good_file_is_flagged() -> None:
    outcomes = judged(list(rows_of("attacks", "pyhanko/")))

    assert report_on("attacks/pyhanko", outcomes, strict=True) == 1.0


def test_hostile_pdfs_are_reported_on_in_bounded_time() -> None:
    files = sorted((CORPORA / "hostile" / "pdf").iterdir())
    outcomes = judged([Row(str(path.relative_to(CORPORA)), "no", ()) for path in files])

    assert max(o.seconds for o in outcomes) < 10
