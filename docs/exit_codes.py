"""What the program can refuse, and how it ends then: docs/generated/EXIT_CODES.md.

Knows: every class of error in the packages.
Does not know: where each is raised.
Keeps: the page is made from the classes alone.
"""

from __future__ import annotations

from desk.exits import MEANINGS
from docs.clauses import ROOT, modules_of_the_house
from vault.errors import ArchiveError, ExitCode

PAGE = ROOT / "docs" / "generated" / "EXIT_CODES.md"

_ENDS = {
    **MEANINGS,
    ExitCode.ATTENTION: f"{MEANINGS[ExitCode.ATTENTION]}: карантин, чекає, повтори, незавершене",
    ExitCode.INTERRUPTED: f"{MEANINGS[ExitCode.INTERRUPTED]} з клавіатури",
}


def error_classes() -> list[type[ArchiveError]]:
    """Every class of error of the packages, by code."""
    for _ in modules_of_the_house():
        pass  # subclasses exist once their modules are imported
    found: set[type[ArchiveError]] = set()
    waiting: list[type[ArchiveError]] = [ArchiveError]
    while waiting:
        one = waiting.pop()
        if one.__module__.partition(".")[0] != "tests":
            found.add(one)
        waiting += one.__subclasses__()
    return sorted(found, key=lambda one: (one.code, one.__name__))


def page() -> str:
    """The page, as Markdown."""
    lines = [
        "# Коди завершення та помилок",
        "",
        "Створено командою `make docs` з класів помилок; не редагується. У фігурних дужках — те,",
        "що програма підставляє у кожному випадку.",
        "",
        "| код завершення | значення |",
        "|---|---|",
    ]
    lines += [f"| {code.value} | {_ENDS[code]} |" for code in ExitCode]
    lines += ["", "| помилка | код завершення | що сталося | що збережено | що робити |"]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| `{one.code}` | {one.exit.value} | {one.what} | {one.kept} | {one.remedy} |"
        for one in error_classes()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
