"""The press: which template a form is printed with, and whether its slots fit.

Knows: our templates and those a court replaced, drafts and orders, which letters can be printed.
Does not know: what any form means, where its slots come from, how it is set (`typesetter`).
Keeps: a form with a slot too few or too many is never set; a court's own template, which is a
program from outside, is set in an airlock child when the press is given one.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.forms import fonts
from inventory.forms.errors import FormError, TemplateRejected
from inventory.forms.outside import OutsideTypesetter
from inventory.forms.setting import EPOCH, PIECES, Setting
from vault import single_spaced
from vault.model import Json

if TYPE_CHECKING:
    from inventory.forms.typesetter import Typesetter

_HERE = Path(__file__).parent
_SILENT = ("Cc", "Cf")
HOUSE = frozenset({"label", "search_results", "separator", "signature_report", "stand_in"})
"""Pages of our own, for which the instruction has no form: no order confirms them."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form filled in, ready to print.

    Attributes:
        template: name of the template, without `.typ`.
        title: title of the PDF and of its footer.
        slots: all the template prints; strings, numbers, flags, lists and groups of these.
    """

    template: str
    title: str
    slots: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Printed:
    """A form as printed.

    Attributes:
        pdf: PDF/A-1b, checked.
        pages: of the PDF.
        sheets: of paper, by the form's own `duplex`; simplex when it has none.
        edition: of the template, as in the footer.
    """

    pdf: bytes = field(repr=False)
    pages: int
    sheets: int
    edition: str


@dataclass(frozen=True, slots=True)
class Template:
    """A form's wording and layout, without any data.

    Attributes:
        name: of the form.
        text: the Typst file as it was written.
        edition: what its footer says; names this very text.
        sample: of the slots it prints.
        own: whether the court replaced ours by it.
    """

    name: str
    text: bytes = field(repr=False)
    edition: str
    sample: Mapping[str, Json]
    own: bool = False

    @property
    def sha512(self) -> str:
        """Digest of the text: names its wording for good, whatever its edition is called."""
        return hashlib.sha512(self.text).hexdigest()

    @property
    def is_confirmable(self) -> bool:
        """Whether it is a form of the instruction, which a court confirms by an order."""
        return self.name not in HOUSE | PIECES


Confirmed = Callable[[Template], bool]
"""Whether an order of the court stands behind a template."""


def _always(_template: Template) -> bool:
    return True


class Press:
    """Sets and checks forms; thread-safe.

    A court replaces templates by files that it had recorded, or by a folder of its own: each
    `name.typ` there stands for ours of that name and is tried out with our sample before anything
    is printed with it. A form that is not `confirmed` prints «ПРОЄКТ», whoever asks for it.
    """

    def __init__(
        self,
        templates: Path | None = None,
        *,
        recorded: Mapping[str, Path] | None = None,
        confirmed: Confirmed = _always,
        outside: OutsideTypesetter | None = None,
    ) -> None:
        """Try out the templates of the court's folder, when there are any.

        Args:
            templates: the court's folder.
            recorded: templates by their form, tried out when they were recorded; they come first.
            confirmed: which templates are more than a draft.
            outside: sets the court's templates; only a child that is in bounds may do without.

        Raises:
            TemplateRejected: a file of that folder does not fit the form it replaces.
        """
        self._confirmed = confirmed
        self._outside = outside
        self._own: dict[str, Template] = {}
        self.replaced: dict[str, Path] = {}
        for path in sorted(templates.glob("*.typ")) if templates else ():
            self._own[path.stem] = self._tried_out(path)
            self.replaced[path.stem] = path
        for name, path in (recorded or {}).items():
            if is_form(name):  # a form that went out of use takes nothing else with it
                self._own.pop(name, None)
                self.replaced[name] = path

    def print(self, form: Form, *, at: dt.datetime, draft: bool) -> Printed:
        """Set `form` and check it.

        Args:
            form: what to print.
            at: the moment the PDF names as its creation (aware); PDF knows whole seconds.
            draft: whether «ПРОЄКТ» lies across every page though the form is confirmed.

        Raises:
            FormError: the slots do not fit the template, or the result is no valid PDF/A-1b.
        """
        assert form.template not in PIECES, form.template
        at = at.replace(microsecond=0)
        template = self.template(form.template)
        unconfirmed = template.is_confirmable and not self._confirmed(template)
        setting = _setting(form, template, at, draft=draft or unconfirmed)
        pdf, pages = self._typesetter(template.own).set(setting)
        sheets = (pages + 1) // 2 if form.slots.get("duplex") else pages
        return Printed(pdf=pdf, pages=pages, sheets=sheets, edition=template.edition)

    def piece(self, form: Form) -> bytes:
        """Set a piece to be laid over a page: a PDF of one page as high as the piece.

        Raises:
            FormError: the slots do not fit the template.
        """
        assert form.template in PIECES, form.template
        template = self.template(form.template)
        return self._typesetter(template.own).set_piece(_setting(form, template, EPOCH))

    def template(self, name: str) -> Template:
        """The template that the form `name` is printed with.

        Raises:
            FormError: the court's own cannot be read any more.
        """
        if name not in self.replaced:
            return self.ours(name)
        if name not in self._own:
            self._own[name] = self.read(name, self.replaced[name].read_bytes(), own=True)
        return self._own[name]

    def is_confirmed(self, template: Template) -> bool:
        """Whether what is printed with it is more than a draft."""
        return not template.is_confirmable or self._confirmed(template)

    def tried(self, template: Template, slots: Mapping[str, Json]) -> tuple[bytes, int]:
        """Set `slots` with a template that is not in use; the PDF/A and its pages.

        Raises:
            FormError: it does not set, or sets no valid PDF/A-1b.
        """
        form = Form(template.name, template.name, slots)
        return self._typesetter(template.own).set(_setting(form, template, EPOCH))

    def _typesetter(self, own: bool) -> Typesetter | OutsideTypesetter:
        return self._outside if own and self._outside is not None else _inside()

    @functools.cache  # noqa: B019  one press for the life of the program
    def ours(self, name: str) -> Template:
        """The template of the form `name` that comes with the program."""
        return self.read(name, (_HERE / f"{name}.typ").read_bytes())

    def read(self, name: str, text: bytes, *, own: bool = False) -> Template:
        """What a template says about itself.

        Raises:
            FormError: it cannot be read.
        """
        edition, sample = self._typesetter(own).about(name, text)
        return Template(name, text, edition, sample, own)

    def _tried_out(self, path: Path) -> Template:
        if not is_form(path.stem):
            raise TemplateRejected(path=path, reason="бланка з такою назвою немає")
        try:
            template = self.read(path.stem, path.read_bytes(), own=True)
            self.tried(template, self.ours(path.stem).sample)
        except FormError as error:
            raise TemplateRejected(path=path, reason=error.details["reason"]) from error
        return template


def is_form(name: str) -> bool:
    """Whether there is a form of that name."""
    return name in form_names()


@functools.cache
def form_names() -> tuple[str, ...]:
    """All forms that have a template, in the order of their names."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.typ") if path.stem != "frame"))


