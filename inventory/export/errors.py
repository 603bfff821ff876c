"""What can stop an export.

Knows: the sentence that names the document.
Does not know: what is done about it.
Keeps: a file is exported whole or not at all.
"""

from __future__ import annotations

from vault.errors import AirlockError


class NotExportable(AirlockError):
    """A document's pages cannot be taken into the file that is being made."""

    code = "X001"
    what = "Сторінки документа «{title}» не вдалося взяти до файлу: {reason}."
    kept = "Оригінал збережено без змін; файл не створено."
    remedy = "Перегляньте документ; якщо він пошкоджений, потрібна нова копія для читання."
