"""What one state of the catalogue lets a reader search in, kept from question to question.

Knows: the board of that state, and for each reader the documents whose content they may read.
Does not know: rights and marks (`Reading` turns them into conditions), texts, the index.
Keeps: a set is only used for the rights and the state it was made for; of an older state, all that
was touched since is asked for again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.access import Reading, User
from inventory.tables import document_table
from search.board import Board, board_of, subjects_of, touched
from search.documents import Documents, Mask, numbers_of

_READERS_MAX = 200
_TOUCHED_MAX = 500


class Sights:
    """Boards and readers' sets; any number of threads may ask."""

    def __init__(self) -> None:
        """Nothing is read until it is asked for."""
        self._lock = threading.Lock()
        self._board: Board | None = None
        self._readable: OrderedDict[User | None, tuple[int, Documents]] = OrderedDict()

    def board(self, connection: Connection) -> Board:
        """The board of the state that `connection` sees."""
        with self._lock:
            before = self._board
            board = board_of(connection, before)
            if before is None or board.sequence >= before.sequence:
                self._board = board
            return board

    def readable(self, board: Board, reading: Reading | None) -> Documents:
        """The documents whose content may be read; without `reading`, all that are for anybody.

        The same object as long as nothing changes: engines remember what they made of it.
        """
        person = reading.viewer.person if reading is not None else None
        with self._lock:
            known = self._readable.get(person)
        if known is not None and known[0] == board.sequence:
            return known[1]
        if reading is None or person is None:
            mask = ~board.shut
        else:
            mask = self._anew(board, reading, known)
        documents = Documents.among(board.numbers, mask)
        with self._lock:
            self._readable[person] = board.sequence, documents
            self._readable.move_to_end(person)
            while len(self._readable) > _READERS_MAX:
                self._readable.popitem(last=False)
        return documents

    @staticmethod
    def _anew(board: Board, reading: Reading, known: tuple[int, Documents] | None) -> Mask:
        """From what is known of an earlier state and what was touched since, or from nothing."""
        connection = reading.connection
        query = sa.select(document_table.c.id).where(reading.documents())
        if known is None or known[0] > board.sequence:
            return _mask(board, connection, query)
        subjects = touched(connection, known[0])
        if len(subjects) > _TOUCHED_MAX:
            return _mask(board, connection, query)
        keys, ids = subjects_of(subjects)
        codes = [board.cases.codes[key] for key in keys if key in board.cases.codes]
        again = np.isin(board.case, np.array(codes, np.int32))
        again[board.rows(numbers_of(ids))] = True
        some = sa.or_(document_table.c.id.in_(ids), document_table.c.case_key.in_(keys))
        fresh = _mask(board, connection, query.where(some))
        return (known[1].mask(board.numbers) & ~again) | (fresh & again)


def _mask(board: Board, connection: Connection, query: sa.Select[tuple[str]]) -> Mask:
    mask = np.zeros(len(board.numbers), bool)
    mask[board.rows(numbers_of([row.id for row in connection.execute(query)]))] = True
    return mask
