"""Groups of verbs that stand in several modules.

Knows: which modules add verbs to a group. Does not know: what the verbs do.
Keeps: a verb of the group's own module is found without loading the others: forms are slow to
import, and most verbs and help pages need none.
"""

from __future__ import annotations

import importlib

import click


class VerbGroup(click.Group):
    """A group whose other modules (of desk/verbs) are loaded once a verb is not in its own."""

    modules: tuple[str, ...] = ()

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, from all modules."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            self._load()
            found = super().get_command(ctx, cmd_name)
        return found

    def _load(self) -> None:
        for module in self.modules:
            importlib.import_module(f"desk.verbs.{module}")
