"""Reading: text by OCR or from the document itself, and reading copies in PDF/A.

Knows: how a document of any accepted kind becomes pages of text and a copy people can read.
Does not know: the vault, cards, case files and sheets; it delivers facts and files.
Keeps: a document always yields a result; whatever could not be made carries its reason.
"""

from ingest.reading.errors import AS_GOOD, CopyDiffers, NoOcr, NoOffice, NotConverted, OcrFailed
from ingest.reading.model import (
    FileKind,
    Ink,
    ReadingCopy,
    ReadingResult,
    ReadPage,
    ReadWord,
    Reason,
    TextSource,
)
from ingest.reading.reader import Reader, Tell
from ingest.reading.tools import Tools, find_tools

PICTURES = "ingest.reading.tasks:lay_out_pictures"
"""The airlock's task that lays a picture file out as the pages of a PDF."""

__all__ = [
    "AS_GOOD",
    "PICTURES",
    "CopyDiffers",
    "FileKind",
    "Ink",
    "NoOcr",
    "NoOffice",
    "NotConverted",
    "OcrFailed",
    "ReadPage",
    "ReadWord",
    "Reader",
    "ReadingCopy",
    "ReadingResult",
    "Reason",
    "Tell",
    "TextSource",
    "Tools",
    "find_tools",
]
