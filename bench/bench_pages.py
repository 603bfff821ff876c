"""What pages cost while twenty people read and documents arrive.

Server time of each kind of page, from the request's head to the answer's (the answer's own
`server-timing`), over a made-up vault whose inbox is being taken in. Two loads: twenty readers who
look at a page for a second before they ask for the next, and twenty who never stop (as wrk does),
where all that counts is how many pages a second one process makes: 95 of 100 wait about twenty
pages' time. Beside them the same with an empty page: the floor.
Promise: 95 of 100 pages under 100 ms for twenty readers with 200,000 documents while ingest runs.
Sketch: a page is some ten queries on indexed tables and a template, 5 to 15 ms of one core; twenty
readers a second ask for a fifth of it.

The vault is kept and made further where it stopped (`bench.large_vault`); its index is Tantivy's
where the program advises it. Documents arrive in a copy of it, so that it stays as it was for other
benches. Run as
`python -m bench.bench_pages [--documents N] [--seconds S] [--folder F]`; without arguments 2,000.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import quote

import psutil
import sqlalchemy as sa

from bench import searching_corpus as corpus
from bench.large_vault import vault_of
from desk.web.entry.credentials import Credentials
from desk.web.serve import credentials_file
from desk.wiring import Workbench
from inventory.queries import cases
from inventory.tables import document_table
from search.index.serving import TANTIVY, WHOOSH, advised

READERS, PROMISE_MS = 20, 100.0
_WORDS = 120  # of what arrives
_REST_MOST_S, _AT_REST_PERCENT = 300.0, 3.0  # making words ready takes 12 % of a core
_TIMING = re.compile(rb"server-timing: app;dur=([0-9.]+)", re.IGNORECASE)


@contextlib.contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy of the vault for as long as it is asked for; files that never change are shared."""

    def copy(source: str, target: str) -> None:
        shared = Path(source).relative_to(root).parts[0] in {"shelf", "index"}
        (os.link if shared else shutil.copy2)(source, target)

    with tempfile.TemporaryDirectory(prefix="pages-", dir=root.parent) as folder:
        made = Path(shutil.copytree(root, Path(folder) / root.name, copy_function=copy))
        os.sync()  # or the disk writes the copy while pages are measured
        yield made


# -- the load ------------------------------------------------------------------------------


def addresses(root: Path) -> dict[str, list[str]]:
    """What readers ask for, by kind of page."""
    chance = random.Random(5)
    workbench = Workbench.open(root, "bench")
    try:
        with workbench.vault.read() as connection:
            keys = [one.key for one in cases(connection)]
            ids = connection.execute(sa.select(document_table.c.id)).scalars().all()
    finally:
        workbench.close()
    words = [corpus.text_of(number).split()[3] for number in range(40)]
    return {
        "empty": ["/sign-in?floor=1"],
        "home": ["/"],
        "cases": [f"/cases?page={chance.randint(1, 5)}" for _ in range(20)],
        "case": [f"/case/{quote(key, safe='')}" for key in chance.choices(keys, k=50)],
        "order": [f"/case/{quote(key, safe='')}/order" for key in chance.choices(keys, k=50)],
        "view": [f"/view/{one}" for one in chance.choices(ids, k=50)],
        "search": [f"/search?q={quote(word)}" for word in words],
        "arrivals": ["/arrivals"],
    }


