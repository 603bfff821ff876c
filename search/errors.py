"""Errors of searching.

Knows: what can go wrong between a reader's words and an answer.
Does not know: how an engine stores anything.
Keeps: whatever was typed into the search box, nothing but these come out.
"""

from __future__ import annotations

from vault.errors import ExitCode, UsageError, VaultError, VaultLocked


class QuerySyntaxError(UsageError):
    """There is nothing in the query that could be searched for."""

    code = "Q001"
    what = "Запит незрозумілий: {reason}."
    kept = "Нічого не змінено."
    remedy = (
        "Виправте запит: слово, «точна фраза», початок*, ТА, АБО, НЕ (також AND, OR, NOT), "
        "справа:757/12345/25."
    )


class NoSuchKind(QuerySyntaxError):
    """No kind of documents is called so."""

    code = "Q004"
    what = "Виду документів «{name}» немає{nearest}."
    remedy = "Перегляньте види (sprava kinds)."


class WordsTooCommon(QuerySyntaxError):
    """Whether the words stand near one another would have to be read in too many documents.

    Counted are only documents that the reader may see and that all else in the query lets through.
    """

    code = "Q006"
    what = (
        "Слова запиту «{query}» разом є в понад {most} документах: забагато, щоб у кожному "
        "перевірити, чи стоять вони поруч."
    )
    remedy = (
        "Додайте до запиту справу, рік (дата:2025) чи рідше слово або шукайте поруч лише два слова."
    )


class QueryTooLarge(QuerySyntaxError):
    """To read it, or to look for all of it, would keep everybody else waiting."""

    code = "Q007"
    what = "Запит завеликий: понад {most} {reason}."


class IndexBroken(VaultError):
    """The full-text index is damaged, missing, or made by another version; it must be made anew.

    The index only follows the journal, so nothing of the archive is lost with it.
    """

    code = "Q010"
    exit = ExitCode.INTEGRITY
    what = "Пошуковий покажчик «{path}» непридатний: {reason}."
    kept = "Документи й журнал не зачеплено: покажчик відтворюється з них."
    remedy = "Створіть покажчик заново (sprava rebuild)."


class IndexBusy(VaultLocked):
    """Another process writes to the full-text index longer than we wait."""

    code = "Q011"
    what = "У пошуковий покажчик «{path}» понад {seconds} с пише інший процес."
    kept = "Покажчик не змінено; документи стануть доступними для пошуку пізніше."


class EngineMissing(UsageError):
    """The library of a search engine is not installed."""

    code = "Q005"
    what = "Рушія пошуку {engine} не встановлено."
    kept = "Пошук і далі працює на тому рушії, що є."
    remedy = "Встановіть програму з доповненням {engine} або залиште наявний рушій."
