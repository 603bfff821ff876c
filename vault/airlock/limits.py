"""How much a hostile input may cost.

Knows: every limit of the airlock, with its unit and the reason for its size.
Does not know: how a limit is enforced (the child, the parent and the readers do).
Keeps: limits cross the pipe unchanged; a limit that is not positive cannot exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vault.errors import TooLarge
from vault.model import Json

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call may use; the sizes fit court documents with room to spare.

    Attributes:
        seconds: wall time of one call; the child is killed after it.
        memory_mib: resident memory of a child process.
        keep_mib: resident memory after a call, beyond which the child is not used again.
        file_mib: the largest source that is opened at all.
        answer_mib: the largest answer the parent reads.
        pages: of one PDF or TIFF.
        pixels: of one page or image: A3 at 600 dpi has 70 million.
        nesting: of containers in containers (see `inside`), and of parts in one message.
        members: of an archive, or attachments of a message.
        ratio: unpacked to packed size, once more than `free_mib` have come out.
        free_mib: unpacked size below which the ratio is not looked at (blank scans shrink well).
        unpacked_mib: everything one call writes or unpacks; also the largest file it may write.
        xml_mib: of one XML document.
        text_chars: of all text taken from one file.
    """

    seconds: float = 20
    memory_mib: int = 1024
    keep_mib: int = 256
    file_mib: int = 512
    answer_mib: int = 32
    pages: int = 5_000
    pixels: int = 100_000_000
    nesting: int = 8
    members: int = 1_000
    ratio: int = 100
    free_mib: int = 32
    unpacked_mib: int = 1024
    xml_mib: int = 64
    text_chars: int = 10_000_000

    def __post_init__(self) -> None:
        """Refuse limits that limit nothing or everything."""
        for name, value in self.as_json().items():
            if not value > 0:
                msg = f"limit {name} must be positive, not {value!r}"
                raise ValueError(msg)

    def inside(self, *, members: int, unpacked: int) -> Limits:
        """What is left for a container inside a container that gave `members` and `unpacked` bytes.

        Whoever opens containers one inside another passes the result on, so that together they
        stay within the first limits.

        Raises:
            TooLarge: nothing is left of levels, members or bytes.
        """
        if self.nesting == 1:
            raise TooLarge(reason="забагато архівів один в одному")
        if self.members <= members:
            raise TooLarge(reason=f"в архівах понад {self.members} файлів")
        left = self.unpacked_mib - -(-unpacked // MIB)
        if left <= 0:
            raise TooLarge(reason=f"розпакований вміст понад {self.unpacked_mib} МБ")
        return replace(
            self, nesting=self.nesting - 1, members=self.members - members, unpacked_mib=left
        )

    def as_json(self) -> dict[str, Json]:
        """The form in which the limits cross the pipe."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Limits:
        """Read what `as_json` wrote."""
        return cls(**{name: value[name] for name in cls.__slots__})
