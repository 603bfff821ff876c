"""Wiring: the one place where disk, settings, children and services come together.

Knows: every package's door. Does not know: how anything is shown.
Keeps: nothing below reads the environment, the settings or a global; what is costly is made late.
The vault's clock and randomness are the machine's unless it is given others (tests do); only how
long something took or may take is read from the machine's own monotonic clock.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import secrets
import tempfile
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from desk import settings
from desk.files import write_settings
from desk.settings import Settings, new_settings_text, read_settings
from ingest import Deriving, IngestProjection, Intake, IntakeSettings, Judge, Outcome
from ingest.reading import find_tools
from inventory import InventoryProjection
from inventory.access import AccessProjection, Reading, guard, viewer_of
from inventory.access.queries import names_of
from inventory.language.days import legal_day
from inventory.queries import recorded_templates
from inventory.registration.indexes import CaseIndex, read_indexes
from inventory.registration.working_days import WorkingDays, read_holidays
from retention import RetentionProjection
from search import SearchProjection
from signing.projection import SigningProjection
from signing.service import judging, trusted_names
from vault import Json, Layout, Projection, Vault, make_vault, open_vault, os_cause
from vault.airlock import Airlock, Limits
from vault.errors import BadConfig, VaultError
from vault.layout import require_vault
from vault.staging import discard

# LibreOffice has 300 MiB before it has laid out anything: what it may take, and keep.
_OFFICE_MIB, _OFFICE_KEEP_MIB = 2048, 768

# Forms and searching are slow to import and most verbs need neither: loaded when asked for.
if TYPE_CHECKING:
    from inventory.forms import Press
    from inventory.volumes.papers import Letterhead
    from search import Analysis, Finder, VaultIndex


def projections() -> tuple[Projection, ...]:
    """Every package's projection, the lower packages first."""
    return (
        SigningProjection(),
        InventoryProjection(),
        AccessProjection(),
        IngestProjection(),
        SearchProjection(),
        RetentionProjection(),
    )


def _inbox(layout: Layout, settings: Settings) -> Path:
    """Where files arrive; a relative path is below the vault.

    Raises:
        BadConfig: what lies there would be taken for arrivals.
    """
    inbox = Path(os.path.normpath(layout.root / settings.inbox.path))
    rooms = layout.everything - {layout.inbox}
    if inbox == layout.root or inbox in layout.root.parents or rooms & {inbox, *inbox.parents}:
        reason = f"скринька «{inbox}» збігається з каталогами самого сховища"
        raise BadConfig(path=layout.settings, reason=reason)
    return inbox


