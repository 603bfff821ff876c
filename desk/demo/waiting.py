"""What lies on the clerk's desk when the demonstration opens: three papers nobody has settled yet.

Knows: what they look like. Does not know: how the program finds out what each of them is.
Keeps: one waits for a case file, one came torn, one has come before; more would bury the example.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from desk.demo.scenario import Scenario
from desk.demo.typeset import Paper, pdf
from desk.demo.words import paragraphs
from ingest.uploading import UNSORTED


def bring(inbox: Path, papers: Path, scenario: Scenario) -> None:
    """Put them into the inbox; the repeated one is the scenario's first paper under `papers`."""
    motion = _motion(scenario.case)
    unsorted = inbox / UNSORTED
    unsorted.mkdir(exist_ok=True)
    (unsorted / "Клопотання про виклик свідка.pdf").write_bytes(motion)
    first = scenario.waves[0].deliveries[0].name
    folder = inbox / scenario.laid_out_in(papers, 1).name
    folder.mkdir(exist_ok=True)
    (folder / "Обірваний файл.pdf").write_bytes(motion[: len(motion) // 3])
    shutil.copyfile(
        scenario.laid_out_in(papers, 1) / first, folder / f"Надіслано вдруге{Path(first).suffix}"
    )


def _motion(case: str) -> bytes:
    return pdf(
        Paper(
            title="КЛОПОТАННЯ",
            subtitle="про виклик свідка",
            heading=["Вигаданівський районний суд", "Прикладної області", f"Справа № {case}"],
            date="09.02.2026",
            body=["Прошу викликати свідка С. С. Сусіднього.", *paragraphs(f"{case} waiting", 2)],
            signed=["Представник", "П. П. Прикладний"],
        )
    )
