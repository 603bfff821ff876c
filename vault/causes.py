"""Causes in our words: what the system or a library says in English, for a Ukrainian sentence.

Knows: the common causes, by error number and by the words libraries use for them.
Does not know: where the sentence is said.
Keeps: a library's own words never come out; who wants them keeps them beside the sentence.
"""

from __future__ import annotations

import errno
import re

OS_CAUSES = {
    errno.ENOENT: "такого файла або каталогу немає",
    errno.EACCES: "немає права доступу",
    errno.EPERM: "немає права доступу",
    errno.EISDIR: "це каталог, а не файл",
    errno.ENOTDIR: "це не каталог",
    errno.EEXIST: "така назва вже зайнята",
    errno.ENOTEMPTY: "каталог не порожній",
    errno.ENOSPC: "на диску немає місця",
    errno.EDQUOT: "вичерпано виділене місце на диску",
    errno.EFBIG: "файл завеликий для цього диска",
    errno.EROFS: "диск доступний лише для читання",
    errno.EIO: "помилка читання чи запису на диску",
    errno.ENXIO: "пристрою немає",
    errno.ENAMETOOLONG: "задовга назва",
    errno.ELOOP: "посилання веде по колу",
    errno.EMFILE: "відкрито забагато файлів",
    errno.ENFILE: "відкрито забагато файлів",
    errno.EBUSY: "файл зайнятий іншою програмою",
    errno.ETXTBSY: "файл зайнятий іншою програмою",
    errno.EXDEV: "це різні диски",
    errno.ESTALE: "мережевий диск від'єднано",
    errno.EADDRINUSE: "порт уже зайнято",
    errno.EADDRNOTAVAIL: "у цього комп'ютера немає такої адреси",
    errno.EHOSTDOWN: "комп'ютер у мережі не відповідає",
    errno.EHOSTUNREACH: "комп'ютер у мережі недосяжний",
    errno.ECONNREFUSED: "у з'єднанні відмовлено",
    errno.ECONNRESET: "з'єднання обірвано",
    errno.EPIPE: "з'єднання обірвано",
    errno.ETIMEDOUT: "час очікування відповіді вичерпано",
}
OTHER_OS_CAUSE = "операційна система відмовила"

_CUT_SHORT = (
    r"truncat|cut short|unexpected end|end of (file|stream|data)|premature|eof\b|out of data"
    "|not complete|incomplete|insufficient data|zero bytes"
)
BY_WORDS = (
    (r"encrypt|password", "захищено паролем"),
    (r"permission", "немає права доступу"),
    (r"text_chunk|too (large|big|many|deep)|exceed|deeply", "вміст завеликий або завкладений"),
    (r"crc|checksum", "контрольна сума не збігається"),
    (_CUT_SHORT, "дані обірвано"),
    (
        r"trailer|/root|startxref|xref|pdf header|not a pdf|data format error",
        "у файлі бракує змісту, за яким його відкривають",
    ),
    (r"decoder|broken data|corrupt|decompress|zlib|inflate|huffman", "стиснуті дані пошкоджено"),
    (r"not well-formed|mismatched tag|syntax error|invalid token|entity", "порушено запис XML"),
    (r"not a zip|central directory|bad magic|local header", "порушено будову архіву"),
    (
        r"bad length|expected 0x|asn\.?1|\bder\b|\btag\b|no content type|signer",
        "порушено запис ASN.1",
    ),
    (r"codec can't|invalid (start|continuation) byte", "текст не в тому кодуванні, яке обіцяно"),
)


def os_cause(error: OSError) -> str:
    """What the operating system refused with."""
    number = error.errno or (errno.ETIMEDOUT if isinstance(error, TimeoutError) else 0)
    return OS_CAUSES.get(number, OTHER_OS_CAUSE)


def cause(said: object) -> str:
    """The common cause that a library's words mean; empty when it is none of those."""
    if isinstance(said, OSError) and said.errno in OS_CAUSES:
        return OS_CAUSES[said.errno]
    words = str(said).lower()
    return next((ours for theirs, ours in BY_WORDS if re.search(theirs, words)), "")
