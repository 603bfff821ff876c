"""What both hash functions do alike: cut a message into whole blocks.

Knows: what is left over between two updates.
Does not know: padding, or what a block does to the state.
Keeps: no byte is copied but those of the block that is not yet whole.
"""

from __future__ import annotations

from collections.abc import Callable

Buffer = bytes | memoryview


class BlockHasher:
    """A hasher as those of `hashlib`, still without its output.

    Attributes:
        state: after all whole blocks.
        rest: of the message, less than a block.
        length: of the message, bytes.
    """

    def __init__(self, size: int, state: bytes, take: Callable[[bytes, Buffer], bytes]) -> None:
        """Blocks of `size` bytes change the `state` by `take(state, blocks)`."""
        self.size = size
        self.state = state
        self.take = take
        self.rest = b""
        self.length = 0

    def update(self, data: Buffer, /) -> None:
        """Take more bytes."""
        view = memoryview(data)
        self.length += len(view)
        if self.rest:
            missing = self.size - len(self.rest)
            self.rest += view[:missing]
            view = view[missing:]
            if len(self.rest) < self.size:
                return
            self.state = self.take(self.state, self.rest)
        whole = len(view) - len(view) % self.size
        if whole:
            self.state = self.take(self.state, view[:whole])
        self.rest = bytes(view[whole:])
