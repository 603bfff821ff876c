"""Whether rows may be fixed, sheets numbered anew, volumes lettered, leaves drawn, papers joined.

Knows: 814 VII.8–VII.10, VII.13. Does not know: storage, forms. Keeps: pure; every objection at
once.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory.model import CaseFile, CaseState, Document, VolumePlan, VolumeState
from inventory.volumes.leaves import MappedLeaf, numbered
from inventory.volumes.sheets import VOLUME_LIMIT, Label, Numbering, next_letters, take
from vault import Verdict, demands, rule


@rule("814:VII.8-продовження", "814:VII.10-нумерація томів", "814:VII.13")
def may_be_fixed(
    plans: Sequence[VolumePlan], number: int, row: int, documents: Sequence[Document]
) -> Verdict:
    """Whether rows 1 to `row` of an open volume may be recorded as numbered or signed.

    Args:
        plans: all volumes of the case file.
        number: of the volume.
        row: the last of the rows.
        documents: those of these rows.
    """
    volume = next(v for v in plans if v.number == number)
    first_open = next((v.number for v in plans if not v.frozen), None)
    unconfirmed = [d for d in documents if not d.count.confirmed]
    named = ", ".join(f"«{d.title or d.name}» ({d.id})" for d in unconfirmed[:5])
    return Verdict.of(
        demands(
            0 < row <= len(volume.rows),
            "814:VII.8-продовження",
            f"такого рядка в описі тому {number} немає: останній — "
            f"{volume.number_of(len(volume.rows))}",
        ),
        demands(
            volume.frozen or number == first_open,
            "814:VII.10-нумерація томів",
            f"спершу завершують том {first_open}: до того аркуші наступних іще можуть перейти",
        ),
        demands(
            not unconfirmed,
            "814:VII.13",
            f"кількість аркушів не підтверджено: {named} (усього таких {len(unconfirmed)})",
        ),
    )


@rule("814:VII.8-підпис")
def may_be_signed(rows: int, signed: int, *, judge: str, clerk: str) -> Verdict:
    """Whether the internal inventory may be recorded as signed to row `rows` by these two.

    Of a certified volume too: what nobody was named for then is signed by hand.
    """
    return Verdict.of(
        demands(
            bool(judge and clerk),
            "814:VII.8-підпис",
            "опис підписують суддя і працівник апарату суду: названо не обох",
        ),
        demands(rows > signed, "814:VII.8-підпис", f"опис уже підписано до рядка {signed}"),
    )


@rule("814:VII.9-перенумерація", "814:VII.13-зміни")
def may_be_numbered_anew(volume: VolumePlan, state: VolumeState) -> Verdict:
    """Whether the sheets of a volume may be numbered 1, 2, 3 … again, old numbers being kept."""
    wrong = [entry for place, entry in enumerate(volume.labels, 1) if entry != Label(place)]
    return Verdict.of(
        demands(
            bool(wrong),
            "814:VII.9-перенумерація",
            f"у томі {volume.name} помилок у нумерації немає: нумерувати заново нічого",
        ),
        demands(
            state in {VolumeState.OPEN, VolumeState.FULL},
            "814:VII.13-зміни",
            f"том {volume.name} уже засвідчено: номерів не змінюють, зміни зазначають у "
            f"засвідчувальному написі з посиланням на наказ чи акт",
        ),
    )


@rule("814:VII.9-літери")
def may_be_noted(volume: VolumePlan, numbering: Numbering) -> Verdict:
    """Whether `numbering` leaves the numbers of fixed sheets as they are."""
    fixed = volume.labels[: volume.fixed_sheets]
    return Verdict.of(
        demands(
            take(numbering.labels(), len(fixed)) == fixed,
            "814:VII.9-літери",
            f"номери перших {len(fixed)} арк. тому {volume.name} уже проставлено; пропущений аркуш "
            f"дістає літеру з підтвердженням кількості (sprava sheets confirm), а всі заново "
            f"нумерують окремо (sprava volume renumber)",
        )
    )


@rule("814:VII.10-нумерація томів")
def may_be_lettered(names: Sequence[Label], ordinal: int, wanted: Label) -> Verdict:
    """Whether the volume `ordinal` may be called `wanted`: the one before it, with a letter.

    `names` are those of the volumes before it.
    """
    due = next_letters(names[-1], 1)[0] if names else None
    return Verdict.of(
        demands(
            wanted == due,
            "814:VII.10-нумерація томів",
            f"том {ordinal} може мати номер попереднього тому з літерою: {due}"
            if due
            else "перший том літери не має",
        )
    )


@rule("814:VII.9-опечатані", "814:VII.9-конверти", "814:VII.13-вкладення")
def may_be_drawn(document: Document, leaves: Sequence[MappedLeaf]) -> Verdict:
    """Whether the leaves of a document may be so."""
    trait = document.kind_data.trait
    count = len(numbered(leaves))
    bare = trait in {"media", "unnumbered"} or document.restricted
    opened, stray = trait in {"envelope", "enclosure"}, False
    for leaf in leaves:
        opened = opened or "envelope" in leaf.flags
        stray = stray or ("enclosed" in leaf.flags and not opened)
    return Verdict.of(
        demands(
            trait != "closed-envelope" or count == 1,
            "814:VII.9-опечатані",
            "опечатаний конверт нумерують один раз, його вміст не нумерують",
        ),
        demands(
            not stray,
            "814:VII.9-конверти",
            "спершу нумерують конверт, потім кожне вкладення: вкладення без конверта перед ним",
        ),
        demands(
            not bare or count == 0,
            "814:VII.13-вкладення",
            "цей документ не нумерують: усі його аркуші мають позначку unnumbered",
        ),
        demands(
            bare or count > 0,
            "814:VII.13-вкладення",
            "жоден аркуш не має номера; що не можна пронумерувати, реєструють видом unnumbered",
        ),
    )


@rule("814:VII.13-зміни", "814:VII.10")
def may_be_joined(
    case: CaseFile,
    plans: Sequence[VolumePlan],
    number: int,
    state: VolumeState,
    document: Document,
    beyond: int = 0,
) -> Verdict:
    """Whether a document may be put behind the last sheet of the certified volume `number`.

    `beyond`: sheets of certified copies beyond those of the originals they replaced there.
    """
    volume = next(v for v in plans if v.number == number)
    last = max((v.number for v in plans if v.frozen), default=0)
    sheets = volume.sheets + beyond + document.count.sheets
    placed = any(m.document == document.id for v in plans[:last] for r in v.rows for m in r.members)
    return Verdict.of(
        demands(
            state in {VolumeState.CERTIFIED, VolumeState.DEPOSITED},
            "814:VII.13-зміни",
            f"том {volume.name} не засвідчено: документи підшивають до нього без акта",
        ),
        demands(
            case.state not in {CaseState.TRANSFERRED, CaseState.DESTROYED},
            "814:VII.13-зміни",
            f"справи № {case.number} у суді вже немає",
        ),
        demands(
            number == last,
            "814:VII.13-зміни",
            f"приєднують до останнього засвідченого тому, а це том {last}",
        ),
        demands(
            not placed,
            "814:VII.13-зміни",
            f"документ «{document.title}» уже підшито до завершеного тому",
        ),
        demands(
            document.count.confirmed,
            "814:VII.13-зміни",
            f"кількість аркушів документа «{document.title}» не підтверджено",
        ),
        demands(
            sheets <= VOLUME_LIMIT,
            "814:VII.10",
            f"у томі {volume.name} стало б {sheets} арк., дозволено "
            f"не більше {VOLUME_LIMIT}: документ лягає до наступного тому",
        ),
    )