@contextlib.contextmanager
def serving(root: Path) -> Iterator[tuple[int, psutil.Process]]:
    """The server with its watcher, and files that keep arriving; its port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "desk", "--vault", str(root), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=1).close()
                break
            time.sleep(0.1)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def rested(server: psutil.Process) -> None:
    """Wait until the server made ready what it makes ready after its start."""
    until = time.monotonic() + _REST_MOST_S
    while time.monotonic() < until and server.cpu_percent(interval=5.0) > _AT_REST_PERCENT:
        pass


async def _read(
    port: int, cookie: str, pages: dict[str, list[str]], until: float, rest_s: float, seed: int
) -> dict[str, list[float]]:
    """One reader: server milliseconds of each page that was asked for, by kind."""
    chance, took = random.Random(seed), defaultdict[str, list[float]](list)
    await asyncio.sleep(chance.random() * rest_s)
    while time.monotonic() < until:
        kind = chance.choice(list(pages))
        head = f"GET {chance.choice(pages[kind])} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{head}Cookie: sprava={cookie}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        status, timing = answer[9:12], _TIMING.search(answer[:2_000])
        assert status in {b"200", b"303"}, (kind, answer[:200])
        assert timing is not None, kind
        took[kind].append(float(timing[1]))
        await asyncio.sleep(rest_s)
    return took


async def _arrive(root: Path, until: float) -> int:
    """A new document every half a second; how many there were."""
    folder, count = root / "inbox" / "757_1_25-ц", 0
    folder.mkdir(parents=True, exist_ok=True)
    while time.monotonic() < until:
        text = f"КЛОПОТАННЯ\n\n{time.time_ns()} {corpus.text_of(count, _WORDS)}\n"
        part = folder / f"{time.time_ns()}.txt.part"
        part.write_text(text, encoding="utf-8")
        part.rename(part.with_suffix(""))
        count += 1
        await asyncio.sleep(0.5)
    return count


async def _load(
    root: Path,
    port: int,
    cookies: list[str],
    pages: dict[str, list[str]],
    seconds: float,
    rest_s: float,
) -> dict[str, list[float]]:
    until = time.monotonic() + seconds
    readers = [
        _read(port, cookie, pages, until, rest_s, seed) for seed, cookie in enumerate(cookies)
    ]
    *all_took, _ = await asyncio.gather(*readers, _arrive(root, until))
    together = defaultdict[str, list[float]](list)
    for took in cast("list[dict[str, list[float]]]", all_took):
        for kind, times in took.items():
            together[kind] += times
    return together


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else max(times)


def told(name: str, took: dict[str, list[float]], seconds: float) -> float:
    """Print the times by kind; the 95 in 100 of all pages together but the empty one."""
    count = sum(map(len, took.values()))
    pages = [one for kind, times in took.items() if kind != "empty" for one in times]
    print(f"\n{name}: {count / seconds:.0f} pages a second")
    print(f"{'page':>10} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8}")
    for kind, times in (*took.items(), ("all", pages)):
        print(f"{kind:>10} {len(times):>6} {statistics.median(times):>8.1f} {_p95(times):>8.1f}")
    return _p95(pages)


def main() -> None:
    """Make the vault and measure."""
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=2_000)
    options.add_argument("--seconds", type=float, default=15.0)
    options.add_argument("--folder", type=Path, default=corpus.FOLDER)
    chosen = options.parse_args()
    engine = TANTIVY if advised(WHOOSH, chosen.documents) else WHOOSH
    print(f"{chosen.documents} documents, {engine}")
    with copied(vault_of(chosen.documents, engine, chosen.folder)) as root:
        kept = measure(root, chosen.seconds)
    sys.exit(not kept)


def measure(root: Path, seconds: float) -> bool:
    """Load the server and tell; whether the promise is kept."""
    credentials = Credentials(credentials_file(root))
    now = dt.datetime.now(tz=dt.UTC)
    cookies = [
        credentials.begin("reader", address="127.0.0.1", agent="bench", now=now)
        for _ in range(READERS)
    ]
    pages = addresses(root)
    with serving(root) as (port, server):
        rested(server)
        asyncio.run(_load(root, port, cookies, pages, 3.0, 0.2))  # what is loaded once is loaded
        rested(server)
        calm = asyncio.run(_load(root, port, cookies, pages, seconds, 1.0))
        full = asyncio.run(_load(root, port, cookies, pages, seconds, 0.0))
    p95 = told("twenty readers, a second a page", calm, seconds)
    told("twenty readers who never stop", full, seconds)
    kept = p95 <= PROMISE_MS
    print(
        f"\npromise: {PROMISE_MS:.0f} ms; p95 of all pages {p95:.1f} ms: "
        f"{'kept' if kept else 'NOT KEPT'}"
    )
    return kept


if __name__ == "__main__":
    main()
