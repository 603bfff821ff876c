"""What a trial of a form's template found out.

Knows: the facts. Does not know: how they are found (`trial`), what they are worth (`rules.forms`).
Keeps: plain values, so that they cross the pipe from an airlock child unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from vault.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTrial:
    """What came out when a template was tried.

    Attributes:
        form: the form it is for.
        edition: what it calls itself.
        missing: slots that our template prints and it does not.
        pictures: whether it can print pictures.
        margins: whether all text stays within the margins.
        language: of the document, as readers of the PDF are told.
        corner: whether the upper left corner of the first page stays empty.
        cut: what makes it fail or lose pages: «порожні дані», «довгі дані».
    """

    form: str
    edition: str
    missing: tuple[str, ...] = ()
    pictures: bool = False
    margins: bool = True
    language: str = "uk"
    corner: bool = True
    cut: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For the way back from the child."""
        return asdict(self) | {"missing": list(self.missing), "cut": list(self.cut)}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `as_json` wrote."""
        lists = {key: tuple(value[key]) for key in ("missing", "cut")}
        return cls(**{**value, **lists})
