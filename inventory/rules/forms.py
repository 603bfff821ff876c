"""Whether a court's own template, or its own words of acts, may stand for ours.

Knows: 814 I.8, VII.8, VII.13, VII.14, XVI.12, XVII.1, XVIII.4, and who gets a copy of which act.
Does not know: Typst, PDF; it judges facts.
Keeps: pure; every objection at once. Procedural documents are no forms: nothing here is asked of
their layout (814 I.7).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from inventory.audit.acts import ActKind, act_kinds
from inventory.audit.wording import HANDED, ActWording, places, words_of
from inventory.forms import TemplateTrial
from inventory.rules.handing_over import REASONS
from vault import Verdict, demands, rule


@rule(
    "814:I.8",
    "814:VII.8",
    "814:VII.13",
    "814:VII.14",
    "814:VII.14-кут",
    "814:VII.14-проколи",
    "814:XVI.12",
    "814:XVII.1",
)
def may_be_adopted(trial: TemplateTrial, editions: Mapping[str, str], sha512: str) -> Verdict:
    """Whether the template that was tried may be recorded for its form.

    Args:
        trial: what came out.
        editions: digests of the templates the form has had, by their editions.
        sha512: digest of this one.
    """
    form, lacks = trial.form, _lacks(trial)
    return Verdict.of(
        demands(trial.language.startswith("uk"), "814:I.8", "мова форми має бути українська"),
        demands(form != "inventory" or not lacks, "814:VII.8", lacks),
        demands(form != "certification_note" or not lacks, "814:VII.13", lacks),
        demands(form != "cover" or not lacks, "814:VII.14", lacks),
        demands(
            form in {"inventory", "certification_note", "cover"} or not lacks,
            "814:XVII.1",
            lacks,
        ),
        demands(
            form != "cover" or trial.corner,
            "814:VII.14-кут",
            "лівий верхній кут обкладинки має лишатися вільним для штампа архіву",
        ),
        demands(
            not trial.pictures,
            "814:XVI.12",
            "форма не може друкувати зображень: серед них могло б бути факсиміле підпису",
        ),
        demands(
            trial.margins,
            "814:VII.14-проколи",
            "текст виходить за поля: ліве 30 мм (для підшивання), праве 10 мм",
        ),
        demands(
            bool(trial.edition.strip()) and editions.get(trial.edition, sha512) == sha512,
            "814:XVII.1",
            f"редакцію «{trial.edition}» уже має інший текст; дайте новому свою назву редакції",
        ),
    )


def _lacks(trial: TemplateTrial) -> str:
    """What the form would not say, in words; empty when it says everything."""
    said = []
    if trial.missing:
        said.append(f"шаблон не друкує полів: {', '.join(trial.missing)}")
    if trial.cut:
        said.append(f"шаблон не витримує таких даних: {', '.join(trial.cut)}")
    return "; ".join(said)


@rule(
    "814:I.8",
    "814:I.10-акт",
    "814:II.6-акт",
    "814:II.7-акт стану",
    "814:VII.23-акт",
    "814:IX.8-акт",
    "814:X.7-акт",
    "814:XVII.1",
    "814:XVIII.4-склад",
    "814:XVIII.4-примірники",
)
def may_be_worded(
    wording: ActWording, ours: ActWording, editions: Mapping[str, str], sha512: str
) -> Verdict:
    """Whether a court's words of acts may be recorded.

    Args:
        wording: the court's.
        ours: which say what each kind must.
        editions: digests of the words there were, by their editions.
        sha512: digest of these.
    """
    kinds = wording.kinds.values()
    foreign = sorted({word for kind in kinds for word in _FOREIGN.findall(words_of(kind))})
    silent = {kind.code for kind in kinds if _is_silent(kind, ours.kinds[kind.code])}
    lost = {kind.code for kind in kinds if not _has_holders(kind, ours.kinds[kind.code])}
    said = "бракує примірника, який Інструкція комусь призначає, або речення про доповідь"
    return Verdict.of(
        demands(not foreign, "814:I.8", f"слова не українські: {', '.join(foreign[:5])}"),
        demands("loss" not in lost, "814:I.10-акт", f"акт про втрату: {said}"),
        demands("arrival" not in lost, "814:II.6-акт", f"акт про нестачу: {said}"),
        demands("state" not in lost, "814:II.7-акт стану", f"акт про стан справи: {said}"),
        demands("removal" not in lost, "814:VII.23-акт", f"акт про вилучення: {said}"),
        demands("return" not in lost, "814:IX.8-акт", f"акт про справу, що повернулася: {said}"),
        demands("reading" not in lost, "814:X.7-акт", f"акт після ознайомлення: {said}"),
        demands(
            wording.name != HANDED or not lost,
            "814:XVIII.4-примірники",
            f"бракує примірника, який хтось має дістати: {_named(lost)}",
        ),
        demands(
            not silent,
            "814:XVIII.4-склад",
            f"немає підстави, назви або того, що вписують у дужках: {_named(silent)}",
        ),
        demands(
            bool(wording.edition) and editions.get(wording.edition, sha512) == sha512,
            "814:XVII.1",
            f"редакцію «{wording.edition}» уже має інший текст; дайте новому свою назву редакції",
        ),
    )


_FOREIGN = re.compile(r"\b(?![IVXLCDM]+\b)\w*[a-zA-ZыэъёЫЭЪЁ]\w*")
"""Words with letters that Ukrainian has not; Roman numbers of sections are none."""


def _named(codes: Collection[str]) -> str:
    """Kinds of acts as people call them: those that hand files over by why they do."""
    names = {kind.code: f"акт {kind.name}" for kind in act_kinds().values()} | REASONS
    return "; ".join(name for code, name in names.items() if code in codes)


def _is_silent(kind: ActKind, ours: ActKind) -> bool:
    return not (kind.title and kind.basis and kind.opening and places(kind) >= places(ours))


def _has_holders(kind: ActKind, ours: ActKind) -> bool:
    return len(kind.holders) == len(ours.holders) and bool(kind.report) >= bool(ours.report)
