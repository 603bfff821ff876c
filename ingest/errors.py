"""Why a file was not registered.

Knows: every reason the inbox can give, each under a stable code, with what to do about it.
Does not know: what is wrong inside a file (the airlock says that in errors of its own).
Keeps: an error here is never the end of the watcher; it becomes the reason of one outcome.
"""

from __future__ import annotations

from vault.errors import (
    AirlockError,
    ArchiveError,
    Conflict,
    ExitCode,
    NotFound,
    RuleViolation,
    UsageError,
)


class IngestError(ArchiveError):
    """A file could not be taken."""

    code = "I040"
    exit = ExitCode.NOT_TAKEN
    what = "Файл не взято зі скриньки: {reason}."
    kept = "Файл лишився на місці без змін."
    remedy = "Усуньте причину: файл буде взято під час наступного огляду скриньки."


class NoInbox(IngestError):
    """The inbox's folder is not there or does not answer."""

    code = "I063"
    what = "Скринька «{path}» недоступна."
    kept = "Те, що взято раніше, збережено."
    remedy = "Перевірте каталог (налаштування inbox.path) і чи під'єднано мережевий диск."


class OutsideCaseFolder(IngestError):
    """It lies where no case file is named."""

    code = "I041"
    what = "Файл лежить у скриньці поза каталогом справи."
    remedy = "Перекладіть файл до каталогу з номером справи (757_12345_25 означає 757/12345/25)."


class TooDeep(IngestError):
    """It lies in a folder inside the folder of a case file."""

    code = "I042"
    what = "Файл лежить у каталозі всередині каталогу справи."
    remedy = "Перекладіть файл просто до каталогу справи."


class NotAPlainFile(IngestError):
    """A link, a pipe, a device."""

    code = "I043"
    what = "Це не звичайний файл, а посилання або особливий файл."
    remedy = "Покладіть до скриньки сам файл."


class StillWritten(IngestError):
    """Somebody is writing it, or it changed while it was read."""

    code = "I044"
    what = "Файл ще записується."
    remedy = "Дочекайтеся кінця запису: файл буде взято, щойно він перестане змінюватися."


class NotReady(IngestError):
    """Only files with a marker are taken, and this one has none."""

    code = "I066"
    what = "Файл чекає на позначку «{name}.ready»: без неї файли не беруться (ready_only)."
    remedy = "Коли файл записано повністю, покладіть поруч порожній файл «{name}.ready»."


class LeftBehind(IngestError):
    """Its name says hidden, temporary or half written, and it has stood still for long."""

    code = "I069"
    what = "Назва каже, що це прихований чи недописаний файл; він не змінюється понад добу."
    remedy = (
        "Якщо це документ, перейменуйте його: без крапки на початку і без «.part», «.tmp» чи "
        "«.ready» наприкінці; якщо ні, приберіть зі скриньки."
    )


class ParentMissing(IngestError):
    """The document it came with is not registered."""

    code = "I045"
    what = "Документ «{parent}», з яким надійшов файл, у цій справі не зареєстровано."
    remedy = "Покладіть до каталогу справи й той документ або виправте ключ parent у картці."


class SignatureAlone(IngestError):
    """A detached signature without the file it signs."""

    code = "I046"
    what = "Це відокремлений підпис, а файла, який ним підписано, поруч немає."
    remedy = "Покладіть поруч підписаний файл (для «x.pdf.p7s» це «x.pdf»)."


class CardAlone(IngestError):
    """A registration card without its document."""

    code = "I047"
    what = "Це реєстраційна картка, а файла документа поруч немає."
    remedy = "Покладіть поруч файл документа (для «x.pdf.card.json» це «x.pdf»)."


class Repeated(IngestError):
    """The same content is in the case file already and no card says why it comes again."""

    code = "I048"
    what = "Такий самий файл у цій справі вже зареєстровано (документ {document})."
    kept = "Вміст збережено один раз, повторне надходження записано."
    remedy = (
        "Зареєструйте ще раз з поясненням (sprava inbox retry {arrival} --note ЧОМУ) "
        "або відхиліть (sprava inbox reject {arrival} --reason ЧОМУ)."
    )


class NotExplained(UsageError):
    """A repeated receipt is to be registered, and nobody says why."""

    code = "I091"
    what = "Такий самий файл у справі вже зареєстровано, а чому реєструвати ще раз, не сказано."
    kept = "Нічого не зареєстровано, повторне надходження чекає."
    remedy = (
        "Поясніть у примітці (sprava inbox retry {arrival} --note ЧОМУ) "
        "або відхиліть (sprava inbox reject {arrival} --reason ЧОМУ)."
    )


class RestrictedAgain(IngestError):
    """A restricted file that may be one that is registered, or another with the same card."""

    code = "I065"
    what = "Документ з обмеженим доступом з такою назвою і карткою вже зареєстровано ({document})."
    remedy = (
        "Якщо це його копія, заберіть її зі скриньки; якщо інший документ, "
        "зазначте в картці його власний індекс або назву."
    )


class Unprocessed(AirlockError):
    """Our own program failed on the file."""

    code = "I049"
    what = "Програма не впоралася з файлом через власну помилку: {reason}."
    remedy = "Повідомте розробників і повторіть спробу після оновлення програми."


def unprocessed(error: Exception) -> Unprocessed:
    """A mistake of ours as a reason."""
    return Unprocessed(reason=f"{type(error).__name__}: {error}"[:200])


class Infected(AirlockError):
    """The virus scanner found something in the file."""

    code = "I067"
    what = "Антивірус знайшов у файлі шкідливу програму: {name}."
    remedy = "Не відкривайте файл; повідомте адміністратора й відправника."


