"""What pages cost while twenty people read and documents arrive.

Server time of each kind of page, from the request's head to the answer's (the answer's own
`server-timing`), over a made-up vault whose inbox is being taken in. Two loads: twenty readers who
look at a page for a second before they ask for the next, and twenty who never stop (as wrk does),
where all that counts is how many pages a second one process makes: 95 of 100 wait about twenty
pages' time. Beside them the same with an empty page: the floor.
Promise: 95 of 100 pages under 100 ms for twenty readers with 200,000 documents while ingest runs.
Sketch: a page is some ten queries on indexed tables and a template, 5 to 15 ms of one core; twenty
readers a second ask for a fifth of it.

The vault is kept in the system's temporary folder. It is made through the services, many documents
a transaction, with few different files (contents are stored once): what pages cost depends on rows.
Run as `python -m bench.bench_pages [--documents N] [--seconds S]`; without arguments 2,000.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import random
import re
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

import pikepdf
import sqlalchemy as sa

from bench import searching_corpus as corpus
from desk.web.credentials import Credentials
from desk.web.serve import credentials_file
from desk.wiring import Workbench
from inventory import NewCase, open_case
from inventory.access import Right, service
from inventory.model import CaseFile, OriginalForm
from inventory.queries import cases
from inventory.registration.card import card_of
from inventory.service.documents import Accession, record_text, register
from inventory.tables import document_table
from vault import Content, Transaction

READERS, PROMISE_MS = 20, 100.0
_EACH, _FILES, _TEXTS, _WORDS, _BATCH = 10, 200, 500, 120, 1_000
_TIMING = re.compile(rb"server-timing: app;dur=([0-9.]+)", re.IGNORECASE)
_ORDER = "№ 1 від 05.01.2026"


def vault_of(documents: int) -> Path:
    """A vault of so many documents, made or made further."""
    root = Path(tempfile.gettempdir()) / f"sprava-bench-pages-{documents}"
    made = (root / "sprava.toml").exists()
    workbench = (
        Workbench.open(root, "bench")
        if made
        else Workbench.make(root, "bench", court="Вигаданий суд", code="757", fonds="7")
    )
    try:
        with workbench.vault.read() as connection:
            there = sa.select(sa.func.count()).select_from(document_table)
            done = connection.execute(there).scalar_one()
        if not made:
            _name_reader(workbench)
        if done < documents:
            _fill(workbench, done, documents)
            workbench.rebuild_index(lambda *_: None)
    finally:
        workbench.close()
    return root


def _name_reader(workbench: Workbench) -> None:
    with workbench.vault.transaction("bench") as tx:
        service.add_user(tx, "reader", name="Ч. Ч. Читайло", position="секретар")
        service.grant(tx, "reader", Right(kind="role", value="registry", order=_ORDER))
        tx.commit()


def _fill(workbench: Workbench, done: int, documents: int) -> None:
    vault = workbench.vault
    files = [vault.store(_pdf(number)) for number in range(_FILES)]
    texts = [vault.store(_text(number)) for number in range(_TEXTS)]
    for first in range(done, documents, _BATCH):
        with vault.transaction("bench") as tx:
            for number in range(first, min(first + _BATCH, documents), _EACH):
                _case(tx, number, files, texts)
            tx.commit()


def _pdf(number: int) -> bytes:
    with tempfile.TemporaryFile() as out, pikepdf.new() as pdf:
        for _ in range(1 + number % 4):
            pdf.add_blank_page()
        pdf.docinfo["/Title"] = f"{number}"
        pdf.save(out)
        out.seek(0)
        return out.read()


def _text(number: int) -> bytes:
    pages = [{"text": corpus.text_of(number, _WORDS)}]
    return json.dumps({"pages": pages}, ensure_ascii=False).encode()


def _case(tx: Transaction, number: int, files: list[Content], texts: list[Content]) -> None:
    own = f"{number:08d}"
    name = corpus.text_of(number, 12).split()[-1].capitalize()
    new = NewCase(number=f"757/{number + 1}/25", kind="civil", own=own, title=f"{name} до суду")
    case = open_case(tx, new)
    for place in range(_EACH):
        _document(tx, case, f"{number + place:010d}", place, files, texts)


def _document(
    tx: Transaction,
    case: CaseFile,
    name: str,
    place: int,
    files: list[Content],
    texts: list[Content],
) -> None:
    which = int(name)
    kind = ("claim", "annex", "motion", "ruling", "protocol")[place % 5]
    day = dt.date(2025, 1, 1) + dt.timedelta(days=which % 300)
    card = card_of({"kind": kind, "title": f"Документ {which}", "date": day.isoformat()})
    accession = Accession(
        id=name,
        case=case,
        card=card,
        arrived_at=f"{day}T10:00:00",
        name=f"{which}.pdf",
        format="fmt/276",
        content=files[which % _FILES],
        pages=1 + which % _FILES % 4,
        form=OriginalForm.PAPER,
        print_duplex=False,
    )
    record_text(tx, register(tx, accession), texts[which % _TEXTS], {"tool": "bench"})


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
    words = [corpus.text_of(number, _WORDS).split()[3] for number in range(40)]
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
def serving(root: Path) -> Iterator[int]:
    """The server with its watcher, and files that keep arriving; its port."""
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
        yield port
    finally:
        server.terminate()
        server.wait()


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
    folder, count = root / "inbox" / "757_1_25", 0
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
    root: Path, port: int, cookie: str, pages: dict[str, list[str]], seconds: float, rest_s: float
) -> dict[str, list[float]]:
    until = time.monotonic() + seconds
    readers = [_read(port, cookie, pages, until, rest_s, seed) for seed in range(READERS)]
    *all_took, _ = await asyncio.gather(*readers, _arrive(root, until))
    together = defaultdict[str, list[float]](list)
    for took in cast("list[dict[str, list[float]]]", all_took):
        for kind, times in took.items():
            together[kind] += times
    return together


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else max(times)


def told(name: str, took: dict[str, list[float]], seconds: float) -> float:
    """Print the times; the worst of the 95 in 100."""
    count = sum(map(len, took.values()))
    print(f"\n{name}: {count / seconds:.0f} pages a second")
    print(f"{'page':>10} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8}")
    for kind, times in took.items():
        print(f"{kind:>10} {len(times):>6} {statistics.median(times):>8.1f} {_p95(times):>8.1f}")
    return max(_p95(times) for kind, times in took.items() if kind != "empty")


def main() -> None:
    """Make the vault, load the server, tell."""
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=2_000)
    options.add_argument("--seconds", type=float, default=15.0)
    chosen = options.parse_args()
    began = time.monotonic()
    root = vault_of(chosen.documents)
    print(f"{chosen.documents} documents, made in {time.monotonic() - began:.0f} s")
    credentials = Credentials(credentials_file(root))
    now = dt.datetime.now(tz=dt.UTC)
    cookie = credentials.begin("reader", address="127.0.0.1", agent="bench", now=now)
    pages = addresses(root)
    with serving(root) as port:
        asyncio.run(_load(root, port, cookie, pages, 3.0, 0.2))  # what is loaded once is loaded
        calm = asyncio.run(_load(root, port, cookie, pages, chosen.seconds, 1.0))
        full = asyncio.run(_load(root, port, cookie, pages, chosen.seconds, 0.0))
    worst = told("twenty readers, a second a page", calm, chosen.seconds)
    told("twenty readers who never stop", full, chosen.seconds)
    print(f"\npromise: {PROMISE_MS:.0f} ms; worst p95 of a page {worst:.1f} ms")


if __name__ == "__main__":
    main()
