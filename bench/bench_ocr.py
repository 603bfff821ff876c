"""OCR with all its preparation, beside bare Tesseract on the same pages, in one run.

Bare: `tesseract page.jpg stdout -l Cyrillic` with its own thread limit of one, two at a time. Ours:
`read_page` in two airlock children: JPEG decoding, blank back, max(R,G,B), skew, Sauvola, words on
their places. Promise: at most 1.5 times the wall time of a page. Sketch: bare 1.6 s a page; ours
adds 0.3 s of pixels and Sauvola saves some on stamped pages: about 1.1 to 1.2.

Run as `python -m bench.bench_ocr [pages [rounds]]`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ingest.reading import Tools, find_tools
from tests.ingest.reading.scans import LINES, as_jpeg, error_rate, page, spoilt, stamped
from vault.airlock import Airlock, Limits

AT_MOST = 1.5
WORKERS = 2
TRUTH = "\n".join(LINES)


def main(pages: int = 6, rounds: int = 3) -> int:
    """Measure, print, and answer 1 when the promise is broken."""
    tools = find_tools()
    if tools.tesseract is None:
        print(f"OCR: not measured, {tools.missing} is not installed")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = [
            as_jpeg(spoilt(stamped(page()), seed=n, skew=n % 5 - 2, noise=8), folder / f"{n}.jpg")
            for n in range(pages)
        ]
        with Airlock(workers=WORKERS, limits=Limits(seconds=120), scratch=folder) as airlock:
            sides = {
                "bare tesseract": lambda path: bare(tools, path),
                "ours": lambda path: ours(tools, airlock, path),
            }
            for read in sides.values():
                wall(read, images[:WORKERS])  # children started, files in memory
            found: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
            for _ in range(rounds):
                for side, read in sides.items():
                    found[side].append(wall(read, images))
    print(
        f"OCR of {pages} stamped colour pages, A4 at 300 dpi, {WORKERS} at a time, {rounds} rounds"
    )
    seconds = {side: statistics.median(wall for wall, _ in took) for side, took in found.items()}
    for side, took in found.items():
        print(f"  {side:15} {seconds[side] / pages:5.2f} s a page   CER {100 * took[0][1]:5.2f} %")
    ratio = seconds["ours"] / seconds["bare tesseract"]
    print(f"  ratio {ratio:.2f}, at most {AT_MOST}")
    return int(ratio > AT_MOST)


def wall(read: Callable[[Path], str], images: Sequence[Path]) -> tuple[float, float]:
    """Seconds for all images, and the mean error rate of what was read."""
    start = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as threads:
        texts = list(threads.map(read, images))
    took = time.perf_counter() - start
    return took, statistics.fmean(error_rate(text, TRUTH) for text in texts)


def bare(tools: Tools, path: Path) -> str:
    done = subprocess.run(
        [str(tools.tesseract), str(path), "stdout", "-l", tools.model],
        env={"OMP_THREAD_LIMIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def ours(tools: Tools, airlock: Airlock, path: Path) -> str:
    answer = airlock.call(
        "ingest.reading.tasks:read_page",
        path=str(path),
        kind="jpeg",
        page=0,
        tesseract=tools.tesseract,
        model=tools.model,
    )
    return "\n".join(" ".join(word[0] for word in line) for line in answer["lines"])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
