"""Corrected data in the words of forms and pages: what was, what is now (Лубни 3.5).

Knows: the names of registered data, and how their values are said. Does not know: what may be
corrected. Keeps: the journal has keys and values as they were; nothing here is stored.
"""

from __future__ import annotations

from contextlib import suppress

from desk.days import moment_in
from inventory.arrangement.kinds import CASE_KINDS, find_kind
from inventory.rules.registration import DIRECTIONS
from vault import Json

CASE_NAMES = {
    "number": "номер",
    "kind": "вид",
    "title": "сторони",
    "claim": "суть вимог",
    "received_on": "надійшла",
    "proceedings": "провадження",
    "index": "індекс",
    "judge": "суддя (склад суду)",
}
DOCUMENT_NAMES = {
    "kind": "вид",
    "title": "назва",
    "index": "індекс",
    "date": "дата документа",
    "received_at": "надійшов",
    "sender": "від кого",
    "direction": "напрям",
    "original_form": "форма оригіналу",
    "copy": "копія",
    "parent": "надійшов із документом",
    "note": "примітка",
    "language": "мова",
    "channel": "спосіб надходження",
    "mailbox": "електронна адреса суду",
    "asds_number": "№ в АСДС",
    "asds_date": "дата в АСДС",
    "asds_id": "код в АСДС",
    "edrsr": "посилання в ЄДРСР",
    "late_order": "наказ про пізню реєстрацію",
    "late_reason": "причина пізньої реєстрації",
    "full_text_on": "повний текст складено",
}
_DAYS = {"date", "received_at", "received_on", "asds_date", "full_text_on"}
_FORMS = {"paper": "паперова", "electronic": "електронна"}


def name_of(key: str, *, of_case: bool = False) -> str:
    """What people call it; the key itself where it has no name."""
    return (CASE_NAMES if of_case else DOCUMENT_NAMES).get(key, key)


def value_said(value: Json, key: str) -> str:
    """A corrected value as people write it; what is no more understood, as it was kept."""
    if isinstance(value, bool):
        return "так" if value else "ні"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value or "")
    if key in _DAYS:
        with suppress(ValueError):
            return moment_in(text)
    kind = find_kind(text) if key == "kind" else None
    named = {"kind": CASE_KINDS, "direction": DIRECTIONS, "original_form": _FORMS}
    return kind.name if kind else named.get(key, {}).get(text, text)