class Workbench:
    """An opened vault and the services around it."""

    def __init__(self, vault: Vault, settings: Settings, actor: str) -> None:
        """Use `open` or `make`."""
        self.vault = vault
        self.settings = settings
        self.actor = actor
        self._press: tuple[object, Press] | None = None

    @classmethod
    def open(cls, root: Path, actor: str) -> Workbench:
        """Open an existing vault, its inbox where the settings say.

        Raises:
            NoVault, NoAccess, FormatTooNew, BadConfig, IntegrityError.
        """
        layout = Layout(root)
        require_vault(layout)
        settings = read_settings(layout.settings)
        vault = open_vault(root, projections(), inbox=_inbox(layout, settings), guard=guard)
        return cls(vault, settings, actor)

    @classmethod
    def make(cls, root: Path, actor: str, *, court: str, code: str, fonds: str) -> Workbench:
        """Make a vault with a commented settings file; repeating finishes an interrupted one.

        Raises:
            VaultExists: something else lies there.
            VaultError, UsageError: the operating system does not let us write there.
        """
        layout = Layout(root)
        half_made = layout.marker.exists() and not layout.settings.exists()
        try:
            vault = (open_vault if half_made else make_vault)(root, projections())
            text = new_settings_text(court=court, code=code, fonds=fonds)
            write_settings(
                layout.settings, text.encode()
            )  # whole, so that half of it is never read
            vault.disk.sync_folder(root)
        except OSError as error:
            reason = f"{os_cause(error)} ({error.filename or root})"
            raise VaultError(path=root, reason=reason) from error
        return cls(vault, read_settings(layout.settings), actor)

    @cached_property
    def airlock(self) -> Airlock:
        """The pool of child processes that open hostile bytes; started on first use."""
        workers = self.settings.work.workers
        return Airlock(workers=workers, limits=self._limits, scratch=self._scratch)

    @cached_property
    def _scratch(self) -> Path:
        """What files say lies in a folder of this process, and goes with it or is swept.

        Where the vault cannot be written, the folder is the system's: exporting only reads.
        """
        if self.vault.staging.refusal is not None:
            return Path(tempfile.mkdtemp(prefix="sprava-"))
        return self.vault.staging.new_scratch()

    @property
    def today(self) -> dt.date:
        """The legal day."""
        return legal_day(self.vault.clock())

    def reading(self, connection: Connection) -> Reading:
        """What whoever acts may read, on this connection; pages ask for their visitor instead.

        Raises:
            NoSuchPerson, AccessDenied: nobody may act under this name.
        """
        day = self.today.isoformat()
        return Reading(connection, viewer_of(connection, self.actor, day))

    def intake(
        self, *, tell: Callable[[Outcome], None], stop: threading.Event, actor: str | None = None
    ) -> Intake:
        """The way in; `tell` hears of every outcome, `actor` is another than who opened the vault.

        Raises:
            ReadOnly, DiskFull: nothing can be written, so nothing is taken from the inbox.
        """
        self.vault.staging.require_seat()
        s = self.settings
        return Intake(
            self.vault,
            self.airlock,
            actor=actor or self.actor,
            settings=IntakeSettings(
                settle_s=s.inbox.settle_s,
                polling=s.inbox.polling,
                poll_s=s.inbox.poll_s,
                rescan_s=s.inbox.rescan_s,
                ready_only=s.inbox.ready_only,
                workers=s.work.workers,
                print_duplex=s.print.duplex,
                clamd=s.antivirus.clamd,
                judging=self.judging,
            ),
            tell=tell,
            stop=stop,
        )

    def deriving(self, stop: threading.Event | None = None) -> Deriving:
        """What the background work needs."""
        s = self.settings
        return Deriving(
            vault=self.vault,
            airlock=self.airlock,
            office=self._office_airlock,
            tools=find_tools(),
            judge=Judge(self.vault, self.airlock, self.judging),
            workers=s.work.workers,
            actor=self.actor,
            print_duplex=s.print.duplex,
            stop=stop or threading.Event(),
        )

    def judging(self) -> dict[str, Json]:
        """Whom the court trusts now, by its settings and its journal, as the judge is told."""
        return judging(self.vault, self.anchors())

    def trusted_names(self) -> list[str]:
        """The same as a report names it."""
        return [*trusted_names(self.vault), *(path.name for path in self.anchors())]

    @cached_property
    def _office_airlock(self) -> Airlock:
        """One child for LibreOffice, which is large and stays loaded."""
        memory = max(_OFFICE_MIB, self._limits.memory_mib)
        limits = dataclasses.replace(self._limits, memory_mib=memory, keep_mib=_OFFICE_KEEP_MIB)
        return Airlock(workers=1, limits=limits, scratch=self._scratch)

    @property
    def _limits(self) -> Limits:
        s = self.settings.limits
        return Limits(seconds=s.seconds, memory_mib=s.memory_mib, file_mib=s.file_mib)

    def anchors(self) -> list[Path]:
        """Certificates the court trusts; relative paths are below the vault."""
        return [self.vault.layout.root / path for path in self.settings.trust.anchors]

    @cached_property
    def index(self) -> VaultIndex:
        """The full-text index; it follows the journal and is made anew when it is broken."""
        from search import VaultIndex  # noqa: PLC0415

        return VaultIndex(self.vault.layout.index, self.analysis)

    def rebuild_index(
        self, progress: Callable[[int, int | None], None], engine: str | None = None
    ) -> int:
        """Make the full-text index anew, by another engine if one is named; how many documents.

        Raises:
            EngineMissing: its library is not installed.
        """
        from search import rebuild  # noqa: PLC0415

        return rebuild(self.vault, self.index, progress, engine=engine)

    @cached_property
    def finder(self) -> Finder:
        """Searches the vault, and remembers what readers may see."""
        from search import Finder  # noqa: PLC0415

        return Finder(self.vault, self.index, self.analysis)

    @cached_property
    def analysis(self) -> Analysis:
        """The Ukrainian dictionary, loaded on first use."""
        from search import Analysis  # noqa: PLC0415

        return Analysis()

    @property
    def press(self) -> Press:
        """The typesetter of forms, with the court's own templates and orders as they are now."""
        from inventory.service.forms import make_press  # noqa: PLC0415

        with self.vault.read() as connection:
            recorded = tuple(recorded_templates(connection))
        if self._press is None or self._press[0] != recorded:
            own = self.settings.print.templates
            folder = self.vault.layout.root / own if own else None
            settled = bool(self.settings.print.confirmed_by_order)
            self._press = recorded, make_press(self.vault, self.airlock, folder, settled=settled)
        return self._press[1]

    def letterhead(self) -> Letterhead:
        """The court and its signatories as forms want them."""
        from inventory.forms import Signatory  # noqa: PLC0415
        from inventory.volumes.papers import Letterhead  # noqa: PLC0415

        s = self.settings
        with self.vault.read() as connection:
            people = names_of(connection)

        def person(signatory: settings.Person) -> Signatory:
            return Signatory(position=signatory.position, name=signatory.name)

        return Letterhead(
            court=s.court.name,
            fonds=s.court.fonds,
            state_archive=s.court.state_archive,
            judge=person(s.signatories.judge),
            clerk=person(s.signatories.clerk),
            archivist=person(s.signatories.archivist),
            head=person(s.signatories.head),
            draft=False,  # the press knows which forms an order confirms
            duplex=s.print.duplex,
            joiner=s.numbering.joiner,
            people=people,
        )

    def working_days(self) -> WorkingDays:
        """Which days are worked, by our table of holidays or the court's own."""
        return read_holidays(self._own_table(self.settings.registration.holidays))

    def indexes(self) -> tuple[CaseIndex, ...]:
        """The indexes of annex 3, by our table or the court's own."""
        return read_indexes(self._own_table(self.settings.registration.indexes))

    def _own_table(self, named: str) -> Path | None:
        if not named:
            return None
        path = self.vault.layout.root / named
        if not path.is_file():
            raise BadConfig(path=self.vault.layout.settings, reason=f"файла «{named}» немає")
        return path

    @property
    def inbox(self) -> Path:
        """Where files arrive."""
        return self.vault.layout.inbox

    def new_id(self) -> str:
        """A short random id: ten letters and digits that are not mistaken for one another."""
        return "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(10))

    def close(self) -> None:
        """Stop children and let go of the catalogue."""
        for name in ("airlock", "_office_airlock"):
            if name in self.__dict__:
                self.__dict__[name].close()
        if "_scratch" in self.__dict__:
            discard(self._scratch)
        self.vault.close()
