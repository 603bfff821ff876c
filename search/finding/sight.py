"""What one state of the catalogue lets a reader search in, kept from question to question.

Knows: the board of that state, and for all who have the same rights the documents whose content
they may read.
Does not know: rights and marks (`Reading` turns them into conditions), texts, the index.
Keeps: a set is only used for the rights and the state it was made for; of an older state, all that
was touched since is asked for again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
import sqlalchemy as sa

from inventory.access import Action, Reading, Right, User, Viewer
from inventory.tables import case_table, document_table
from search.documents import Documents, Mask, numbers_of
from search.finding.board import Board, board_of, one_of, subjects_of, touched

_RIGHTS_MAX = 200


class Sights:
    """Boards and readers' sets; any number of threads may ask."""

    def __init__(self) -> None:
        """Nothing is read until it is asked for."""
        self._lock = threading.Lock()
        self._board: Board | None = None
        self._readable: OrderedDict[User | None, tuple[int, Documents]] = OrderedDict()

    def of(self, reading: Reading) -> tuple[Board, Documents]:
        """The board of the state that is read, and the documents whose content may be read there.

        The same objects as long as nothing changes: engines remember what they made of them. A
        connection sees the state of its first question. Let that be this one: then states come one
        after the other, and what is known of the last need not be read anew for an older one.
        """
        person = _nobody_with_the_rights_of(reading.viewer.person)
        reading = Reading(reading.connection, Viewer("", person))
        with self._lock:
            before = self._board
            board = board_of(reading.connection, before)
            if before is None or board.sequence >= before.sequence:
                self._board = board
            documents = self._renewed(board, reading, self._readable.get(person))
            if documents is not None:
                self._keep(person, board, documents)
                return board, documents
        # Others need not wait for what is read from nothing.
        documents = Documents.among(board.numbers, _readable(board, reading, None))
        with self._lock:
            self._keep(person, board, documents)
        return board, documents

    @staticmethod
    def _renewed(
        board: Board, reading: Reading, known: tuple[int, Documents] | None
    ) -> Documents | None:
        """From what is known of an earlier state and what was touched since; None if too much."""
        if known is None or known[0] > board.sequence:
            return None
        upto, documents = known
        if upto == board.sequence:
            return documents
        subjects = touched(reading.connection, upto)
        if subjects is None:
            return None
        keys, ids = subjects_of(subjects)
        mask = documents.mask(board.numbers).copy()  # others may still ask with that one
        codes = set(board.cases.codes_of(keys))
        query = sa.select(case_table.c.key).where(case_table.c.key.in_(keys))
        allowed = reading.connection.execute(query.where(reading.cases(Action.READ))).scalars()
        open_now = set(board.cases.codes_of(allowed))
        # Where something could be read before, the case file was open; in others all is asked anew.
        inside = np.flatnonzero(one_of(board.case, codes))
        cases = board.case[inside]
        opened = open_now - set(cases[mask[inside]].tolist())
        mask[inside[one_of(cases, codes - open_now)]] = False
        again = np.append(inside[one_of(cases, opened)], board.rows(numbers_of(ids)))
        among = [board.cases.texts[code] for code in opened]
        chosen = sa.or_(document_table.c.id.in_(ids), document_table.c.case_key.in_(among))
        mask[again] = _readable(board, reading, chosen)[again]
        return Documents.among(board.numbers, mask)

    def _keep(self, person: User | None, board: Board, documents: Documents) -> None:
        self._readable[person] = board.sequence, documents
        self._readable.move_to_end(person)
        while len(self._readable) > _RIGHTS_MAX:
            self._readable.popitem(last=False)


def _nobody_with_the_rights_of(person: User | None) -> User | None:
    """Whom a set is made for: nothing is left of who asks, so it is right for all who are alike."""
    if person is None:
        return None
    rights = {(right.kind, right.value, right.unit) for right in person.rights}
    return User(
        login="",
        name="",
        position="",
        active=person.active,
        rights=tuple(Right(kind=k, value=v, unit=u, order="") for k, v, u in sorted(rights)),
    )


def _readable(board: Board, reading: Reading, chosen: sa.ColumnElement[bool] | None) -> Mask:
    """What the catalogue says may be read, of all documents or of the chosen."""
    query = sa.select(document_table.c.id).where(reading.documents())
    if chosen is not None:
        query = query.where(chosen)
    mask = np.zeros(len(board.numbers), bool)
    mask[board.rows(numbers_of(reading.connection.execute(query).scalars()))] = True
    return mask
