"""What a card and a file's name seem to mean, told to the person who wrote them.

Knows: the kinds of documents, the keys of a card, the extensions of the formats that come in.
Does not know: what becomes of the document.
Keeps: nothing is put right here; a doubt is a sentence.
"""

from __future__ import annotations

import difflib
import re

from inventory.arrangement.kinds import find_kind, kinds, nearest_kinds
from inventory.registration.card import KEYS, TITLE_MAX, RegistrationCard

_EXTENSIONS = (
    "pdf|tiff?|jpe?g?|jfif|png|bmp|gif|docx?|odt|rtf|xlsx?|ods|pptx?|odp|eml|msg|txt|text|log|md|"
    "csv|xml|html?|zip|rar|7z|asic[es]|sce|scs|bdoc|edoc|p7|p7[smb]|pkcs7|sig|cms"
)
_EXTENSION = re.compile(rf"(\.({_EXTENSIONS}))+\Z", re.IGNORECASE)


def title_of(name: str) -> str:
    """A title from a file's name: without the extensions of known formats, words with spaces."""
    return _EXTENSION.sub("", name).replace("_", " ").strip() or name


def doubts(card: RegistrationCard) -> tuple[str, ...]:
    """What of the card is not kept as it was said: a kind or keys that are none, a long title."""
    found = []
    if find_kind(card.kind) is None:
        near = ", ".join(f"{kind.code} ({kind.name})" for kind in nearest_kinds(card.kind))
        found.append(
            f"виду «{card.kind}» немає, записано «{kinds()['other'].name}»"
            + (f"; схожі: {near}" if near else "")
        )
    for key in card.unknown:
        near_keys = difflib.get_close_matches(key, KEYS, n=1)
        found.append(
            f"ключа «{key}» картка не має, його не враховано"
            + (f"; можливо, «{near_keys[0]}»" if near_keys else "")
        )
    if card.cut:
        found.append(
            f"назва має {card.cut} знаків, записано перші {TITLE_MAX}: скоротіть її або впишіть "
            "решту в «note»"
        )
    return tuple(found)
