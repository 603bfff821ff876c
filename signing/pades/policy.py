"""Which later changes of a PDF need no permission of the signer.

Knows: pyHanko's rules, and two things they take too strictly: the document security store, and
the private data of the program that made the file. Neither is ever shown to a reader.
Does not know: a particular signature, or what it permits.
Keeps: an object that anything else in the signed revision uses is never excused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    DocInfoRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate, WhitelistRule

_STORE = ("/Root", "/DSS")


class _SecurityStoreRule(WhitelistRule):
    """The security store may be renewed as a whole (ETSI EN 319 142-1, 5.4.2.1)."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """Clear what the new store refers to and the signed revision used nowhere else."""
        if "/DSS" not in new.root:
            return
        in_store = new.collect_dependencies(new.root.raw_get("/DSS"))
        for reference in in_store & new.explicit_refs_in_revision():
            if all(tuple(path)[:2] == _STORE for path in old._get_usages_of_ref(reference)):  # noqa: SLF001  the library's own rules ask so
                yield ReferenceUpdate(reference)


POLICY: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys=ROOT_EXEMPT_STRICT_COMPARISON | {"/PieceInfo"}),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        _SecurityStoreRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=DEFAULT_DIFF_POLICY.form_rule,
)
