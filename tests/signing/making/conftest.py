"""A folder of keys, an authority that answers, and a maker before them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signing.making import Authority, Maker, Secret, SigningKey, open_file
from tests.signing import pdfs
from tests.signing.making import world
from vault.airlock import Airlock, Limits

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates, revocation lists and a PDF; not to be changed."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "root.pem").write_bytes(world.root().pem)
    (folder / "root.crl").write_bytes(world.crl())
    (folder / "judge.p12").write_bytes(world.container(world.judge()))
    (folder / "seal.p12").write_bytes(world.container(world.seal()))
    (folder / "page.pdf").write_bytes(pdfs.page())
    (folder / "answer.txt").write_text("Відповідь на запит № 7\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[world.Server]:
    """OpenSSL as a time-stamping authority on loopback."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to answer as the authority")
    with world.serving(world.openssl_tsa(tmp_path_factory.mktemp("tsa"))) as server:
        yield server


@pytest.fixture(scope="session")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    scratch = tmp_path_factory.mktemp("scratch")
    with Airlock(workers=1, limits=Limits(seconds=60), scratch=scratch) as opened:
        yield opened


@pytest.fixture
def room(airlock: Airlock) -> Iterator[Path]:
    """A folder in which children may write."""
    with airlock.folder() as folder:
        yield folder


@pytest.fixture
def subfolder(room: Path) -> Callable[[str], Path]:
    def made(name: str) -> Path:
        (room / name).mkdir()
        return room / name

    return made


@pytest.fixture(scope="session")
def maker(shop: Path, tsa: world.Server, airlock: Airlock) -> Maker:
    return Maker(
        airlock=airlock,
        now=lambda: dt.datetime.now(dt.UTC),
        judging={"trust": [str(shop / "root.pem")]},
        authority=Authority(tsa.url, seconds=10),
        evidence=[shop / "root.crl"],
    )


@pytest.fixture(scope="session")
def key(shop: Path) -> SigningKey:
    return open_file(shop / "judge.p12", Secret(world.PASSWORD))