def _misfits(shape: Json, given: Json, where: str) -> Iterator[str]:
    """Where `given` has not the shape of a template's sample: too little, too much, or other."""
    if isinstance(shape, Mapping):
        if not isinstance(given, Mapping):
            yield f"{where}: потрібна група полів"
            return
        if missing := sorted(shape.keys() - given.keys()):
            yield f"{where}: бракує полів {', '.join(missing)}"
        if extra := sorted(given.keys() - shape.keys()):
            yield f"{where}: зайві поля {', '.join(extra)}"
        for name in shape.keys() & given.keys():
            yield from _misfits(shape[name], given[name], f"{where}.{name}")
    elif isinstance(shape, list):
        if not isinstance(given, (list, tuple)):
            yield f"{where}: потрібен перелік"
            return
        for one in given:
            yield from _misfits(shape[0], one, f"{where}[]")
    elif isinstance(given, (Mapping, list, tuple)):
        yield f"{where}: потрібне одне значення"


@functools.cache
def _inside() -> Typesetter:
    """The typesetter of this process: slow to import and to load, so one, and when it is needed."""
    from inventory.forms.typesetter import Typesetter  # noqa: PLC0415

    return Typesetter()


def _setting(form: Form, template: Template, at: dt.datetime, *, draft: bool = False) -> Setting:
    """What the typesetter is asked for: the slots clean.

    Raises:
        FormError: they do not fit the template.
    """
    for misfit in _misfits(template.sample, form.slots, "slots"):
        raise FormError(form=form.template, reason=misfit)
    return Setting(
        name=template.name,
        text=template.text,
        title=_line(form.title),
        slots={name: _clean(value) for name, value in form.slots.items()},
        at=at,
        draft=draft,
    )


def _clean(value: Json) -> Json:
    """`value` with every text made printable: one line, composed letters, glyphs we have.

    Control and direction signs would hide or turn round parts of an official form, and a letter
    no font has would print as nothing: it becomes «□».
    """
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(one) for one in value]
    return value


def _line(text: str) -> str:
    line = single_spaced(unicodedata.normalize("NFC", text))
    if _printable().issuperset(line):
        return line
    return "".join(map(_shown, line))


def _shown(letter: str) -> str:
    if letter in _printable():
        return letter
    return "" if unicodedata.category(letter) in _SILENT else "□"


@functools.cache
def _printable() -> frozenset[str]:
    letters = map(chr, fonts.glyphs())
    return frozenset(c for c in letters if unicodedata.category(c) not in _SILENT)
