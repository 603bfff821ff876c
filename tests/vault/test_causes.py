"""What the system and libraries say, in Ukrainian sentences."""

from __future__ import annotations

import errno
import re

import pytest

from vault.airlock.errors import unreadable
from vault.causes import OTHER_OS_CAUSE, cause, os_cause

LATIN = re.compile("[A-Za-z]{3,}")


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("unable to find /Root dictionary", "у файлі бракує змісту, за яким його відкривають"),
        ("decoder error -2", "стиснуті дані пошкоджено"),
        (
            "Decompressed data too large for PngImagePlugin.MAX_TEXT_CHUNK",
            "вміст завеликий або завкладений",
        ),
        ("image file is truncated (5 bytes not processed)", "дані обірвано"),
        ("cut short", "дані обірвано"),
        ("Bad CRC-32 for file 'a.xml'", "контрольна сума не збігається"),
        ("File is not a zip file", "порушено будову архіву"),
        (PermissionError(errno.EACCES, "Permission denied"), "немає права доступу"),
        ("something nobody has thought of", ""),
    ],
)
def test_common_causes_are_told_in_ukrainian(said: object, ours: str) -> None:
    assert cause(said) == ours


@pytest.mark.parametrize("said", ["unable to find /Root dictionary", "whatever", OSError(5, "EIO")])
def test_a_librarys_words_stay_beside_the_sentence(said: object) -> None:
    error = unreadable("файл", said, "/vault/shelf/aa")

    assert not LATIN.search(error.sentences()[0])
    assert error.details["said"] == str(said)


def test_a_refusal_of_the_system_always_has_ukrainian_words() -> None:
    assert os_cause(OSError(errno.ENOSPC, "No space left on device")) == "на диску немає місця"
    assert os_cause(TimeoutError()) == "час очікування відповіді вичерпано"
    assert os_cause(OSError(errno.EBADMSG, "Bad message")) == OTHER_OS_CAUSE
