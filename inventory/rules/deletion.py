"""When content may leave the vault for good (814 I.10).

Knows: that only an approved act lets it go. Does not know: who approves, where content lies.
Keeps: pure.
"""

from __future__ import annotations

from collections.abc import Collection

from vault import Verdict, demands, rule


@rule("814:I.10-заборона")
def may_be_let_go(released: Collection[str], kept: Collection[str], *, approved: bool) -> Verdict:
    """Whether contents may be let go.

    Args:
        released: SHA-512 of what nothing holds any more.
        kept: SHA-512 of what lies elsewhere in the vault from now on.
        approved: whether an approved act of destruction lists what they belong to.
    """
    lost = set(released) - set(kept)
    return Verdict.of(
        demands(
            approved or not lost,
            "814:I.10-заборона",
            f"без затвердженого акта про знищення вміст не видаляють (файлів: {len(lost)})",
        )
    )
