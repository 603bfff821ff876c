"""Errors of making signatures.

Knows: what can stand between a key and a signature, and what to do about each.
Does not know: who may sign; verdicts about signatures that are there.
Keeps: no detail of an error holds a password or a PIN; nothing is changed when one is raised.
"""

from __future__ import annotations

from vault.errors import ArchiveError, ExitCode, UsageError


class MakingError(ArchiveError):
    """A signature could not be made."""

    code = "G050"
    exit = ExitCode.NOT_SIGNED
    what = "Підпис не створено: {reason}."
    kept = "Файл і сховище не змінено."
    remedy = "Усуньте причину і повторіть."


class BadKey(UsageError):
    """The key file cannot be used."""

    code = "G051"
    what = "Ключ у «{path}» непридатний: {reason}."
    kept = "Нічого не підписано, файл ключа не змінено."
    remedy = "Укажіть контейнер PKCS#12 (.p12, .pfx) з ключем RSA чи ECDSA та сертифікатом."


class WrongSecret(MakingError):
    """The password or PIN is not that of the key."""

    code = "G052"
    what = "Пароль або PIN-код не підходить до ключа «{name}»."
    kept = "Нічого не підписано; введене ніде не збережено."
    remedy = "Введіть пароль ще раз; токен блокується після кількох помилок поспіль."


class TokenLocked(MakingError):
    """The token does not take a PIN any more."""

    code = "G053"
    what = "Токен «{name}» заблоковано: {reason}."
    kept = "Нічого не підписано."
    remedy = "Розблокуйте токен програмою його виробника і повторіть."


class NoToken(MakingError):
    """There is no such token, or its module does not load."""

    code = "G054"
    what = "Токен недоступний: {reason}."
    kept = "Нічого не підписано."
    remedy = "Під'єднайте токен, перевірте модуль PKCS#11 і назву токена та повторіть."


class ChooseCertificate(UsageError):
    """The token holds several certificates with keys, or none."""

    code = "G055"
    what = "На токені «{name}» не вибрано ключа: {several}."
    kept = "Нічого не підписано."
    remedy = "Назвіть сертифікат (--certificate)."


class SecretExposed(UsageError):
    """Others could read the password."""

    code = "G056"
    what = "Пароль не прочитано з «{path}»: {reason}."
    kept = "Нічого не підписано."
    remedy = "Дозвольте читати файл лише собі (chmod 600) і повторіть."


class NobodyToAsk(UsageError):
    """No password was given, and there is no terminal."""

    code = "G057"
    what = "Потрібен пароль ключа, а запитати нікого."
    kept = "Нічого не підписано."
    remedy = (
        "Запустіть команду в терміналі або вкажіть, звідки взяти пароль "
        "(--secret-file, --secret-fd)."
    )


class UnfitCertificate(MakingError):
    """The certificate does not allow such a signature now."""

    code = "G058"
    what = "Сертифікат «{name}» не годиться: {reason}."
    kept = "Нічого не підписано."
    remedy = "Візьміть чинний сертифікат, призначений для такого підпису або печатки."


class AuthorityFailed(MakingError):
    """The time-stamping authority gave no usable time-stamp."""

    code = "G059"
    what = "Позначки часу від {url} не отримано: {reason}."
    kept = "Файл і сховище не змінено; підпису без позначки часу не залишено."
    remedy = "Повторіть пізніше або вкажіть іншу службу (signing.tsa у sprava.toml, --tsa)."


class NoAuthority(UsageError):
    """A time-stamp is needed, and nobody is named who gives it."""

    code = "G060"
    what = "Потрібна позначка часу, а служби позначок часу не вказано."
    kept = "Нічого не підписано."
    remedy = "Укажіть її адресу: signing.tsa у sprava.toml (або --tsa)."


class NoEvidence(MakingError):
    """Revocation data that a long-term signature needs are not at hand."""

    code = "G061"
    what = "Доказів чинності сертифіката «{name}» бракує: {reason}."
    kept = "Файл і сховище не змінено."
    remedy = (
        "Додайте сертифікати ЦСК до trust.anchors, списки відкликаних до signing.revocation "
        "або дозвольте їх завантажити (--fetch)."
    )


class NotSignable(MakingError):
    """The PDF does not take another signature."""

    code = "G062"
    what = "Цей PDF підписати не можна: {reason}."
    kept = "Файл не змінено."
    remedy = "Підпишіть файл окремим підписом (--detached) або виготовте інший PDF."


class NoRoom(MakingError):
    """There is no place for the mark that hides nothing."""

    code = "G063"
    what = "Для видимої відмітки на сторінці {page} немає вільного місця."
    kept = "Файл не змінено."
    remedy = "Укажіть іншу сторінку (--page) або підпишіть без відмітки."


class NotIntact(MakingError):
    """What was made does not pass our own judgement; it is thrown away."""

    code = "G064"
    what = "Створений підпис не пройшов власної перевірки: {reason}."
    kept = "Його знищено; файл і сховище не змінено."
    remedy = "Перевірте, чи ключ відповідає сертифікатові; якщо так, повідомте розробників."


class NotArchivable(MakingError):
    """The proof of this signature cannot be made longer."""

    code = "G066"
    what = "Доказ підпису не подовжено: {reason}."
    kept = "Документ і попередні докази не змінено."
    remedy = "Перевірте документ (sprava verify-again) і повторіть."


class NoTokenSupport(UsageError):
    """The library for tokens is not installed."""

    code = "G065"
    what = "Токени PKCS#11 не підтримуються: бібліотеки python-pkcs11 не встановлено."
    kept = "Нічого не підписано."
    remedy = "Встановіть її (pip install --require-hashes -r constraints-pkcs11.txt)."
