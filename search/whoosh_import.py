"""The only place where Whoosh is imported.

Knows: which parts of Whoosh 2.7.4 we use, and that it was written before Python warned about its
string escapes and its comparisons with `is`.
Does not know: what anything does with them.
Keeps: no warning is silenced anywhere else; what is not listed here is not used.
"""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # what Python 3.11 calls them
    warnings.simplefilter("ignore", SyntaxWarning)
    from whoosh import fields, index, qparser, query
    from whoosh.codec import base as codec_base
    from whoosh.codec.whoosh3 import W3Segment
    from whoosh.filedb.filestore import FileStorage
    from whoosh.qparser import plugins, syntax
    from whoosh.util.filelock import FileLock, try_for
    from whoosh.writing import SegmentWriter

__all__ = [
    "FileLock",
    "FileStorage",
    "SegmentWriter",
    "W3Segment",
    "codec_base",
    "fields",
    "index",
    "plugins",
    "qparser",
    "query",
    "syntax",
    "try_for",
]
