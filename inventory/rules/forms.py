"""Whether a court's own template may stand for ours, and what an order may confirm.

Knows: 814 I.8, VII.8, VII.13, VII.14, XVI.12, XVII.1. Does not know: Typst, PDF; it judges facts.
Keeps: pure; every objection at once. Procedural documents are no forms: nothing here is asked of
their layout (814 I.7).
"""

from __future__ import annotations

from collections.abc import Mapping

from inventory.forms import TemplateTrial
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
