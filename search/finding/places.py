"""Where the pages of documents stand today: volume and sheet, by plan and leaf map.

Knows: plans and leaf maps, kept as long as their case file does not change.
Does not know: queries, texts. Keeps: the label shown is the one the inventory gives that leaf now.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import CaseFile, Document, VolumePlan
from inventory.queries import cases_by_key, leaf_maps, plans_of, revisions
from inventory.volumes.leaves import MappedLeaf, map_of
from search.model import Place

_CASES_MAX = 2_000
_LABELS_MAX = 200_000  # of all of them; some 25 MiB

Labels = Mapping[str, list[tuple[int, str | None]]]
"""Of each document its sheets in order: volume and label; one without a label if it has none."""


@dataclass(frozen=True, slots=True)
class CasePlaces:
    """One case file in one state."""

    case: CaseFile
    labels: Labels
    drawn: Mapping[str, tuple[MappedLeaf, ...]]

    def of(self, document: Document, page: int, blank: Collection[int] = ()) -> Place:
        """Where a page of a document stands; the card stands where its first sheet does.

        `blank` are its pages on which nothing is written: they may be backs.
        """
        labels = self.labels.get(document.id, [])
        known = [one for one in labels if one[1] is not None]
        if not known:
            return Place(document=document.id, page=page, volume=labels[0][0] if labels else None)
        at = 0
        for leaf in map_of(document, self.drawn.get(document.id), blank=blank):
            at += leaf.numbered
            if max(page, 1) in leaf.pages:
                back = page in leaf.backs
                return _place(document.id, page, known[min(max(at, 1), len(known)) - 1], back=back)
        return _place(document.id, page, known[0 if page < 1 else -1])

    def size(self) -> int:
        """How many sheets it keeps labels of."""
        return sum(map(len, self.labels.values()))

    def order(self, document: str) -> int:
        """Its place among the documents of the case file."""
        return next((n for n, known in enumerate(self.labels) if known == document), 0)


def _place(document: str, page: int, at: tuple[int, str | None], *, back: bool = False) -> Place:
    return Place(document=document, page=page, volume=at[0], sheet=at[1], back=back)


class Places:
    """Case files as they stand; any number of threads may ask."""

    def __init__(self) -> None:
        """Nothing is planned until it is asked for."""
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, int], CasePlaces] = OrderedDict()
        self._filled = 0

    def case(self, connection: Connection, key: str) -> CasePlaces:
        """The case file in the state that `connection` sees."""
        return self.cases(connection, [key])[key]

    def cases(self, connection: Connection, keys: Collection[str]) -> dict[str, CasePlaces]:
        """The same of several case files, by key."""
        states = revisions(connection, keys)
        found: dict[str, CasePlaces] = {}
        with self._lock:
            for state in states.items():
                known = self._known.get(state)
                if known is not None:
                    self._known.move_to_end(state)
                    found[state[0]] = known
        for key, known in _places(connection, states.keys() - found.keys()).items():
            self._keep((key, states[key]), known)
            found[key] = known
        return found

    def _keep(self, state: tuple[str, int], known: CasePlaces) -> None:
        with self._lock:
            if state not in self._known:
                self._filled += known.size()
            self._known[state] = known
            while len(self._known) > _CASES_MAX or self._filled > _LABELS_MAX:
                _, oldest = self._known.popitem(last=False)
                self._filled -= oldest.size()


def _places(connection: Connection, keys: Collection[str]) -> dict[str, CasePlaces]:
    if not keys:
        return {}
    cases, drawn = cases_by_key(connection, keys), leaf_maps(connection, *keys)
    found = {}
    for key, plans in plans_of(connection, cases.values()).items():
        labels = _labels(plans)
        mine = {document: drawn[document] for document in labels if document in drawn}
        found[key] = CasePlaces(cases[key], labels, mine)
    return found


def _labels(plans: Iterable[VolumePlan]) -> dict[str, list[tuple[int, str | None]]]:
    labels: dict[str, list[tuple[int, str | None]]] = {}
    for plan in plans:
        for row in plan.rows:
            for member in row.members:
                known = labels.setdefault(member.document, [])
                known += [(plan.number, str(label)) for label in member.labels]
                if not member.labels:
                    known.append((plan.number, None))
    return labels
