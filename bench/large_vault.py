"""A vault of many documents for the benches of searching and of pages.

Made through the services, many documents a transaction, without waiting for the disk; texts are
those of `searching_corpus`, all different, files are a few (contents are stored once). What was
begun is made further. The index is then made as `sprava rebuild` makes it, with its memory told.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import tempfile
import time
from pathlib import Path

import pikepdf
import sqlalchemy as sa

from bench import searching_corpus as corpus
from bench.bench_ingest import Run, measured
from desk.wiring import Workbench, projections
from inventory import NewCase, open_case
from inventory.access import Right, service
from inventory.model import CaseFile, OriginalForm
from inventory.registration.card import card_of
from inventory.service.documents import (
    Accession,
    record_reading_copy,
    record_text,
    register,
)
from inventory.tables import document_table
from search.errors import IndexBroken
from vault import Content, Transaction, Vault, open_vault
from vault.disk import Disk

_FILES, _BATCH = 200, 1_000
_ORDER = "№ 1 від 05.01.2026"


class WithoutSync(Disk):
    """Making the vault is not what is measured."""

    def sync(self, fd: int) -> None:
        """Nothing."""


def vault_of(documents: int, engine: str, folder: Path = corpus.FOLDER) -> Path:
    """A vault of so many documents with an index of this engine, made or made further."""
    root = folder / f"vault-{documents}"
    if not (root / "sprava.toml").exists():
        folder.mkdir(parents=True, exist_ok=True)
        Workbench.make(root, "bench", court="Вигаданий суд", code="757", fonds="7").close()
        with open_vault(root, projections()) as vault:
            _name_reader(vault)
    with open_vault(root, projections(), disk=WithoutSync(), clock=_long_ago) as vault:
        with vault.read() as connection:
            there = sa.select(sa.func.count()).select_from(document_table)
            done = connection.execute(there).scalar_one()
        if done < documents:
            began = time.monotonic()
            _fill(vault, done, documents)
            print(f"{documents} documents, made in {time.monotonic() - began:.0f} s")
    workbench = Workbench.open(root, "bench")
    try:
        if not _is_indexed(workbench, engine):
            index(workbench, engine)
    finally:
        workbench.close()
    return root


def index(workbench: Workbench, engine: str) -> None:
    """Make the index anew, and tell what that took."""
    run = Run()
    with measured(run):
        count = workbench.rebuild_index(lambda *_: None, engine)
    print(
        f"{engine} index of {count} documents made in {run.seconds:.0f} s ({run.cpu:.0f} of CPU), "
        f"memory at most {run.peak_mib:.0f} MiB"
    )


def _long_ago() -> dt.datetime:
    """Nothing of it came today."""
    return dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=3)


def _is_indexed(workbench: Workbench, engine: str) -> bool:
    with contextlib.suppress(IndexBroken):
        stamp = workbench.index.stamp()
        return workbench.index.engine == engine and stamp.documents > 0
    return False


def _name_reader(vault: Vault) -> None:
    with vault.transaction("bench") as tx:
        service.add_user(tx, "reader", name="Ч. Ч. Читайло", position="секретар")
        service.grant(tx, "reader", Right(kind="role", value="registry", order=_ORDER))
        tx.commit()


def _fill(vault: Vault, done: int, documents: int) -> None:
    files = [vault.store(_pdf(number)) for number in range(_FILES)]
    for first in range(done, documents, _BATCH):
        some = range(first, min(first + _BATCH, documents))
        texts = {number: vault.store(_text(number)) for number in some}
        with vault.transaction("bench") as tx:
            for number in some[:: corpus.EACH]:
                _case(tx, number, files, texts)
            tx.commit()


def pages_of(number: int) -> int:
    """How many pages a document has."""
    return 1 + number % _FILES % 2


def _pdf(number: int) -> bytes:
    with tempfile.TemporaryFile() as out, pikepdf.new() as pdf:
        for _ in range(pages_of(number)):
            pdf.add_blank_page()
        pdf.docinfo["/Title"] = f"{number}"
        pdf.save(out)
        out.seek(0)
        return out.read()


def _text(number: int) -> bytes:
    said, count = corpus.text_of(number).split(" "), pages_of(number)
    ends = [len(said) * n // count for n in range(count + 1)]
    pages = [{"text": " ".join(said[begin:end])} for begin, end in itertools.pairwise(ends)]
    return json.dumps({"pages": pages}, ensure_ascii=False).encode()


def _case(tx: Transaction, number: int, files: list[Content], texts: dict[int, Content]) -> None:
    name = corpus.text_of(number, 12).split()[-2].capitalize()
    new = NewCase(
        number=corpus.case_of(number), kind="civil", own=f"{number:08d}", title=f"{name} до суду"
    )
    case = open_case(tx, new)
    for which in range(number, min(number + corpus.EACH, max(texts) + 1)):
        _document(tx, case, which, files, texts)


def _document(
    tx: Transaction, case: CaseFile, which: int, files: list[Content], texts: dict[int, Content]
) -> None:
    kind = ("claim", "annex", "motion", "ruling", "protocol")[which % 5]
    day = dt.date(2025, 1, 1) + dt.timedelta(days=which % 300)
    card = card_of({"kind": kind, "title": f"Документ {which}", "date": day.isoformat()})
    accession = Accession(
        id=corpus.key_of(which),
        case=case,
        card=card,
        arrived_at=f"{day}T10:00:00",
        name=f"{which}.pdf",
        format="fmt/276",
        content=files[which % _FILES],
        pages=pages_of(which),
        form=OriginalForm.PAPER,
        print_duplex=False,
    )
    document = register(tx, accession)
    record_text(tx, document, texts[which], {"tool": "bench"})
    record_reading_copy(tx, document, None, "копію не робили", {"tool": "bench"})
