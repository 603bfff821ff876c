"""Plainly invented values for the forms."""

from __future__ import annotations

import dataclasses
import datetime as dt

from inventory.forms import (
    ActHead,
    Approver,
    CertificationNote,
    Cover,
    Envelope,
    FilesAct,
    Findings,
    FormationNote,
    FormationRow,
    FoundDocument,
    GivenRow,
    HandedFile,
    HandedPosition,
    HandedVolume,
    HandoverAct,
    InternalInventory,
    InventoryRow,
    JudgedFile,
    LaterChange,
    Position,
    ReadingRegister,
    ReportOnSignatures,
    SearchResults,
    SeparatorSheet,
    Signatory,
    SpineLabel,
    StandIn,
    TransferAct,
    TransferredInventory,
    VolumeName,
    WitnessAct,
    claim,
)
from inventory.registration.separators import Separator, new_serial

COURT = "Зразківський районний суд Прикладної області"
NAME = VolumeName(court=COURT, case="757/12345/25", volume="2", volumes=3)
JUDGE = Signatory("Суддя", "З. З. Зразок", dt.date(2025, 5, 3))
CLERK = Signatory("Секретар судового засідання", "П. П. Приклад", dt.date(2025, 5, 3))
ARCHIVIST = Signatory("Архіваріус", "А. А. Вигадана")

COVER = Cover(
    name=NAME,
    proceedings=("2/757/4006/25",),
    subject=claim(
        ("Позивач", "Зразок Зиновій Зиновійович"),
        ("Відповідач", "ТОВ «Приклад і партнери»"),
        gist="про стягнення заборгованості за договором позики",
        counterclaim="про визнання договору недійсним",
    ),
    received_on=dt.date(2025, 5, 3),
    finished_on=dt.date(2025, 12, 1),
    sheets=248,
    retention="5 років",
    reference=("7", "1", "42"),
)

NOTE = CertificationNote(
    name=NAME,
    last=248,
    inventory_sheets=2,
    lettered=("12ґ", "12а", "12б", "12в", "12г"),
    missing=(7, 8, 9, 30),
    unnumbered=("паспорт (між арк. 14 і 15)", "свідоцтво про народження (після арк. 40)"),
    pasted=("21", "20", "22", "40"),
    large=("15",),
    envelopes=(Envelope(label="200", enclosed=21), Envelope(label="30", enclosed=3)),
    corrections=("аркуш 45 помилково мав номер 46",),
    compiler=CLERK,
    changes=(
        LaterChange(
            on=dt.date(2026, 1, 5),
            text="Пошкоджено аркуш 17",
            basis="акт від 05.01.2026 № 1",
            by=ARCHIVIST,
        ),
    ),
)

HEAD = ActHead(
    court=COURT,
    number="12",
    on=dt.date(2025, 12, 1),
    place="м. Прикладів",
    basis="графіка передавання справ на 2025 рік",
    copies=("канцелярія суду", "архів суду"),
)

HANDOVER = HandoverAct(
    head=HEAD,
    handed_by="канцелярія суду",
    taken_by="архів суду",
    files=(
        HandedFile(
            number="757/12345/25",
            title="Зразок З. З. до ТОВ «Приклад» про стягнення боргу",
            first_on=dt.date(2025, 5, 3),
            last_on=dt.date(2025, 12, 1),
            volumes=(
                HandedVolume(label="1", sheets=250, inventory_sheets=2),
                HandedVolume(label="2", sheets=31, inventory_sheets=1, notes="диск"),
            ),
        ),
        HandedFile(
            number="757/2/25",
            title="Про надання дозволу",
            volumes=(HandedVolume(label="1", sheets=20, inventory_sheets=1),),
        ),
    ),
    giver=CLERK,
    taker=ARCHIVIST,
)

ACT = WitnessAct(
    head=ActHead(
        court=COURT,
        number="2025/Н-1",
        on=dt.date(2025, 5, 3),
        place="м. Прикладів",
        basis="пункт 6 розділу II Інструкції з діловодства",
        copies=("відправникові: ТОВ «Приклад»", "до вхідних документів (справа № 757/12345/25)"),
    ),
    title="про відсутність або пошкодження документів, додатків чи упаковки, що надійшли до суду",
    opening="Під час приймання кореспонденції, що надійшла 02.05.2025, відправник: "
    "ТОВ «Приклад» (рекомендований лист № 0100000000000), справа № 757/12345/25, виявлено таке:",
    documents=("Позовна заява (02.05.2025, № 17)",),
    found=(
        Position(item="Додаток 3: квитанція", fact="відсутність", notes="є в переліку додатків"),
        Position(item="Пакет", fact="пошкоджена упаковка", sheets="5–8"),
    ),
    remarks="Відправника повідомлено.",
    report="Про виявлене доповідається керівникові апарату суду.",
    present=(CLERK, Signatory("Консультант суду", "Н. Н. Взірець")),
    dissents=((Signatory("Консультант суду", "Н. Н. Взірець"), "Пакет надійшов цілим."),),
)

