"""What verbs and pages call states, orders, defects and acts.

Knows: the Ukrainian words. Does not know: what follows from them.
Keeps: light to import: words alone.
"""

from __future__ import annotations

from inventory.arrangement.order import LegalOrder

CASE_STATES = {
    "open": "у провадженні",
    "closed": "закрита",
    "archived": "в архіві суду",
    "transferred": "передана до державного архіву",
    "destroyed": "знищена",
}
VOLUME_STATES = {
    "open": "відкритий",
    "full": "завершений",
    "certified": "засвідчений",
    "deposited": "депонований",
}
ORDERS = {
    LegalOrder.FIRST: "порядок суду першої інстанції (VII.1)",
    LegalOrder.APPEAL: "порядок документів апеляційного провадження (VII.15)",
    LegalOrder.TIME: "хронологічний порядок (VII.6)",
    LegalOrder.CONTROL: "порядок контрольного провадження (VII.22)",
    LegalOrder.ISSUE: "порядок номенклатурної справи: за датою видання",
    LegalOrder.SURNAME: "порядок номенклатурної справи: за прізвищами",
}
DEFECTS = {
    "missing": "відсутнє",
    "damaged": "пошкоджене",
    "illegible": "нечитне",
    "package": "пошкоджена упаковка",
    "lost": "втрачене",
    "replaced": "замінене",
    "resewn": "перепідшите",
    "defect": "недолік",
    "removed": "вилучене",
}
ACT_KINDS = {
    "handover": "передання до архіву суду",
    "transfer": "передання до державного архіву",
}
