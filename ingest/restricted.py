"""Restricted files that stay in the inbox: which of them are registered already.

Knows: what tells such a file from another without a look into it: its place, its times, and the
open data its card gives.
Does not know: its bytes (814 XX¹.4): not even a digest of them is made or kept.
Keeps: a file that was copied, renamed or mounted anew with its times is the same; one with the
same name and the same open data that may be another is never registered or passed over silently.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ingest.errors import RestrictedAgain
from ingest.model import FileStamp
from ingest.projection import restricted_table
from inventory import CaseFile, RegistrationCard, card_json
from vault import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A restricted file as it lies there.

    Attributes:
        path: in the inbox, or as given.
        modified_us: time of its last change, microseconds; copies that keep times keep it.
        open_data: SHA-256 of what its card says.
    """

    path: str
    name: str
    case: str
    device: int
    inode: int
    modified_us: int
    open_data: str

    def as_json(self) -> dict[str, Json]:
        """For the journal; the case file stands beside it."""
        return {
            "path": self.path,
            "name": self.name,
            "device": self.device,
            "inode": self.inode,
            "modified_us": self.modified_us,
            "open_data": self.open_data,
        }


def seen(case: CaseFile, card: RegistrationCard, path: str, name: str, stamp: FileStamp) -> Seen:
    """What is known of a restricted file; nothing of it is opened."""
    said = json.dumps(card_json(card), sort_keys=True)
    return Seen(
        path=path,
        name=name,
        case=case.key,
        device=stamp.device,
        inode=stamp.inode,
        modified_us=stamp.mtime_ns // 1000,
        open_data=hashlib.sha256(said.encode()).hexdigest(),
    )


def is_registered(connection: Connection, file: Seen) -> bool:
    """Whether this file is registered by its open data alone.

    Raises:
        RestrictedAgain: one of the same name and open data is; a person must say which it is.
    """
    t = restricted_table.c
    inode = sa.and_(t.device == file.device, t.inode == file.inode)
    in_place = sa.and_(t.path == file.path, inode)
    alike = sa.and_(t.case_key == file.case, t.open_data == file.open_data)
    elsewhere = sa.and_(
        alike, t.modified_us == file.modified_us, sa.or_(t.name == file.name, inode)
    )
    query = sa.select(t.document).where(sa.or_(in_place, elsewhere))
    if connection.execute(query).first() is not None:
        return True
    doubtful = connection.execute(sa.select(t.document).where(alike, t.name == file.name)).first()
    if doubtful is not None:
        raise RestrictedAgain(document=doubtful.document)
    return False
