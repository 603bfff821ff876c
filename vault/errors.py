"""Errors people can act on.

Every error names itself by a stable code, ends the process with a stable exit code, and says in
Ukrainian what happened, what was left untouched and what to do. The table
docs/generated/EXIT_CODES.md is made from these classes and tests hold it true.

A verdict is a value; an error is an exception. `RuleViolation` exists only where a service must
refuse.

Knows: the family, and the vault's own members. Does not know: those of the packages above.
Keeps: a code is never reused; details are values, put into words only when shown.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import ClassVar

from vault.verdict import Verdict


class ExitCode(enum.IntEnum):
    """What the process tells its caller; stable (docs/generated/EXIT_CODES.md)."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    ATTENTION = 4
    CONFLICT = 5
    NO_VAULT = 10
    LOCKED = 11
    TOO_NEW = 12
    DISK_FULL = 13
    INTEGRITY = 20
    NOT_JUDGED = 30
    NOT_SIGNED = 31
    NOT_TAKEN = 40
    INTERRUPTED = 130


class ArchiveError(Exception):
    """The root of everything we raise on purpose.

    Attributes:
        code: stable short name of the error.
        exit: exit code of the process.
        what: template of the sentence that says what happened.
        kept: template of the sentence that says what was left untouched.
        remedy: template of the sentence that says what to do next.
        details: the typed values the templates are filled from.
    """

    code: ClassVar[str] = "A000"
    exit: ClassVar[ExitCode] = ExitCode.BUG
    what: ClassVar[str] = "Непередбачена помилка: {reason}."
    kept: ClassVar[str] = "Сховище не змінено."
    remedy: ClassVar[str] = "Повідомте розробників: це наша помилка."

    def __init__(self, **details: object) -> None:
        """Keep the details and make the full sentence."""
        self.details: Mapping[str, object] = details
        super().__init__(f"[{self.code}] {' '.join(self.sentences())}")

    def sentences(self) -> tuple[str, str, str]:
        """What, kept and remedy, filled in."""
        return (
            self.what.format(**self.details),
            self.kept.format(**self.details),
            self.remedy.format(**self.details),
        )


class UsageError(ArchiveError):
    """The request itself makes no sense."""

    code = "U001"
    exit = ExitCode.USAGE
    what = "Запит незрозумілий: {reason}."
    remedy = "Виправте запит і повторіть."


class BadConfig(UsageError):
    """sprava.toml cannot be used."""

    code = "U002"
    what = "Налаштування у «{path}» непридатні: {reason}."
    remedy = "Виправте файл налаштувань і повторіть."


class NotFound(UsageError):
    """What was named is not in the vault."""

    code = "U003"
    what = "Не знайдено: {what_for} «{name}»."
    remedy = "Перевірте назву або номер."


class RuleViolation(ArchiveError):
    """The law says no; carries the whole verdict."""

    code = "L001"
    exit = ExitCode.REFUSED
    what = "Правила не дозволяють: {objections}."
    remedy = "Усуньте названі причини й повторіть; що вже зроблено, вдруге робити не треба."

    def __init__(self, *, verdict: Verdict, **details: object) -> None:
        """Fill the objections in, each under its clause."""
        self.verdict = verdict
        listed = "; ".join(f"{o.text} ({o.clause})" for o in verdict.objections)
        super().__init__(objections=listed, **details)


class Conflict(ArchiveError):
    """Somebody changed meanwhile what the request was about."""

    code = "C001"
    exit = ExitCode.CONFLICT
    what = "Дані тим часом змінилися: {reason}."
    remedy = "Перегляньте теперішній стан і повторіть."


class VaultError(ArchiveError):
    """The vault as a whole cannot be used now."""

    code = "V001"
    exit = ExitCode.NO_VAULT
    what = "Сховищем «{path}» не можна скористатися: {reason}."
    remedy = "Перевірте шлях до сховища."


class NoVault(VaultError):
    """There is no vault at the path."""

    code = "V010"
    what = "За шляхом «{path}» немає сховища."
    kept = "Нічого не створено й не змінено."
    remedy = "Укажіть сховище (--vault або SPRAVA_VAULT) чи створіть його (sprava init)."


class VaultExists(VaultError):
    """A vault cannot be made where something already is."""

    code = "V014"
    exit = ExitCode.USAGE
    what = "Каталог «{path}» не порожній, тому сховище в ньому не створюється."
    kept = "Наявні файли не змінено."
    remedy = "Укажіть порожній або новий каталог."


class NoBackup(VaultError):
    """There is no complete backup at the path."""

    code = "V015"
    what = "За шляхом «{path}» немає завершеної страхової копії."
    kept = "Нічого не створено й не змінено."
    remedy = "Укажіть іншу копію; перервану можна завершити (sprava backup)."


class BackupMismatch(VaultError):
    """The target holds a copy of another vault, or of a later state of this one."""

    code = "V016"
    exit = ExitCode.USAGE
    what = "У «{path}» копія іншого сховища або пізнішого стану цього."
    kept = "Ту копію не змінено."
    remedy = "Укажіть інший або порожній каталог для страхової копії."


