"""A court's own templates, set in an airlock child: a template is a program from outside.

Knows: how a form crosses the pipe and comes back, and what to say when a template costs too much.
Does not know: what a form means, or which template is in use.
Keeps: whatever a template does, the program that prints survives it and stays in bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from inventory.forms.errors import FormError, TemplateExhausted
from inventory.forms.setting import EPOCH, PIECES, Setting
from vault.airlock import Airlock, plain_file
from vault.errors import AirlockError, ChildDied, OutOfMemory, TimedOut, Unreadable
from vault.model import Json

ABOUT = "inventory.tasks:about_template"
SET = "inventory.tasks:set_form"
_TEMPLATE, _OUT = "template.typ", "form.pdf"


class OutsideTypesetter:
    """Sets forms in airlock children; does what `Typesetter` does."""

    def __init__(self, airlock: Airlock) -> None:
        """No child is started before it is needed."""
        self._airlock = airlock

    def about(self, name: str, text: bytes) -> tuple[str, Mapping[str, Json]]:
        """What a template says about itself: its edition, and a sample of its slots.

        Raises:
            FormError: it cannot be read. TemplateExhausted: it took too much time or memory.
        """
        with in_bounds(name), self._airlock.folder() as folder:
            path = folder / _TEMPLATE
            path.write_bytes(text)
            answer = self._airlock.call(ABOUT, path=str(path), name=name)
            try:
                return str(answer["edition"]), dict(answer["slots"])
            except (KeyError, TypeError, ValueError):
                raise Unreadable(reason="відповідь про шаблон незрозуміла") from None

    def set(self, setting: Setting) -> tuple[bytes, int]:
        """Set a form: PDF/A-1b, and its pages.

        Raises:
            FormError: it does not set. TemplateExhausted: it took too much time or memory.
        """
        return self._set(setting, piece=False)

    def set_piece(self, setting: Setting) -> bytes:
        """Set a piece to be laid over a page: a PDF of one page as high as the piece.

        Raises:
            FormError: it does not set. TemplateExhausted: it took too much time or memory.
        """
        return self._set(setting, piece=True)[0]

    def _set(self, setting: Setting, *, piece: bool) -> tuple[bytes, int]:
        with in_bounds(setting.name), self._airlock.folder() as folder:
            path = folder / _TEMPLATE
            path.write_bytes(setting.text)
            pages = self._airlock.call(
                SET,
                path=str(path),
                out=str(folder / _OUT),
                name=setting.name,
                title=setting.title,
                slots=setting.slots,
                at=setting.at.isoformat(),
                draft=setting.draft,
                piece=piece,
            )
            if not isinstance(pages, int):
                raise Unreadable(reason="відповідь про форму незрозуміла")
            return plain_file(folder, _OUT).read_bytes(), pages


def demand_bounded(airlock: Airlock, templates: Mapping[str, Path]) -> None:
    """Pass when each of the pieces still sets its own sample: then it was not their fault.

    Raises:
        TemplateExhausted, FormError: one does not.
    """
    outside = OutsideTypesetter(airlock)
    for name, path in templates.items():
        if name in PIECES:
            text = path.read_bytes()
            _, sample = outside.about(name, text)
            outside.set_piece(Setting(name=name, text=text, title=name, slots=sample, at=EPOCH))


@contextmanager
def told_apart(airlock: Airlock, templates: Mapping[str, Path]) -> Iterator[None]:
    """Ask, when a child could not bear a document with our pieces on it, whether they were why.

    Raises:
        TemplateExhausted, FormError: a piece costs too much. AirlockError: the document does.
    """
    try:
        yield
    except (TimedOut, OutOfMemory, ChildDied):
        demand_bounded(airlock, templates)
        raise


@contextmanager
def in_bounds(name: str) -> Iterator[None]:
    """Say of the template, and not of a sender, what an airlock child could not bear.

    Raises:
        TemplateExhausted: it took too much time or memory. FormError: it failed otherwise.
    """
    try:
        yield
    except TimedOut as error:
        raise TemplateExhausted(form=name, reason="складання триває надто довго") from error
    except OutOfMemory as error:
        raise TemplateExhausted(
            form=name, reason="потрібно більше пам'яті, ніж дозволено"
        ) from error
    except ChildDied as error:
        raise TemplateExhausted(form=name, reason="складання аварійно завершилося") from error
    except AirlockError as error:
        raise FormError(form=name, reason=error.sentences()[0].rstrip(".")) from error
