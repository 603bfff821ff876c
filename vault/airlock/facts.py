"""What the readers found inside a file, in one shape for all formats.

Knows: the facts that ingest acts on, with their units.
Does not know: how any of them was found.
Keeps: the lists are bounded, and everything is plain JSON without floats.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from vault.airlock.identify import is_program, is_program_name
from vault.errors import ActiveContent
from vault.model import Json
from vault.plain import clean

LISTED = 2_000
_EMBEDDED = 100


@dataclass(slots=True, kw_only=True)
class Inside:
    """Facts about the inside of a file.

    Attributes:
        container: `zip`, `asic-s`, `asic-e`, `cms` or `eml` when other documents are inside.
        detached: for CMS: whether the signed content lies elsewhere.
        page_count: None where pages appear only when the document is laid out.
        pages: width and height in millimetres as shown, and rotation in degrees; the first 2,000.
        images: width and height in pixels, horizontal and vertical dpi (0: not said), colour
            mode; one for each frame, the first 2,000.
        encrypted: protected, but opened without a password.
        damaged: why the bytes are not quite right; the file was readable all the same.
        repaired: whether it was readable only by guessing at its structure.
        active: what would act by itself in a careless program.
        embedded: name and size (bytes) of files inside the document, the first 100.
        signatures: how many there are by the look of the structure; nothing is verified here.
        text: whether there is a text layer (fonts are used, or the format is text).
        pictured: how many of the first 20 pages of a PDF have a picture as large as the page, as
            scanners make them; such a page may have a text layer all the same.
    """

    container: str | None = None
    detached: bool = False
    page_count: int | None = None
    pages: list[list[int]] = field(default_factory=list)
    images: list[list[int | str]] = field(default_factory=list)
    encrypted: bool = False
    damaged: str | None = None
    repaired: bool = False
    active: set[str] = field(default_factory=set)
    embedded: list[dict[str, Json]] = field(default_factory=list)
    signatures: int = 0
    text: bool = False
    pictured: int = 0

    def embed(self, name: str, size: int, head: bytes) -> None:
        """Note a file inside the document.

        Raises:
            ActiveContent: it is a program, or calls itself one.
        """
        if is_program(head) or is_program_name(name):
            raise ActiveContent(reason=f"вкладена програма «{clean(name, 80)}»")
        if len(self.embedded) < _EMBEDDED:
            self.embedded.append({"name": clean(name, 200), "size": size})

    def as_json(self) -> dict[str, Json]:
        """The form in which the facts cross the pipe."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**values, "active": sorted(self.active)}
