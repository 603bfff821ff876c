"""Mail as people's programs write it."""

from __future__ import annotations

import base64
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.vault.airlock import good
from vault.airlock import Airlock
from vault.errors import TooLarge
from vault.model import Json


def unpack(airlock: Airlock, folder: Path, data: bytes) -> Json:
    path = folder / "message"
    path.write_bytes(data)
    return airlock.call("vault.airlock.mail:unpack", path=str(path), folder=str(folder))


def test_headers_words_and_attachments(airlock: Airlock, folder: Path) -> None:
    answer = unpack(
        airlock, folder, good.eml(("розрахунок боргу.pdf", good.pdf()), ("b.txt", b"x"))
    )

    assert answer["headers"] == {
        "from": "Марко Вигаданий <marko@example.org>",
        "to": "court@example.org",
        "cc": "",
        "subject": "Позовна заява",
        "date": "2025-11-20T10:00:00+02:00",
        "message_id": "<1@example.org>",
    }
    assert answer["body"].strip() == good.TEXT
    assert [(m["file"], m["name"]) for m in answer["members"]] == [
        ("0001", "розрахунок боргу.pdf"),
        ("0002", "b.txt"),
    ]
    assert (folder / "0001").read_bytes() == good.pdf()


def test_plain_words_are_preferred_and_html_is_stripped(airlock: Airlock, folder: Path) -> None:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content("звичайний текст")
    message.add_alternative("<p>гарний <b>текст</b></p>", subtype="html")
    assert unpack(airlock, folder, message.as_bytes())["body"].strip() == "звичайний текст"

    message.clear()
    message["From"] = "a@example.org"
    markup = "<style>x{}</style><p>гарний&nbsp;<b>текст</b></p><script>alert(1)</script>рядок"
    message.set_content(markup, subtype="html")
    assert unpack(airlock, folder, message.as_bytes())["body"] == "гарний текст\nрядок"


def test_old_mail_in_eight_bits_is_read(airlock: Airlock, folder: Path) -> None:
    head = "From: Вигаданий <a@example.org>\r\nSubject: Клопотання про відкладення\r\n\r\n"
    answer = unpack(airlock, folder, (head + "Прошу відкласти засідання.").encode("cp1251"))

    assert answer["headers"]["subject"] == "Клопотання про відкладення"
    assert answer["body"] == "Прошу відкласти засідання."
    assert answer["headers"]["date"] is None


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="=?windows-1251?B?'
        + base64.b64encode("позов.pdf".encode("cp1251")).decode()
        + '?="',
        "attachment; filename*=UTF-8''%D0%BF%D0%BE%D0%B7%D0%BE%D0%B2.pdf",
        'attachment; filename="позов.pdf"',
        'attachment; filename="..\\..\\позов.pdf"',
        'attachment; filename="/tmp/позов.pdf"',
    ],
)
def test_names_of_attachments_in_all_their_spellings(
    airlock: Airlock, folder: Path, disposition: str
) -> None:
    data = (
        "From: a@example.org\r\nContent-Type: application/pdf\r\n"
        f"Content-Disposition: {disposition}\r\n\r\nx"
    ).encode()

    assert unpack(airlock, folder, data)["members"][0]["name"] == "позов.pdf"


def test_a_forwarded_message_is_an_attachment_of_its_own(airlock: Airlock, folder: Path) -> None:
    inner = EmailMessage(policy=policy.SMTP)
    inner["From"], inner["Subject"] = "b@example.org", "Відповідь"
    inner.set_content("усередині")
    outer = EmailMessage(policy=policy.SMTP)
    outer["From"] = "a@example.org"
    outer.set_content("зовні")
    outer.add_attachment(inner)
    answer = unpack(airlock, folder, outer.as_bytes())

    assert answer["body"].strip() == "зовні"
    assert [m["name"] for m in answer["members"]] == ["Відповідь.eml"]
    again = airlock.call(
        "vault.airlock.inspect:inspect", path=str(folder / "0001"), name="Відповідь.eml"
    )
    assert again["kind"] == "eml"


def test_a_date_of_nonsense_is_no_date(airlock: Airlock, folder: Path) -> None:
    for date in ("yesterday", "Thu, 99 Nov 2025 10:00:00 +0200", "\udcff", "1" * 500):
        data = f"From: a@example.org\r\nDate: {date}\r\n\r\nx".encode("utf-8", "surrogateescape")
        assert unpack(airlock, folder, data)["headers"]["date"] is None


def test_too_many_parts(airlock: Airlock, folder: Path) -> None:
    part = b"--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n"
    data = b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 1100
    with pytest.raises(TooLarge):
        unpack(airlock, folder, data)
