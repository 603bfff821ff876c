"""Exports for people: a volume as one PDF, a certified copy ready for paper.

Knows: how pages of many documents become one file with sheet numbers, and one document a copy.
Does not know: the vault; which documents make a volume; who may have a copy.
Keeps: nothing of a source but what its pages show: no scripts, forms, attachments or links.
"""

from inventory.export.copy import Copied, CopyOrder
from inventory.export.errors import NotExportable
from inventory.export.volume import Binding, Bound, Exported, Leaf

__all__ = ["Binding", "Bound", "Copied", "CopyOrder", "Exported", "Leaf", "NotExportable"]
