"""Signed PDFs: every level, accepted by poppler and by our own judgement; nothing is hidden."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from asn1crypto import keys
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import SimpleSigner

from inventory.forms import Press, SignatureMark, signature_mark
from signing import Changed, Indication, Level
from signing.making import Maker, MarkOrder, Reach, SigningKey
from signing.making.errors import NoEvidence, NoRoom, NotIntact, NotSignable
from tests.signing import pdfs, pki
from tests.signing.making import world


@pytest.mark.parametrize("reach", Reach)
def test_each_level_is_what_our_own_judgement_finds(
    maker: Maker, key: SigningKey, shop: Path, room: Path, reach: Reach
) -> None:
    source = shop / "page.pdf"
    before = source.read_bytes()

    made = maker.pdf(source, room, key, reach, said={"reason": "Відповідь на запит"})

    [one] = made.report.signatures
    assert one.level is Level[reach.name]
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert one.signer.name == world.JUDGE
    assert (one.indication is Indication.TOTAL_PASSED) is (reach >= Reach.LT)
    assert (one.proven_time is not None) is (reach >= Reach.LT)
    assert len(made.report.timestamps) == (reach is Reach.LTA)
    assert source.read_bytes() == before
    assert made.path.read_bytes().startswith(before)  # only appended to


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig (poppler-utils) here")
@pytest.mark.parametrize("reach", Reach)
def test_poppler_accepts_it(
    maker: Maker, key: SigningKey, shop: Path, room: Path, reach: Reach
) -> None:
    made = maker.pdf(shop / "page.pdf", room, key, reach)

    told = subprocess.run(
        ["pdfsig", "-nocert", made.path], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid." in told
    assert world.JUDGE in told
    assert "ETSI.CAdES.detached" in told


def test_a_second_signature_leaves_the_first_as_it_was(
    maker: Maker, key: SigningKey, shop: Path, subfolder: Callable[[str], Path]
) -> None:
    first = maker.pdf(shop / "page.pdf", subfolder("first"), key, Reach.LTA)
    second = maker.pdf(first.path, subfolder("second"), key, Reach.LTA)

    assert [one.level for one in second.report.signatures] == [Level.LTA, Level.LTA]
    assert {one.changed_after_signing for one in second.report.signatures} <= {
        Changed.NONE,
        Changed.ALLOWED,
    }
    assert all(one.indication is Indication.TOTAL_PASSED for one in second.report.signatures)


def mark(folder: Path, name: str = world.JUDGE) -> Path:
    value = SignatureMark(
        seal=False,
        name=name,
        position="Секретар судового засідання",
        serial="3A00FF" * 6,
        issuer="Вигаданий ЦСК",
        at=world.NOW,
    )
    path = folder / "mark.pdf"
    path.write_bytes(Press().piece(signature_mark(value)))
    return path


def drawn(path: Path, page: int = 0) -> list[int]:
    """The page in gray, as it is printed."""
    with pypdfium2.PdfDocument(path) as opened:
        opened.init_forms()
        return list(opened[page].render(scale=1, grayscale=True).to_pil().tobytes())


def said_on(path: Path) -> str:
    """What is written in annotations of the last page."""
    with pikepdf.open(path) as opened:
        [field] = opened.pages[-1].Annots
        assert int(field.F) & 4  # it is printed, too
        form = field.AP.N
        name = next(iter(form.Resources.XObject))
        inner = form.Resources.XObject[str(name)]
        texts = pikepdf.new()
        texts.add_blank_page(page_size=(300, 300))
        texts.pages[0].Contents = texts.make_stream(b"/M Do")
        copied = texts.copy_foreign(inner)
        texts.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(M=copied))
        out = io.BytesIO()
        texts.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as opened:
        text: str = opened[0].get_textpage().get_text_bounded()
        return text


def test_a_visible_mark_hides_nothing_and_says_who(
    maker: Maker, key: SigningKey, shop: Path, room: Path
) -> None:
    source = shop / "page.pdf"

    made = maker.pdf(source, room, key, Reach.B, mark=MarkOrder(mark(room)))

    before, after = drawn(source), drawn(made.path)
    inked = [place for place, value in enumerate(before) if value < 200]
    assert inked
    assert all(after[place] == before[place] for place in inked)
    assert sum(value < 200 for value in after) > len(inked) + 500  # the mark is there
    told = " ".join(said_on(made.path).split())
    assert "Підписано електронним підписом" in told
    assert world.JUDGE in told
    assert "КЕП" not in told


def test_marks_of_several_signatures_stand_side_by_side(
    maker: Maker, key: SigningKey, shop: Path, subfolder: Callable[[str], Path], room: Path
) -> None:
    order = MarkOrder(mark(room))
    first = maker.pdf(shop / "page.pdf", subfolder("first"), key, Reach.B, mark=order)
    second = maker.pdf(first.path, subfolder("second"), key, Reach.B, mark=order)

    once, twice = drawn(first.path), drawn(second.path)
    assert all(twice[place] == value for place, value in enumerate(once) if value < 200)
    assert all(
        one.changed_after_signing in {Changed.NONE, Changed.ALLOWED}
        for one in second.report.signatures
    )


def full_page() -> bytes:
    """A page with no place left: a picture over all of it."""
    with pikepdf.open(io.BytesIO(pdfs.page())) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"0.7 g 0 0 595 842 re f")
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_where_there_is_no_place_nothing_is_signed(
    maker: Maker, key: SigningKey, room: Path
) -> None:
    source = room / "full.pdf"
    source.write_bytes(full_page())

    with pytest.raises(NoRoom) as refused:
        maker.pdf(source, room, key, Reach.B, mark=MarkOrder(mark(room)))

    assert refused.value.details["page"] == 1
    assert not (room / "signed.pdf").exists()


def encrypted() -> bytes:
    with pikepdf.open(io.BytesIO(pdfs.page())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
        return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pdfs.page()[:200],
        encrypted(),
        pdfs.sign(pdfs.page(), permission=MDPPerm.NO_CHANGES),
        b"%PDF-1.7\n",
    ],
    ids=["damaged", "encrypted", "closed by a signature", "empty"],
)
def test_a_pdf_that_takes_no_signature_is_refused_and_left_alone(
    maker: Maker, key: SigningKey, room: Path, data: bytes
) -> None:
    source = room / "source.pdf"
    source.write_bytes(data)

    with pytest.raises(NotSignable):
        maker.pdf(source, room, key, Reach.B)

    assert source.read_bytes() == data


def private_der(identity: pki.Identity) -> bytes:
    der: bytes = identity.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return der


def test_a_key_that_is_not_the_certificates_never_gets_out(
    maker: Maker, key: SigningKey, shop: Path, room: Path
) -> None:
    other = world.issue("Інша Особа", key=pki.rsa_key("other"))
    mixed = SimpleSigner(
        signing_cert=other.asn1,
        signing_key=keys.PrivateKeyInfo.load(private_der(world.judge())),
        cert_registry=key.signer.cert_registry,
    )

    with pytest.raises(NotIntact):
        maker.pdf(shop / "page.pdf", room, SigningKey(mixed, other.der), Reach.B)


def test_without_revocation_data_no_long_term_signature_is_made(
    maker: Maker, key: SigningKey, shop: Path, room: Path
) -> None:

    poor = dataclasses.replace(maker, evidence=())

    with pytest.raises(NoEvidence) as refused:
        poor.pdf(shop / "page.pdf", room, key, Reach.LT)

    assert refused.value.details["name"] == world.JUDGE


def test_a_revoked_certificate_is_refused(
    maker: Maker, key: SigningKey, shop: Path, room: Path
) -> None:

    listed = room / "revoked.crl"
    listed.write_bytes(world.crl(world.judge()))
    warned = dataclasses.replace(maker, evidence=[listed])

    with pytest.raises(NoEvidence):
        warned.pdf(shop / "page.pdf", room, key, Reach.LT)
