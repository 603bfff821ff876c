"""Why a document, or a page of it, could not be read or copied.

Knows: the reasons that are recorded instead of a text or a reading copy.
Does not know: what becomes of the document (it stays registered and filed either way).
Keeps: a missing program or an unwilling file is a recorded reason, never a crash.
"""

from __future__ import annotations

from vault.errors import AirlockError


class NoOcr(AirlockError):
    """Tesseract, or its model of the Cyrillic script, is not installed."""

    code = "I050"
    what = "Текст сторінки не розпізнано: немає програми розпізнавання ({missing})."
    kept = "Документ збережено без змін."
    remedy = (
        "Встановіть пакунки tesseract-ocr і tesseract-ocr-script-cyrl: текст буде додано пізніше."
    )


class NoOffice(AirlockError):
    """LibreOffice is not installed."""

    code = "I051"
    what = "Копію для читання не створено: немає LibreOffice Writer."
    kept = "Документ збережено без змін."
    remedy = "Встановіть пакунок libreoffice-writer-nogui: копію буде створено пізніше."


class NotConverted(AirlockError):
    """The document cannot be brought to PDF/A."""

    code = "I052"
    what = "Копію у форматі PDF/A не створено: {reason}."
    kept = "Документ збережено без змін; читати можна його самого."


AS_GOOD = (NotConverted.code,)
"""Codes of reasons for having no reading copy where none is missed: the PDF reads as well."""


class CopyDiffers(NotConverted):
    """The copy does not show what the original shows."""

    code = "I053"
    what = (
        "Копію для читання відкинуто: сторінка {page} відрізняється від оригіналу ({what_differs})."
    )


class OcrFailed(AirlockError):
    """Tesseract ended with an error."""

    code = "I054"
    what = "Текст сторінки не розпізнано: програма розпізнавання завершилася з помилкою ({reason})."
    kept = "Документ збережено без змін."
