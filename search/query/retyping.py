"""What may have been meant where nothing is found: another keyboard layout, a small «або».

Knows: where letters are on a Ukrainian keyboard. Does not know: what there is to be found.
Keeps: pure; whoever proposes it has looked whether it finds anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.\\QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>|"
_CYRILLIC = "йцукенгшщзхїфівапролджєячсмитьбюґЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮҐ"
_BY_KEYS = str.maketrans(_LATIN, _CYRILLIC)
_HAS_LATIN = re.compile("[A-Za-z]")
_HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_EITHER = re.compile(r"(?<=\s)(?:або|чи)(?=\s)")


def retyped(query: str) -> Iterator[str]:
    """Queries as they may have been meant: `gjpjd` is позов, `позов або скарга` either."""
    if _HAS_LATIN.search(query) and not _HAS_CYRILLIC.search(query):
        yield query.translate(_BY_KEYS)
    if _EITHER.search(query):
        yield _EITHER.sub("АБО", query)