HANDED = FilesAct(
    head=dataclasses.replace(HEAD, copies=("особі, яка передала", "особі, яка прийняла")),
    title="приймання-передавання справ та документів",
    opening="У зв'язку зі звільненням (дата звільнення 30 грудня 2025 року) передають такі справи:",
    report="Про передавання повідомляється голові суду.",
    items=(
        HandedPosition(
            number="757/12345/25",
            title="Зразок З. З. до ТОВ «Приклад» про стягнення боргу",
            received_on=dt.date(2025, 5, 3),
            volumes=2,
            sheets=281,
            state="у провадженні",
        ),
        HandedPosition(
            number="17-вх",
            title="Лист",
            received_on=None,
            volumes=0,
            sheets=2,
            state="документ",
        ),
    ),
    giver=CLERK,
    taker=Signatory("Керівник канцелярії", "К. К. Взірець"),
    staff=(ARCHIVIST, Signatory("Консультант суду", "Н. Н. Взірець")),
)

READINGS = ReadingRegister(
    court=COURT,
    on=dt.date(2025, 5, 3),
    rows=(
        GivenRow(
            on=dt.date(2025, 3, 3),
            number="757/12345/25",
            reader="В. В. Вигаданко; адвокат; представник позивача",
            shown="посвідчення адвоката № 00000, видане вигаданою радою",
            basis="заява: № 3 від 01.03.2025; голова суду: резолюція від 02.03.2025",
            read="03.03.2025 10:05 – 04.03.2025 12:00, переглядів: 7",
            until="до 10.03.2025",
        ),
        GivenRow(
            on=dt.date(2025, 3, 5),
            number="757/1/25",
            reader="О. О. Вигадана; учасник справи; відповідачка",
            shown="паспорт № 000000000",
            basis="заява: 04.03.2025; суддя (суддя-доповідач): дозволяю, 05.03.2025",
            read="ще не ознайомлювалися",
            until="скасовано 06.03.2025: резолюція від 06.03.2025",
        ),
    ),
    clerk=CLERK,
)

FORMATION = FormationNote(
    court=COURT,
    on=dt.date(2025, 12, 30),
    first=dt.date(2025, 1, 1),
    last=dt.date(2025, 12, 31),
    inspections=3,
    rows=(
        FormationRow(
            unit="відділ судових справ",
            responsible="О. О. Вигадана",
            files=12,
            faults=(("внутрішній опис не підписано", 3), ("немає засвідчувального напису", 1)),
        ),
        FormationRow(unit="канцелярія", responsible="не зазначено", files=2, faults=()),
    ),
    compiler=CLERK,
)

TRANSFER = TransferAct(
    head=HEAD,
    archive="Державний архів Прикладної області",
    fonds=("Р-7", "Зразківський районний суд"),
    years=("2005", "2010"),
    inventories=(
        TransferredInventory(
            title="Опис справ постійного зберігання", number="1", copies=3, units=41
        ),
        TransferredInventory(
            title="Опис справ з кадрових питань", number="2-ос", copies=2, units=110
        ),
    ),
    finding_aids="історична довідка, передмова до опису",
    commissions=(
        Approver(position="ЕК суду", on=dt.date(2025, 5, 3), document="5"),
        Approver(position="ЕПК державного архіву"),
    ),
    heads=(
        Approver(position="Голова суду", name="З. З. Зразок"),
        Approver(position="Директор державного архіву", name="Д. Д. Приклад"),
    ),
    giver=ARCHIVIST,
    taker=Signatory("Головний спеціаліст", "Г. Г. Вигаданий"),
)

_KYIV = dt.timezone(dt.timedelta(hours=3))

