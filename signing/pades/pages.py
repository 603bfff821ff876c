"""The pages of a PDF as they were signed, beside the pages as they are now.

Knows: where the bytes end that a signature field covers.
Does not know: whether the signature is valid, or how pages are compared.
Keeps: what was signed is drawn from the signed bytes alone, without anything that follows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyhanko.pdf_utils import generic

from signing.facts import read_file
from signing.pades.coverage import coverage_of
from signing.pades.document import open_document
from vault.airlock import Limits
from vault.airlock.versions import differing
from vault.errors import AirlockError
from vault.model import Json

_FIELDS_MAX = 4


def changed_pages(path: str, folder: str, fields: Sequence[str], limits: Limits) -> Json:
    """Task: pages that look different since the signatures in `fields` were made.

    Pictures of them are put into `folder`.

    Returns:
        For each field what `vault.airlock.versions.differing` answers, or `{"reason"}` where the
        signed version cannot be shown; at most four fields, the first ones.

    Raises:
        Unreadable, Encrypted: it is no PDF that can be read.
    """
    document = open_document(read_file(Path(path)))
    found: dict[str, Json] = {}
    for place, field in enumerate(document.fields, 1):
        if field.name not in fields or len(found) >= _FIELDS_MAX:
            continue
        signed = Path(folder) / f"signed-{place}.pdf"
        try:
            value = field.signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
            end = coverage_of(document, field, value.original_bytes).end
            signed.write_bytes(document.data[:end])
            prefix = f"signature-{place}-"
            found[field.name] = differing(str(signed), path, folder, prefix, limits)
        except AirlockError as error:
            found[field.name] = {"reason": str(error.details.get("reason", error))}
        except Exception as error:  # noqa: BLE001  hostile bytes: the library throws what it likes
            found[field.name] = {"reason": type(error).__name__}
        finally:
            signed.unlink(missing_ok=True)
    return found
