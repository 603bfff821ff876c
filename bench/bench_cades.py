"""What judging a CAdES signature costs beside `openssl cms -verify`, and how it grows.

Promises: a detached RSA signature over 10 kB within the process time of one `openssl cms -verify`
(which starts anew for each file, as who uses it does); 50 signers in one file at most 60 times
one; 2 GB of content judged with less than 64 MB more memory than 2 MB. Sketch: RSA-2048 verifies
in 30 µs, taking a CMS apart in Python some 1 ms. Run with `python -m bench.bench_cades`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from signing import SignatureReport, verify
from tests.signing import pki
from tests.signing.pki import SignerPart, signed_data

FILES = 100
SIGNERS = 50
SIGNERS_FACTOR_MAX = 60
BIG, SMALL = 2 * 1024**3, 2 * 1024**2
BIG_MIB_MAX = 64
_CHUNK = bytes(1024**2)


def judged(path: Path, content: Path) -> SignatureReport:
    """Our report; it must be good."""
    report = verify(path, contents=[content], now=lambda: dt.datetime.now(dt.UTC))
    assert all(one.signature_intact and one.content_intact for one in report.signatures)
    return report


def cpu(work: Callable[[], object], who: int = resource.RUSAGE_SELF) -> float:
    """Seconds of processor time that `work` takes in this process, or in children."""
    before = resource.getrusage(who)
    work()
    after = resource.getrusage(who)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def side_by_side(folder: Path) -> tuple[float, float]:
    """Seconds per file: ours, and OpenSSL's."""
    content = folder / "content"
    content.write_bytes(bytes(10_000))
    path = folder / "content.p7s"
    path.write_bytes(signed_data(SignerPart(pki.clerk(), content.read_bytes())))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-noverify"]
    command += ["-in", str(path), "-content", str(content), "-out", "/dev/null"]

    def ours() -> None:
        for _ in range(FILES):
            judged(path, content)

    def theirs() -> None:
        for _ in range(FILES):
            subprocess.run(command, check=True, capture_output=True)

    judged(path, content)
    return cpu(ours) / FILES, cpu(theirs, resource.RUSAGE_CHILDREN) / FILES


def growth(folder: Path) -> float:
    """How many times as long as one signer `SIGNERS` in one file take."""
    content = folder / "many"
    content.write_bytes(bytes(10_000))
    times = []
    for count in (1, SIGNERS):
        path = folder / f"{count}.p7s"
        one = SignerPart(pki.clerk(), content.read_bytes()).build()
        path.write_bytes(signed_data(*[one] * count, certificates=[pki.clerk().der]))
        judged(path, content)
        times.append(min(cpu(partial(judged, path, content)) for _ in range(5)))
    return times[1] / times[0]


def _done(hasher: Any, _: bytes) -> Any:
    """The hasher of a content that never was in memory as a whole."""
    return hasher


def memory(folder: Path) -> float:
    """MiB more at the peak for `BIG` than for `SMALL` content, each judged in a new process."""
    peaks = []
    for size in (SMALL, BIG):
        path, content = folder / f"{size}.p7s", folder / f"{size}"
        hasher = hashlib.sha256()
        with content.open("wb") as file:
            for _ in range(size // len(_CHUNK)):
                file.write(_CHUNK)
                hasher.update(_CHUNK)
        part = SignerPart(pki.clerk(), b"", hasher=partial(_done, hasher))
        path.write_bytes(signed_data(part))
        asked = [sys.executable, "-m", "bench.bench_cades", str(path), str(content)]
        peaks.append(int(subprocess.run(asked, check=True, capture_output=True).stdout))
        content.unlink()
    return (peaks[1] - peaks[0]) / 1024


def main() -> None:
    """Print the figures beside what was promised."""
    if len(sys.argv) == 3:
        judged(Path(sys.argv[1]), Path(sys.argv[2]))
        sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
        return
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        ours, theirs = side_by_side(folder)
        factor, started = growth(folder), time.perf_counter()
        more = memory(folder)
        took = time.perf_counter() - started
    sys.stdout.write(
        f"ours {1000 * ours:.2f} ms, openssl {1000 * theirs:.2f} ms of processor time a file"
        f" ({ours / theirs:.2f} times)\n"
        f"{SIGNERS} signers: {factor:.1f} times one (at most {SIGNERS_FACTOR_MAX})\n"
        f"2 GB of content: {more:.1f} MiB more (at most {BIG_MIB_MAX}), {took:.0f} s with making\n"
    )


if __name__ == "__main__":
    main()
