"""What roles, marks, readers and what they show are called in Ukrainian.

Knows: the words on pages. Does not know: what they allow. Keeps: one term for each.
"""

from __future__ import annotations

from inventory.access.model import Restriction, Role
from inventory.access.readers import PaperKind, ReaderKind, Resolver

ROLES = {
    Role.REGISTRY: "канцелярія",
    Role.FORMER: "секретар судового засідання (формує справи)",
    Role.JUDGE: "суддя",
    Role.PRESIDENT: "голова суду, заступник голови",
    Role.CHAMBER: "секретар судової палати",
    Role.REVIEWER: "особа, що ознайомлюється зі справою",
    Role.ARCHIVIST: "архіваріус (відповідає за архів суду)",
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

READERS = {
    ReaderKind.PARTY: "учасник справи",
    ReaderKind.REPRESENTATIVE: "представник",
    ReaderKind.ADVOCATE: "адвокат",
    ReaderKind.PROSECUTOR: "прокурор",
    ReaderKind.AFFECTED: "особа, про права якої вирішив суд",
    ReaderKind.OFFICIAL: "посадова особа (аналіз, узагальнення)",
}

PAPERS = {
    PaperKind.PASSPORT: "паспорт",
    PaperKind.SERVICE_CARD: "службове посвідчення",
    PaperKind.PENSION_CARD: "пенсійне посвідчення",
    PaperKind.ADVOCATE_CARD: "посвідчення адвоката",
    PaperKind.CONTRACT: "договір про надання правової допомоги",
    PaperKind.ATTORNEY: "довіреність",
    PaperKind.WARRANT: "ордер",
    PaperKind.LEGAL_AID: "доручення органу безоплатної правової допомоги",
    PaperKind.MANDATE: "доручення представника",
    PaperKind.OTHER: "інший документ",
}

RESOLVERS = {
    Resolver.JUDGE: "суддя (суддя-доповідач)",
    Resolver.PRESIDENT: "голова суду",
    Resolver.DEPUTY: "заступник голови суду",
    Resolver.CHAMBER: "секретар судової палати",
}
