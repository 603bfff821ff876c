"""The house plan: names, layers, rooms, and one home for each library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from docs.clauses import PACKAGES, ROOT
from tests.test_tidy import HOUSE, name_of, tree_of

# Where a library may be imported. Each has as few homes as it can; a new one is a decision.
HOMES = {
    "authlib": ("desk/web/entry/provider.py",),
    "httpx": ("desk/web/entry/provider.py",),
    "joserfc": ("desk/web/entry/provider.py",),
    "anyio": ("desk/web/pages/arrivals.py",),
    "argon2": ("desk/web/entry/credentials.py",),
    "jinja2": ("desk/web/",),
    "markupsafe": ("desk/web/",),
    "starlette": ("desk/web/",),
    "uvicorn": ("desk/web/serve.py",),
    "PIL": ("vault/airlock/", "ingest/reading/", "desk/demo/"),
    "asn1crypto": ("vault/airlock/cms.py", "signing/", "desk/demo/"),
    "click": ("desk/",),
    "cryptography": ("signing/", "desk/demo/"),
    "cv2": ("ingest/reading/",),
    "fontTools": ("inventory/forms/", "ingest/reading/"),
    "lxml": (
        "vault/airlock/",
        "signing/",
        "inventory/volumes/premis.py",
        "ingest/reading/frozen.py",
    ),
    "msgspec": ("search/reading.py",),
    "numpy": ("ingest/reading/", "inventory/export/", "search/", "desk/demo/"),
    "pkcs11": ("signing/making/keys.py",),
    "pikepdf": ("vault/airlock/", "ingest/reading/", "inventory/forms/", "inventory/export/"),
    "pygfried": ("vault/airlock/identify.py",),
    "pyhanko": ("signing/", "desk/demo/"),
    "pyhanko_certvalidator": ("signing/", "desk/demo/"),
    "pymorphy3": ("search/analysis.py",),
    "pypdfium2": ("vault/airlock/", "ingest/reading/", "inventory/export/"),
    "rapidfuzz": ("search/engines/matching.py",),
    "rich": ("desk/output.py",),
    "sqlalchemy": ("vault/", "ingest/", "signing/", "inventory/", "search/", "retention/", "desk/"),
    "tantivy": ("search/engines/tantivy/",),
    "typst": ("inventory/forms/", "desk/demo/"),
    "watchdog": ("ingest/",),
    "whoosh": ("search/whoosh_import.py",),
    "zxingcpp": ("ingest/reading/separators.py", "inventory/forms/separator.py"),
}

# Beside a package's own door and its errors, what each neighbour uses. The desk wires everything
# and may look anywhere; for the others this list should only get shorter.
SIDE_DOORS = {
    ("ingest", "inventory.registration.card"),
    ("ingest", "inventory.language.days"),
    ("ingest", "inventory.events"),
    ("ingest", "inventory.arrangement.kinds"),
    ("ingest", "inventory.queries"),
    ("ingest", "inventory.registration.separators"),
    ("ingest", "vault.airlock"),
    ("ingest", "vault.airlock.archives"),
    ("ingest", "vault.airlock.encoding"),
    ("ingest", "vault.airlock.errors"),
    ("ingest", "vault.airlock.xml"),
    ("ingest", "vault.canonical"),
    ("ingest", "vault.model"),
    ("inventory", "vault.airlock"),
    ("inventory", "vault.canonical"),
    ("inventory", "vault.model"),
    ("inventory", "vault.verdict"),
    ("retention", "inventory.language.days"),
    ("retention", "inventory.events"),
    ("retention", "inventory.forms"),
    ("retention", "inventory.volumes.papers"),
    ("retention", "inventory.queries"),
    ("retention", "inventory.language.words"),
    ("retention", "vault.disk"),
    ("search", "inventory.access"),
    ("search", "inventory.access.tables"),
    ("search", "inventory.arrangement.kinds"),
    ("search", "inventory.language.words"),
    ("search", "inventory.volumes.leaves"),
    ("search", "inventory.queries"),
    ("search", "inventory.volumes.sheets"),
    ("search", "inventory.tables"),
    ("search", "vault.airlock"),
    ("search", "vault.model"),
    ("signing", "vault.airlock"),
    ("signing", "vault.airlock.archives"),
    ("signing", "vault.airlock.xml"),
    ("signing", "vault.airlock.versions"),
    ("signing", "vault.airlock.pdfium"),
    ("signing", "vault.model"),
}


# Who opens a transaction, and so commits (docs/ARCHITECTURE.md, «Who commits»).
COMMITTERS = {
    "desk/finish.py",
    "desk/verbs/again.py",
    "desk/verbs/cases.py",
    "desk/verbs/containers.py",
    "desk/verbs/correcting.py",
    "desk/verbs/documents.py",
    "desk/verbs/importing.py",
    "desk/verbs/kinds.py",
    "desk/verbs/order.py",
    "desk/verbs/people.py",
    "desk/verbs/relations.py",
    "desk/verbs/retention.py",
    "desk/verbs/series.py",
    "desk/verbs/serving.py",
    "desk/verbs/numbering.py",
    "desk/verbs/sheets.py",
    "desk/verbs/transfer.py",
    "desk/verbs/trust.py",
    "desk/verbs/volumes.py",
    "desk/web/at_hand/traces.py",
    "ingest/again.py",
    "ingest/derive.py",
    "ingest/refusing.py",
    "ingest/registering.py",
    "ingest/uploading.py",
    "inventory/service/acts.py",
    "inventory/service/certification.py",
    "inventory/service/changes.py",
    "inventory/service/copies.py",
    "inventory/service/forms.py",
    "inventory/service/registers.py",
    "inventory/service/handing_over.py",
    "inventory/service/inspections.py",
    "inventory/service/removal.py",
    "inventory/service/separators.py",
    "inventory/service/joining.py",
    "inventory/service/signing.py",
    "retention/service/acts.py",
    "vault/acknowledging.py",
    "vault/backup.py",
    "vault/service.py",
}
# Pages do what verbs do, by the same services, so their power cuts are those of the verbs.
PAGES = ("desk/web/pages/", "desk/web/cases/casework.py")


def imported() -> dict[str, set[str]]:
    """Every third-party name imported in the house, and the modules that import it."""
    found: dict[str, set[str]] = {}
    own = {*PACKAGES, *sys.stdlib_module_names}
    for path in HOUSE:
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Import(names=names):
                    modules = [alias.name for alias in names]
                case ast.ImportFrom(module=str(module), level=0):
                    modules = [module]
                case _:
                    continue
            for name in {module.partition(".")[0] for module in modules} - own:
                found.setdefault(name, set()).add(name_of(path))
    return found


def entered() -> Iterator[tuple[str, str, str]]:
    """(module, package entered by it, name imported) wherever one package enters another."""
    for path in HOUSE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                top = node.module.partition(".")[0]
                if top in PACKAGES and not name_of(path).startswith((f"{top}/", "desk/")):
                    for alias in node.names:
                        yield name_of(path), node.module, alias.name


def test_neighbours_come_in_by_the_door() -> None:
    doors = {*PACKAGES, *(f"{package}.errors" for package in PACKAGES)}
    used = {(user.partition("/")[0], module) for user, module, _ in entered()}
    used = {(user, module) for user, module in used if module not in doors}

    assert used - SIDE_DOORS == set()
    assert SIDE_DOORS - used == set(), "no longer needed: take them out"
    assert [one for one in entered() if one[2].startswith("_")] == []


def test_only_these_modules_open_a_transaction() -> None:
    found = {
        name_of(path)
        for path in HOUSE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "transaction"
    }

    assert {name for name in found if not name.startswith(PAGES)} == COMMITTERS


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_a_door_and_names_its_errors(package: str) -> None:
    rooms = {path.name for path in (ROOT / package).iterdir()}

    assert {"__init__.py", "errors.py"} <= rooms or package == "desk"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_provides_our_names(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"sprava"}


def test_the_layers_hold() -> None:
    """In a process of its own: the linter silences every logger that there is."""
    linter = str(Path(sys.executable).with_name("lint-imports"))
    run = [linter, "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("library", sorted(imported().keys() | HOMES))
def test_a_library_stays_at_home(library: str) -> None:
    users, homes = imported().get(library, set()), HOMES.get(library, ())

    assert homes, f"{library} has no home yet: {users}"
    assert users, f"{library} is not used any more"
    assert {user for user in users if not user.startswith(homes)} == set()