FINDINGS = Findings(
    verdict="Підпис дійсний",
    status="кваліфікований електронний підпис (КЕП)",
    signer="Зразок Зиновій Зиновійович",
    organisation="Товариство з обмеженою відповідальністю «Зразок»",
    rnokpp="1234567890",
    edrpou="12345678",
    issuer="Зразковий надавач довірчих послуг",
    serial="2B" * 20,
    kind="CAdES-X",
    algorithm="ДСТУ 4145 з ГОСТ 34.311",
    claimed_at=dt.datetime(2025, 5, 3, 14, 0, tzinfo=_KYIV),
    proven_at=dt.datetime(2025, 5, 3, 14, 0, 2, tzinfo=_KYIV),
    proven_by="Зразкова служба позначок часу",
    signature_intact=True,
    content_intact=True,
    covers="whole",
    changed="n/a",
    result="TOTAL-PASSED",
    remarks=("Сертифікат був чинний на час підписання.",),
)
UNCERTAIN = dataclasses.replace(
    FINDINGS,
    verdict="Дійсність підпису не встановлено",
    status="не встановлено, бо не встановлено дійсності підпису",
    reasons=(
        "Підпис відповідає змісту документа.",
        "Особу підписувача не підтверджено: його сертифікат не пов'язано з довіреним надавачем.",
    ),
    remedies=("Перевірте ще раз, коли матимете чинний Довірчий список.",),
    proven_at=None,
    result="INDETERMINATE / NO_CERTIFICATE_CHAIN_FOUND",
    remarks=(
        "Час підписання вказано за годинником підписувача; його нічим не доведено.",
        "Сертифікат названо кваліфікованим, але за Довірчим списком це не перевірено.",
    ),
)
REPORT = ReportOnSignatures(
    court=COURT,
    document="Позовна заява, № 2-123/25 від 03.05.2025",
    files=(
        JudgedFile(name="pozov.pdf", sha256="ab" * 32, size=123_456),
        JudgedFile(name="pozov.pdf.p7s", sha256="cd" * 32, size=4_321, what="підпис"),
    ),
    findings=(FINDINGS,),
    trust="Довірчий список України, знімок від 01.05.2025",
    judged_at=dt.datetime(2025, 5, 3, 14, 5, 33, tzinfo=_KYIV),
    program="Справа 0.1.0",
    checker=CLERK,
)


def inventory(
    rows: int, *, title: str = "Ухвала про відкриття провадження", duplex: bool = False
) -> InternalInventory:
    """An inventory of `rows` documents of two sheets each."""
    return InternalInventory(
        name=NAME,
        rows=tuple(
            InventoryRow(
                index=f"2-{1200 + row}/25",
                on=dt.date(2025, 5, 3),
                title=title,
                first=str(2 * row + 1),
                last=str(2 * row + 2),
                notes="копія" if row % 7 == 3 else "",
            )
            for row in range(rows)
        ),
        judge=JUDGE,
        clerk=CLERK,
        duplex=duplex,
    )


FOUND = SearchResults(
    court=COURT,
    query='борг OR "договір позики"',
    narrowed=("Рік: 2025, без дати", "Вид документа: Позовна заява"),
    made="03.05.2025 14:05, П. П. Приклад",
    found=2000,
    rows=(
        FoundDocument(
            case="757/12345/25",
            place="т. 1, арк. 12а",
            title="Позовна заява про стягнення боргу",
            kind="Позовна заява",
            date=dt.date(2025, 5, 3),
            words="… прошу стягнути <борг> за договором позики №*17* …",
        ),
        FoundDocument(
            case="757/1/19", place="с. 3", title="Заява", kind="Заява", date=None, words=""
        ),
    ),
)
MISSING = (
    StandIn("3", "33dfd38eac01d39a", "План меж", "копію для читання ще не створено"),
    StandIn("12а", "d813d676da393db8", "Ухвала «про все»", "оригінал тут лише описано"),
)

SEPARATORS = [
    SeparatorSheet(
        separator=Separator(
            serial=new_serial(bytes(range(16))),
            case_key="main:757/12345/25",
            number="757/12345/25",
            kind="claim",
            title="Позовна заява про стягнення боргу",
            index="123/25",
            date="2025-05-03",
        ),
        kind="Позовна заява",
    ),
    SeparatorSheet(
        separator=Separator(
            serial=new_serial(bytes(range(16, 32))),
            case_key="main:757/12345/25",
            number="757/12345/25",
            kind="annex",
            annex=True,
            duplex=True,
        ),
        kind="Додаток",
    ),
]
LABELS = [
    SpineLabel(
        case="757/12345/25",
        title="Зразок З. З. до ТОВ «Приклад і партнери» про стягнення боргу",
        volume="Том 2 з 3",
        years="2025–2026",
        reference=("7", "1", "42"),
        until="5 років",
    ),
    SpineLabel(case="757/2/25", title=""),
]
