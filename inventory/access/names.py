"""What roles and marks are called in Ukrainian.

Knows: the words on pages. Does not know: what they allow. Keeps: one term for each.
"""

from __future__ import annotations

from inventory.access.model import Restriction, Role

ROLES = {
    Role.REGISTRY: "канцелярія",
    Role.FORMER: "секретар судового засідання (формує справи)",
    Role.JUDGE: "суддя",
    Role.PRESIDENT: "голова суду, заступник голови",
    Role.CHAMBER: "секретар судової палати",
    Role.REVIEWER: "особа, що ознайомлюється зі справою",
    Role.ARCHIVIST: "архівіст",
    Role.EVIDENCE: "відповідальний за речові докази",
    Role.COMMISSION: "член експертної комісії",
    Role.HEAD: "керівник апарату",
    Role.ADMINISTRATOR: "адміністратор (документів не читає)",
}

MARKS = {
    Restriction.CLOSED_HEARING: "закрите судове засідання",
    Restriction.ADOPTION: "таємниця усиновлення",
    Restriction.COVERT: "негласні слідчі (розшукові) дії",
    Restriction.SERVICE: "для службового користування",
    Restriction.STATE: "державна таємниця",
}