class NotScanned(IngestError):
    """A virus scanner is configured and cannot say anything about the file."""

    code = "I068"
    what = "Антивірус не перевірив файл ({reason}), тому його не взято."
    remedy = "Перевірте службу clamd і налаштування antivirus.clamd (sprava doctor)."


class NoSuchArrival(NotFound):
    """Nothing in the inbox or the quarantine has the identifier."""

    code = "I060"
    what = "Надходження «{name}» немає ні у скриньці, ні в карантині."
    remedy = "Перегляньте перелік (sprava inbox list)."


class NotARetry(UsageError):
    """What was asked makes no sense for this arrival."""

    code = "I061"
    what = "З надходженням «{name}» цього зробити не можна: {reason}."


class RejectionRefused(RuleViolation):
    """An item may not be refused registration so."""

    code = "I070"


class UploadRefused(UsageError):
    """A file from a browser cannot go into the inbox."""

    code = "I072"
    what = "Файл не прийнято: {reason}."
    kept = "У скриньці нічого не змінилося."
    remedy = "Виправте й надішліть знову."


class NotForRegistration(IngestError):
    """A person said that it is not registered."""

    code = "I071"
    what = "Не зареєстровано: {reason}."
    kept = "Файл лежить у карантині."
    remedy = "Робити нічого не треба."


class Vanished(Conflict):
    """The file is not there any more."""

    code = "I062"
    what = "Файла «{path}» уже немає."
    remedy = "Перевірте, чи його не забрала інша робота (sprava inbox list)."


class ForeignSeparator(IngestError):
    """A page carries a separator's code that this vault never printed."""

    code = "I080"
    what = "На сторінці є код розділювача, якого це сховище не друкувало."
    kept = "Ці сторінки збережено, вони чекають; скан лишився цілим."
    remedy = (
        "Перегляньте їх. Якщо це документ цієї справи, зареєструйте "
        "(sprava inbox retry {arrival}); якщо кілька, розділіть "
        "(sprava inbox split {arrival} --at 1,4)."
    )


class DamagedSeparator(ForeignSeparator):
    """A code of a separator's size is there and cannot be read."""

    code = "I081"
    what = "На сторінці є код завбільшки як у розділювача, але він пошкоджений і не читається."


class OtherCase(ForeignSeparator):
    """The separator was printed for another case file than the one the scan was laid into."""

    code = "I082"
    what = "Розділювач надруковано для справи № {number}, а скан надійшов до іншої."
    remedy = (
        "Якщо розділювач правильний, зареєструйте сторінки у справі № {number} "
        "(sprava inbox retry {arrival}); якщо ні, відхиліть "
        "(sprava inbox reject {arrival} --reason ЧОМУ)."
    )


class AnnexAlone(ForeignSeparator):
    """A separator says «annex» and no document stands before it in the scan."""

    code = "I083"
    what = "Розділювач каже, що далі додаток, а документа перед ним у скані немає."


class UsedSeparator(ForeignSeparator):
    """A document was registered by this very sheet before."""

    code = "I084"
    what = "За цим розділювачем документ уже зареєстровано ({document})."
    remedy = (
        "Якщо це той самий документ, відхиліть "
        "(sprava inbox reject {arrival} --reason ЧОМУ); "
        "якщо інший, зареєструйте (sprava inbox retry {arrival})."
    )


class SignedScan(IngestError):
    """A scan with separators is signed as a whole: its pieces would have no signature."""

    code = "I085"
    what = "Скан із розділювачами підписано як ціле: підпис не стосувався б його частин."
    remedy = "Скануйте документи без підпису або підписаний документ окремим файлом."


class BadSplit(IngestError):
    """A file cannot be divided at these pages."""

    code = "I086"
    what = "Файл не можна поділити на документи: {reason}."
    remedy = "Назвіть перші сторінки документів за порядком, починаючи з 1 (--at 1,4,9)."


class NothingFiled(IngestError):
    """Not one document of a scan can be filed by its separators."""

    code = "I087"
    what = "За розділювачами скана нічого не зареєстровано. {reason}"
    remedy = (
        "Перекладіть скан до каталогу потрібної справи або поділіть його самі "
        "(sprava inbox list, sprava inbox split)."
    )


class OnlySeparators(IngestError):
    """A scan with nothing but separators in it."""

    code = "I090"
    what = "У скані лише розділювачі, документів між ними немає."
    remedy = "Покладіть кожен документ за його розділювачем і відскануйте стос ще раз."


class ScanRepeated(IngestError):
    """A document of the scan is in the case file already."""

    code = "I088"
    what = "Частину цього скана у справі вже зареєстровано (документ {document})."
    remedy = (
        "Якщо скан той самий, приберіть його зі скриньки; "
        "якщо ні, скануйте лише те, чого у справі ще немає."
    )


class TwinPieces(IngestError):
    """Two documents of one scan have the same bytes."""

    code = "I073"
    what = "Два документи цього скана однакові до байта: с. {first} і с. {second}."
    remedy = (
        "Якщо сторінки потрапили в скан двічі, скануйте без зайвих; якщо це два документи, "
        "скануйте їх окремо: другий буде повторним, і його можна зареєструвати."
    )


class EmptySeparator(IngestError):
    """A separator after which no page came."""

    code = "I089"
    what = "Після розділювача «{title}» (с. {page}) у скані немає жодної сторінки."
    kept = "Решту скана зареєстровано."
    remedy = "Якщо документ загубився, скануйте його з цим розділювачем ще раз."
