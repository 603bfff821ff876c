"""The pictures of the first page, taken from a demonstration: `python -m docs.pictures demo`.

Knows: how a form and the answer of a verb become small PNG files.
Does not know: what they say. Keeps: nothing is drawn; what is shown was printed by the program.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

import pypdfium2
import typst

from desk.__main__ import run

PICTURES = Path(__file__).parent / "pictures"

_TERMINAL = """
#set page(width: 190mm, height: auto, margin: 7mm, fill: rgb("#1d2330"))
#set text(font: "DejaVu Sans Mono", size: 8.5pt, fill: rgb("#e8ecf2"))
#set par(leading: 0.65em)
#raw(json(bytes(sys.inputs.text)))
"""


def form(pdf: bytes, *, width_px: int = 900) -> bytes:
    """The first page of a form."""
    page = pypdfium2.PdfDocument(pdf)[0]
    out = io.BytesIO()
    page.render(scale=width_px / page.get_width()).to_pil().convert("L").save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def terminal(text: str) -> bytes:
    """What a terminal showed."""
    compiler = typst.Compiler(_TERMINAL.encode(), ignore_system_fonts=True)
    made = compiler.compile(format="png", ppi=110, sys_inputs={"text": json.dumps(text)})
    assert isinstance(made, bytes)
    return made


def answer(*arguments: str) -> str:
    """A verb as typed, and what it answered."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run(list(arguments))
    typed = " ".join(f"'{word}'" if " " in word else word for word in arguments[2:])
    return f"$ sprava {typed}\n{said.getvalue()}"


def main(demonstration: Path) -> None:
    """Take the pictures."""
    vault = str(demonstration / "vault")
    PICTURES.mkdir(exist_ok=True)
    note = (demonstration / "forms" / "засвідчувальний напис.pdf").read_bytes()
    (PICTURES / "certification-note.png").write_bytes(form(note))
    search = answer("--vault", vault, "search", "межові знаки", "--limit", "3")
    (PICTURES / "search.png").write_bytes(terminal(search))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