class VaultLocked(VaultError):
    """Another process holds the vault longer than we wait."""

    code = "V011"
    exit = ExitCode.LOCKED
    what = "Сховище «{path}» зайняте іншим процесом понад {seconds} с."
    remedy = "Зачекайте завершення іншої роботи й повторіть."


class FormatTooNew(VaultError):
    """The vault was written by a later version of the program."""

    code = "V012"
    exit = ExitCode.TOO_NEW
    what = "Сховище «{path}» має формат {found}, а ця програма знає формат {known}."
    remedy = "Оновіть програму."


class DiskFull(VaultError):
    """No space is left for a durable write."""

    code = "V013"
    exit = ExitCode.DISK_FULL
    what = "Немає місця на диску, щоб записати «{path}»."
    kept = "Усе прийняте раніше збережено; незавершений запис прибрано."
    remedy = "Звільніть місце й повторіть: робота продовжиться з того самого місця."


class NoAccess(VaultError):
    """The operating system does not let us."""

    code = "V017"
    what = "Немає прав на «{path}»."
    kept = "Нічого не змінено."
    remedy = "Зверніться до адміністратора: потрібні права читання й запису на сховище."


class ReadOnly(VaultError):
    """The vault can be read, but not written."""

    code = "V018"
    what = "Сховище можна лише читати: «{path}» не записується ({reason})."
    kept = "Нічого не змінено."
    remedy = "Щоб змінювати, дайте програмі право запису на сховище й повторіть."


class IntegrityError(VaultError):
    """What the vault holds is not what it recorded. Stop and report; never repair by itself."""

    code = "V002"
    exit = ExitCode.INTEGRITY
    what = "Порушено цілісність сховища: {reason}."
    kept = "Сховище нічого не виправляло й не видаляло."
    remedy = "Не продовжуйте роботу; відновіть дані зі страхової копії (sprava restore)."


class FixityError(IntegrityError):
    """Stored bytes no longer match the digest recorded when they came in."""

    code = "V020"
    what = "Вміст «{path}» змінився: записано {expected:.12}…, прочитано {actual:.12}…."
    remedy = "Відновіть файл зі страхової копії (sprava restore)."


class MissingContent(IntegrityError):
    """A content the journal names is in no place."""

    code = "V021"
    what = "Вмісту {sha512:.12}… немає ні на полиці, ні в сховищі томів."
    remedy = "Відновіть файл зі страхової копії (sprava restore)."


class BrokenJournal(IntegrityError):
    """The journal's chain does not hold."""

    code = "V022"
    what = "Журнал пошкоджено в «{segment}», рядок {line}: {reason}."
    remedy = "Відновіть журнал зі страхової копії (sprava restore)."


class DiskFailed(IntegrityError):
    """The disk does not take a write, though it has space."""

    code = "V029"
    what = "Диск не записує «{path}»: {reason}."
    kept = "Усе прийняте раніше збережено; незавершений запис не зараховано."
    remedy = "Припиніть роботу, перевірте диск, потім перевірте все сховище (sprava check)."


class BrokenCatalogue(IntegrityError):
    """The catalogue's file is damaged; it holds nothing the journal does not."""

    code = "V025"
    what = "Каталог «{path}» пошкоджено ({reason})."
    kept = "Документи й журнал не зачеплено: каталог складається з журналу."
    remedy = (
        "Закрийте інші програми, що працюють зі сховищем, і створіть каталог заново "
        "(sprava rebuild)."
    )


class AirlockError(ArchiveError):
    """A hostile or broken input could not be opened within the limits."""

    code = "I001"
    exit = ExitCode.NOT_TAKEN
    what = "Файл не вдалося опрацювати: {reason}."
    kept = "Файл збережено без змін."
    remedy = "Перевірте файл або попросіть відправника надіслати його ще раз."


class Unreadable(AirlockError):
    """The bytes are not what their format promises."""

    code = "I010"
    what = "Файл пошкоджено або він не відповідає своєму формату: {reason}."


class TooLarge(AirlockError):
    """A limit on size, pages, pixels, nesting or ratio is passed."""

    code = "I020"
    what = "Перевищено межу: {reason}."
    remedy = "Розділіть файл на менші або змініть межі в sprava.toml."


class TimedOut(AirlockError):
    """The child process did not finish in time."""

    code = "I021"
    what = "Опрацювання не завершилося за {seconds} с."


class OutOfMemory(AirlockError):
    """The child process needed more memory than it may have."""

    code = "I022"
    what = "Для опрацювання файлу потрібно більше пам'яті, ніж дозволено ({mib} МБ)."


class ChildDied(AirlockError):
    """The child process ended by itself while it worked on the file."""

    code = "I023"
    what = "Процес, що опрацьовував файл, аварійно завершився ({reason})."


class Encrypted(AirlockError):
    """The content is encrypted."""

    code = "I030"
    what = "Файл зашифровано або захищено паролем."
    remedy = "Попросіть відправника надіслати файл без пароля."


class ActiveContent(AirlockError):
    """The content would run by itself when opened."""

    code = "I031"
    what = "Файл містить активний вміст: {reason}."
    remedy = "Попросіть відправника надіслати файл без сценаріїв і вкладених програм."
