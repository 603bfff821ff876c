"""What a document costs on the way in, beside reading, digesting and storing it durably alone.

Promise: registered in at most 4 floors, searchable in at most 10. Sketch for 100 kB: the floor
(read, both digests, temp file, fsync, rename, fsync of the folder) is some 1.3 ms of CPU; a look
at the PDF in a child process costs 1 to 2, identification from both ends 0.5, the journal line
and eight rows 1.5: three floors. Text and lemmas cost as much again, Whoosh twice that.

Floor and intake run in turn, each with two workers on the same files; medians are compared. One
file in fifty is signed. Both have their processes running before the clock starts. Run with
`python -m bench.bench_ingest [documents [rounds]]`.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import typst
from PIL import Image

from desk.memory import give_back
from ingest import Deriving, IngestProjection, Intake, IntakeSettings, Judge, read_texts
from ingest.judging import Question
from ingest.reading import Tools
from inventory import InventoryProjection, NewCase, open_case
from inventory.forms.fonts import FOLDER
from inventory.law import clauses
from search import Analysis, SearchProjection, VaultIndex, follow_or_rebuild, followed
from tests.signing.pdfs import sign
from vault import Hashing, Vault, chunks, make_vault
from vault.airlock import Airlock, Limits
from vault.disk import Disk

WORKERS = 2
CASES = 40
SIGNED_EACH = 50
REGISTERED_FLOORS, SEARCHABLE_FLOORS = 4, 10
MEMORY_MIB = 350
PROJECTIONS = (InventoryProjection(), IngestProjection(), SearchProjection())
PAPER = """
#set page(paper: "a4")
#set text(font: "Liberation Serif", size: 11pt, lang: "uk")
#let data = json(bytes(sys.inputs.data))
#image(bytes(data.noise), width: 3cm)
#for words in data.paragraphs [#words #parbreak()]
"""


@dataclass
class Run:
    """One measured run."""

    seconds: float = 0
    cpu: float = 0
    peak_mib: float = 0
    marks: dict[str, float] = field(default_factory=dict)


def make_documents(folder: Path, count: int) -> None:
    """Distinct PDFs of some 100 kB, three pages of Ukrainian sentences each."""
    rng = random.Random(7)
    sentences = [one.quotation for one in clauses().values()]
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
    compiler = typst.Compiler(font_paths=fonts)
    for number in range(count):
        picture = io.BytesIO()
        Image.frombytes("RGB", (150, 150), rng.randbytes(150 * 150 * 3)).save(picture, "PNG")
        paragraphs = [f"Документ {number}. {rng.choice(sentences)}." for _ in range(30)]
        data = {"noise": list(picture.getvalue()), "paragraphs": paragraphs}
        made = compiler.compile(PAPER.encode(), format="pdf", sys_inputs={"data": json.dumps(data)})
        assert isinstance(made, bytes)
        if number % SIGNED_EACH == 0:
            made = sign(made)
        (folder / f"{number:05}.pdf").write_bytes(made)


def store_one(job: tuple[str, str, int]) -> None:
    """The floor: what no program that keeps a document can leave out."""
    source, target, number = job
    disk = Disk()
    hashing = Hashing(chunks(Path(source)))
    temp = Path(target) / f"tmp-{os.getpid()}-{number}"
    disk.create(temp, hashing)
    name = hashing.content().sha512
    disk.rename(temp, Path(target) / name[:2] / name)
    disk.sync_folder(Path(target) / name[:2])


@contextmanager
def measured(run: Run) -> Iterator[None]:
    """Wall time, CPU of this process and its children, anonymous memory of this process."""
    me = psutil.Process()
    before = cpu_of(me)
    done = threading.Event()

    def sample() -> None:
        while not done.wait(0.25):
            run.peak_mib = max(run.peak_mib, anonymous_mib())

    sampler = threading.Thread(target=sample)
    sampler.start()
    start = time.perf_counter()
    try:
        yield
    finally:
        run.seconds = time.perf_counter() - start
        run.cpu = cpu_of(me) - before
        run.peak_mib = max(run.peak_mib, anonymous_mib())
        done.set()
        sampler.join()


def cpu_of(process: psutil.Process) -> float:
    own = process.cpu_times()
    times = [own, *(child.cpu_times() for child in process.children(True))]
    ended = own.children_user + own.children_system
    return float(ended + sum(t.user + t.system for t in times))


def anonymous_mib() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024


def floor(files: list[Path], place: Path) -> Run:
    """Read, digest and store durably; nothing else."""
    target = place / "floor"
    for number in range(256):
        (target / f"{number:02x}").mkdir(parents=True)
    jobs = [(str(path), str(target), number) for number, path in enumerate(files)]
    run = Run()
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(len, [()] * WORKERS))  # started
        with measured(run):
            list(pool.map(store_one, jobs, chunksize=8))
    shutil.rmtree(target)
    return run


def intake(files: list[Path], place: Path) -> Run:
    """From the inbox to registered, and on to searchable."""
    vault = filled(files, place / "vault")
    run = Run()
    stop = threading.Event()
    with Airlock(workers=WORKERS, limits=Limits(), scratch=vault.layout.scratch) as airlock:
        warm(airlock, Judge(vault, airlock, dict), files[0])
        told: list[str] = []
        way_in = Intake(
            vault,
            airlock,
            actor="bench",
            settings=IntakeSettings(settle_s=0, workers=WORKERS),
            tell=lambda outcome: told.append(outcome.state),
            stop=stop,
        )
        analysis = Analysis()
        index = VaultIndex(vault.layout.index, analysis)
        with measured(run):
            start = time.perf_counter()
            way_in.take_inbox()
            run.marks["registered"] = time.perf_counter() - start
            with followed(vault, index):
                read_texts(deriving(vault, airlock, stop))
            run.marks["read"] = time.perf_counter() - start
            follow_or_rebuild(vault, index, lambda _done, _total: None, stop.is_set)
    assert told == ["registered"] * len(files), {state: told.count(state) for state in set(told)}
    vault.close()
    shutil.rmtree(vault.layout.root)
    return run


def warm(airlock: Airlock, judge: Judge, signed: Path) -> None:
    """Have every child started with its libraries loaded, as in a program that runs for days."""
    path = str(signed)

    def use_all(_turn: int) -> None:
        airlock.call("vault.airlock.inspect:inspect", path=path, name="x.pdf")
        airlock.call("vault.airlock.text:text", path=path, kind="pdf")
        judge.report(Question(signed, signed.name), seconds=60)

    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(use_all, range(4 * WORKERS)))


def deriving(vault: Vault, airlock: Airlock, stop: threading.Event) -> Deriving:
    return Deriving(
        vault=vault,
        airlock=airlock,
        office=airlock,
        tools=Tools(),
        judge=Judge(vault, airlock, dict),
        workers=WORKERS,
        actor="bench",
        print_duplex=False,
        stop=stop,
    )


def filled(files: list[Path], root: Path) -> Vault:
    """A vault whose inbox holds the files, spread over some case files."""
    vault = make_vault(root, PROJECTIONS)
    with vault.transaction("bench") as tx:
        for number in range(CASES):
            open_case(tx, NewCase(number=f"757/{number + 1}/25", kind="civil", own="a"))
        tx.commit()
    for number, path in enumerate(files):
        folder = vault.layout.inbox / f"757_{number % CASES + 1}_25"
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / path.name)
    os.sync()
    return vault


def shown(name: str, runs: list[Run], floors: list[Run], take: Callable[[Run], float]) -> float:
    """Print a line; the ratio to the floor."""
    seconds = statistics.median(map(take, runs))
    ratio = seconds / statistics.median(run.seconds for run in floors)
    print(f"  {name:<12} {seconds:7.2f} s  {ratio:5.2f} floors")
    return ratio


def main() -> None:
    """Print the floor, the intake and their ratios."""
    give_back()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "made").mkdir()
        make_documents(place / "made", count)
        files = sorted((place / "made").iterdir())
        size = sum(path.stat().st_size for path in files) / count
        floors, intakes = [], []
        for _ in range(rounds):
            floors.append(floor(files, place))
            intakes.append(intake(files, place))
        print(f"{count} PDFs of {size / 1000:.0f} kB, {WORKERS} workers, {rounds} rounds, medians")
        shown("floor", floors, floors, lambda run: run.seconds)
        shown("registered", intakes, floors, lambda run: run.marks["registered"])
        shown("with text", intakes, floors, lambda run: run.marks["read"])
        shown("searchable", intakes, floors, lambda run: run.seconds)
        print(f"  promises: registered {REGISTERED_FLOORS}, searchable {SEARCHABLE_FLOORS} floors")
        cpu = [statistics.median(run.cpu for run in runs) / count for runs in (floors, intakes)]
        print(f"  CPU a document: floor {cpu[0] * 1000:.1f} ms, searchable {cpu[1] * 1000:.1f} ms")
        peak = max(run.peak_mib for run in intakes)
        print(f"  anonymous memory of this process: {peak:.0f} MiB (promise {MEMORY_MIB})")


if __name__ == "__main__":
    main()
