"""A file of every hostile class, made here; ingest's tests take them from here too.

Each says what the airlock owes: an error of a class, or that the file may pass with a mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from tests.vault.airlock import good
from tests.vault.airlock.makers import (
    EXE,
    LAUGHS,
    MIB,
    XXE,
    deep_der,
    eml_nested,
    encrypted_docx,
    encrypted_odt,
    enveloped,
    macro_docx,
    overlapping_zip,
    pdf_action,
    pdf_attachment,
    pdf_bomb,
    pdf_deep_arrays,
    pdf_huge_page,
    pdf_huge_picture,
    pdf_loop,
    pdf_object_stream_bomb,
    pdf_with,
    png,
    png_text_bomb,
    quine_like_zip,
    raw_zip,
    rtf_object,
    template_docx,
    tiff_loop,
    truncated,
    zeros,
    zip_hiding_a_pdf,
    zip_in_zip,
)
from vault.airlock import Ambiguous, NotAccepted, UnsafeArchive
from vault.errors import (
    ActiveContent,
    AirlockError,
    Encrypted,
    OutOfMemory,
    TimedOut,
    TooLarge,
    Unreadable,
)


@dataclass(frozen=True)
class Hostile:
    """A trap.

    Attributes:
        name: what the sender calls the file.
        make: makes the bytes; lazily, because bombs cost.
        refused: the errors one of which must refuse it, wherever it is noticed; none: it passes.
        marked: (fact, value) that `inspect` must report of a file that passes.
    """

    name: str
    make: Callable[[], bytes]
    refused: tuple[type[AirlockError], ...] = ()
    marked: tuple[str, object] | None = None


_BOMB = (TooLarge, OutOfMemory, TimedOut)
_BROKEN = (Unreadable,)
_PROGRAM = (ActiveContent,)

HOSTILE: dict[str, Hostile] = {
    # bombs
    "zip bomb": Hostile(
        "a.zip", lambda: raw_zip((b"0", zeros(900 * MIB, raw=True)), size=900 * MIB), _BOMB
    ),
    "zip bomb of many": Hostile(
        "a.zip",
        lambda: raw_zip(
            *((b"%d" % n, zeros(30 * MIB, raw=True)) for n in range(40)), size=30 * MIB
        ),
        _BOMB,
    ),
    "zip bomb that lies": Hostile(
        "a.zip",
        lambda: raw_zip((b"0", zeros(900 * MIB, raw=True)), size=100),
        (TooLarge, Unreadable),
    ),
    "zip of one kilobyte, overlapping": Hostile(
        "a.zip", lambda: overlapping_zip(900), (UnsafeArchive, TooLarge)
    ),
    "zip with too many members": Hostile(
        "a.zip", lambda: raw_zip(*((b"%d" % n, b"\x03\x00") for n in range(5000)), size=0), _BOMB
    ),
    "zip with a huge directory": Hostile(
        "a.zip",
        lambda: raw_zip(*((b"%0200d" % n, b"\x03\x00") for n in range(80_000)), size=0),
        _BOMB,
    ),
    "docx bomb": Hostile(
        "a.docx",
        lambda: raw_zip(
            (b"[Content_Types].xml", zeros(400 * MIB, raw=True)),
            (b"word/document.xml", b"\x03\x00"),
            size=400 * MIB,
        ),
        _BOMB,
    ),
    "pdf bomb": Hostile("a.pdf", lambda: pdf_bomb(2048 * MIB)),
    "pdf bomb in an object stream": Hostile(
        "a.pdf", lambda: pdf_object_stream_bomb(2048 * MIB), (*_BOMB, Unreadable)
    ),
    "png text bomb": Hostile("a.png", png_text_bomb, (Unreadable, TooLarge)),
    "laughing docx": Hostile(
        "a.docx", lambda: good.docx(parts={"word/document.xml": LAUGHS + "<a>&a8;</a>"}), _BROKEN
    ),
    # nesting
    "zip in zip in zip": Hostile("a.zip", lambda: zip_in_zip(12), (TooLarge,)),
    "zip quine": Hostile("a.zip", quine_like_zip, (TooLarge,)),
    "deep xml": Hostile(
        "a.odt", lambda: good.odt("<text:p>" * 5000 + "</text:p>" * 5000), (Unreadable, TooLarge)
    ),
    "deep mail": Hostile("a.eml", lambda: eml_nested(100), (TooLarge,)),
    "very deep mail": Hostile("a.eml", lambda: eml_nested(5000), (TooLarge,)),
    "deep rtf": Hostile(
        "a.rtf", lambda: b"{\\rtf1 " + b"{" * 100_000 + b"}" * 100_001, (TooLarge,)
    ),
    "deep der": Hostile("a.p7s", lambda: deep_der(3000), (Unreadable, TooLarge)),
    "deep pdf": Hostile("a.pdf", pdf_deep_arrays, _BROKEN),
    "pdf whose page tree is a loop": Hostile("a.pdf", pdf_loop, _BROKEN),
    "tiff whose directory is a loop": Hostile("a.tif", tiff_loop),
    # paths
    "zip climbing up": Hostile(
        "a.zip", lambda: good.zipped({"../../etc/cron.d/x": "x"}), (UnsafeArchive,)
    ),
    "zip climbing up, the Windows way": Hostile(
        "a.zip", lambda: good.zipped({"..\\..\\x.txt": "x"}), (UnsafeArchive,)
    ),
    "zip with an absolute path": Hostile("a.zip", lambda: good.zipped({"/etc/passwd": "x"})),
    "zip with a drive": Hostile("a.zip", lambda: good.zipped({"C:\\Windows\\x.txt": "x"})),
    "zip with a link": Hostile(
        "a.zip", lambda: raw_zip((b"link", b"\x03\x00"), size=0, mode=0o120777), (UnsafeArchive,)
    ),
    "zip with two of one name": Hostile(
        "a.zip",
        lambda: raw_zip((b"a.txt", b"\x03\x00"), (b"a.txt", b"\x03\x00"), size=0),
        (UnsafeArchive,),
    ),
    "mail with a climbing attachment": Hostile(
        "a.eml", lambda: good.eml(("../../../etc/passwd.pdf", good.pdf()))
    ),
    # XXE
    "docx reading a file": Hostile(
        "a.docx", lambda: good.docx(parts={"word/document.xml": XXE + "<a>&x;</a>"}), _BROKEN
    ),
    "odt reading a file": Hostile(
        "a.odt", lambda: good.odt("<text:p>&x;</text:p>", prolog=XXE), _BROKEN
    ),
    # huge pixels
    "png of four billion pixels": Hostile("a.png", lambda: png(65_000, 65_000), (TooLarge,)),
    "pdf with a page of kilometres": Hostile("a.pdf", pdf_huge_page, (TooLarge,)),
    "pdf with a picture of four billion pixels": Hostile("a.pdf", pdf_huge_picture),
    # polyglots
    "pdf and zip": Hostile("a.pdf", lambda: good.pdf() + good.zipped({"a.txt": "x"}), (Ambiguous,)),
    "zip and pdf": Hostile("a.zip", zip_hiding_a_pdf, (Ambiguous,)),
    "pdf in html": Hostile("a.pdf", lambda: b"<html><script>1</script>" + good.pdf(), (Ambiguous,)),
    "gif and pdf": Hostile("a.pdf", lambda: b"GIF89a" + good.pdf(), (Ambiguous,)),
    "program and zip": Hostile(
        "a.zip", lambda: EXE + good.zipped({"a.txt": "x"}), (ActiveContent, Ambiguous)
    ),
    "png and zip": Hostile(
        "a.png", lambda: good.image("PNG") + good.zipped({"a.txt": "x"}), (Ambiguous,)
    ),
    "jpeg and pdf": Hostile(
        "a.jpg", lambda: good.image("JPEG", comment=b"%PDF-1.4") + b"\n%%EOF", (Ambiguous,)
    ),
    # encrypted
    "pdf with a password": Hostile(
        "a.pdf",
        lambda: pdf_with(lambda _: None, encryption=pikepdf.Encryption(user="u", owner="o")),
        (Encrypted,),
    ),
    "pdf with an owner's password": Hostile(
        "a.pdf",
        lambda: pdf_with(lambda _: None, encryption=pikepdf.Encryption(user="", owner="o")),
        marked=("encrypted", True),
    ),
    "zip with a password": Hostile(
        "a.zip", lambda: raw_zip((b"a.txt", bytes(20)), flags=1), (Encrypted,)
    ),
    "docx with a password": Hostile("a.docx", encrypted_docx, (Encrypted,)),
    "odt with a password": Hostile("a.odt", encrypted_odt, (Encrypted,)),
    "enveloped cms": Hostile("a.p7m", enveloped, (Encrypted,)),
    # cut off
    "cut pdf": Hostile("a.pdf", lambda: truncated(good.pdf(20)), marked=("repaired", True)),
    "cut jpeg": Hostile("a.jpg", lambda: truncated(good.image("JPEG")), _BROKEN),
    "cut png": Hostile("a.png", lambda: truncated(good.image("PNG")), _BROKEN),
    "cut tiff": Hostile("a.tif", lambda: truncated(good.image("TIFF", frames=2)), _BROKEN),
    "cut docx": Hostile("a.docx", lambda: truncated(good.docx()), _BROKEN),
    "cut odt": Hostile("a.odt", lambda: truncated(good.odt()), _BROKEN),
    "cut rtf": Hostile("a.rtf", lambda: truncated(good.rtf()), _BROKEN),
    "cut zip": Hostile("a.zip", lambda: truncated(good.zipped({"a.pdf": good.pdf()})), _BROKEN),
    "cut cms": Hostile("a.p7m", lambda: truncated(good.signed(good.pdf())), _BROKEN),
    "empty": Hostile("a.pdf", lambda: b"", _BROKEN),
    # active
    "program": Hostile("a.pdf", lambda: EXE, _PROGRAM),
    "program for Linux": Hostile("a.txt", lambda: b"\x7fELF" + bytes(100), _PROGRAM),
    "script": Hostile("a.txt", lambda: b"#!/bin/sh\nrm -rf /\n", _PROGRAM),
    "script by its name": Hostile("lyst.pdf.js", lambda: b"alert(1)", _PROGRAM),
    "zip with a program": Hostile("a.zip", lambda: good.zipped({"a.txt": EXE}), _PROGRAM),
    "mail with a program": Hostile("a.eml", lambda: good.eml(("zvit.pdf", EXE)), _PROGRAM),
    "pdf with a program": Hostile("a.pdf", lambda: pdf_attachment("a.txt", EXE), _PROGRAM),
    "pdf with a script attached": Hostile("a.pdf", lambda: pdf_attachment("a.vbs", b"x"), _PROGRAM),
    "pdf that launches": Hostile(
        "a.pdf", lambda: pdf_action("Launch", F=pikepdf.String("cmd.exe")), _PROGRAM
    ),
    "pdf with JavaScript": Hostile(
        "a.pdf",
        lambda: pdf_action("JavaScript", JS=pikepdf.String("app.alert(1)")),
        marked=("active", ["JavaScript"]),
    ),
    "docx with macros": Hostile("a.docx", macro_docx, _PROGRAM),
    "docx with a program": Hostile(
        "a.docx", lambda: good.docx(parts={"word/embeddings/o.bin": b"\1\0" + EXE}), _PROGRAM
    ),
    "docx fetching its template": Hostile(
        "a.docx", template_docx, marked=("active", ["external attachedTemplate"])
    ),
    "docx with DDE": Hostile(
        "a.docx",
        lambda: good.docx(
            "<w:p><w:r><w:instrText> DDE</w:instrText></w:r>"
            "<w:r><w:instrText>AUTO c:\\\\x</w:instrText></w:r></w:p>"
        ),
        marked=("active", ["DDE"]),
    ),
    "odt with macros": Hostile(
        "a.odt", lambda: good.odt(parts={"Basic/Standard/Module1.xml": "<x/>"}), _PROGRAM
    ),
    "rtf with an object": Hostile(
        "a.rtf", lambda: rtf_object(b"OLE2 something"), marked=("active", ["object"])
    ),
    "rtf with a program": Hostile("a.rtf", lambda: rtf_object(EXE), _PROGRAM),
    # not ours
    "html": Hostile(
        "a.html", lambda: b"<!DOCTYPE html><html><body>x</body></html>", (NotAccepted,)
    ),
    "svg": Hostile(
        "a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', (NotAccepted,)
    ),
    "html called text": Hostile("a.txt", lambda: b"<b onclick='x()'>a</b>\n", (NotAccepted,)),
    "noise": Hostile("a.pdf", lambda: bytes(range(256)) * 20, (NotAccepted,)),
    "text called pdf": Hostile("a.pdf", lambda: b"no pdf at all", _BROKEN),
    "spreadsheet": Hostile(
        "a.ods",
        lambda: good.zipped(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
        ),
        (NotAccepted,),
    ),
}
"""What it is → the trap."""
