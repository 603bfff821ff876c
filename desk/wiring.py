"""Wiring: the one place where clock, randomness, disk, settings and services come together.

Knows: every package's door. Does not know: how anything is shown.
Keeps: nothing below reads the environment, the clock or a global; what is costly is made late.
"""

from __future__ import annotations

import secrets
import threading
from functools import cached_property
from pathlib import Path

from desk import settings
from desk.settings import Settings, new_settings_text, read_settings
from ingest import IngestProjection, Intake, IntakeSettings, Tell
from inventory import InventoryProjection
from inventory.forms import Press, Signatory
from inventory.papers import Letterhead
from retention import RetentionProjection
from search import Analysis, SearchProjection, WhooshIndex
from vault import Layout, Projection, Vault, make_vault, open_vault
from vault.airlock import Airlock, Limits


def projections() -> tuple[Projection, ...]:
    """Every package's projection, the lower packages first."""
    return (InventoryProjection(), IngestProjection(), SearchProjection(), RetentionProjection())


class Office:
    """An opened vault and the services around it."""

    def __init__(self, vault: Vault, settings: Settings, actor: str) -> None:
        """Use `open` or `make`."""
        self.vault = vault
        self.settings = settings
        self.actor = actor

    @classmethod
    def open(cls, root: Path, actor: str) -> Office:
        """Open an existing vault."""
        settings = read_settings(Layout(root).settings)
        return cls(open_vault(root, projections()), settings, actor)

    @classmethod
    def make(cls, root: Path, actor: str, *, court: str, code: str, fonds: str) -> Office:
        """Make a vault with a commented settings file."""
        vault = make_vault(root, projections())
        text = new_settings_text(court=court, code=code, fonds=fonds)
        vault.disk.create(vault.layout.settings, [text.encode()])
        vault.disk.sync_folder(root)
        return cls(vault, read_settings(vault.layout.settings), actor)

    @cached_property
    def airlock(self) -> Airlock:
        """The pool of child processes that open hostile bytes; started on first use."""
        limits = Limits(
            seconds=self.settings.limits.seconds,
            memory_mib=self.settings.limits.memory_mib,
            file_mib=self.settings.limits.file_mib,
        )
        scratch = self.vault.layout.scratch
        return Airlock(workers=self.settings.work.workers, limits=limits, scratch=scratch)

    def intake(self, *, tell: Tell, stop: threading.Event) -> Intake:
        """The way in; `tell` hears of every outcome."""
        s = self.settings
        return Intake(
            self.vault,
            self.airlock,
            actor=self.actor,
            settings=IntakeSettings(
                settle_s=s.inbox.settle_s,
                polling=s.inbox.polling,
                rescan_s=s.inbox.rescan_s,
                workers=s.work.workers,
                print_duplex=s.print.duplex,
                judging={"trust": [str(path) for path in self.anchors()]},
            ),
            tell=tell,
            stop=stop,
        )

    def anchors(self) -> list[Path]:
        """Certificates the court trusts; relative paths are below the vault."""
        return [self.vault.layout.root / path for path in self.settings.trust.anchors]

    @cached_property
    def index(self) -> WhooshIndex:
        """The full-text index; it follows the journal and is made anew when it is broken."""
        return WhooshIndex(self.vault.layout.index, self.analysis)

    @cached_property
    def analysis(self) -> Analysis:
        """The Ukrainian dictionary, loaded on first use."""
        return Analysis()

    @cached_property
    def press(self) -> Press:
        """The typesetter of forms, with the court's own templates when there are any."""
        own = self.settings.print.templates
        return Press(self.vault.layout.root / own if own else None)

    def letterhead(self) -> Letterhead:
        """The court and its signatories as forms want them."""
        s = self.settings

        def person(signatory: settings.Signatory) -> Signatory:
            return Signatory(position=signatory.position, name=signatory.name)

        return Letterhead(
            court=s.court.name,
            fonds=s.court.fonds,
            state_archive=s.court.state_archive,
            judge=person(s.signatories.judge),
            clerk=person(s.signatories.clerk),
            archivist=person(s.signatories.archivist),
            head=person(s.signatories.head),
            draft=not s.print.confirmed_by_order,
            duplex=s.print.duplex,
        )

    @property
    def inbox(self) -> Path:
        """Where files arrive; a relative path is below the vault."""
        return self.vault.layout.root / self.settings.inbox.path

    def new_id(self) -> str:
        """A short random id: ten letters and digits that are not mistaken for one another."""
        return "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(10))

    def close(self) -> None:
        """Stop children and let go of the catalogue."""
        if "airlock" in self.__dict__:
            self.airlock.close()
        self.vault.close()
