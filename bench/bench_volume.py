"""What one PDF of a volume costs beside merging alone, its three forms included.

Promise: 60 documents, 500 pages, 250 sheets with numbers, labels and outline in at most 1 CPU
second for bitonal scans (28 MB) and 2 for grey ones (some 250 MB), in bounded memory; with cover,
internal inventory and certification note set anew, at most 2 and 3. Sketch: merging passes every
byte once; numbering writes the file a second time: about 3 floors at most for grey, where bytes
dominate; 60 rows and two short forms are some 0.3 s. Run with `python -m bench.bench_volume`.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw, ImageFont

from inventory.export import Binding, Bound, Leaf
from inventory.export.volume import export_volume
from inventory.forms import (
    CertificationNote,
    Cover,
    InternalInventory,
    InventoryRow,
    Press,
    Signatory,
    VolumeName,
    certification_note,
    cover,
    internal_inventory,
)
from inventory.forms.fonts import FOLDER

DOCUMENTS = [9] * 20 + [8] * 40  # pages of each: 500
A4 = (595.2, 841.92)
AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
WORDS = "позовна заява суд про стягнення боргу ухвала".split()  # noqa: SIM905  a sentence


def scan(seed: int, *, grey: bool) -> tuple[bytes, int, int]:
    """A page as a scanner gives it: CCITT G4 at 300 dpi, or noisy JPEG at 200."""
    chance = random.Random(seed)
    width, height = (1654, 2339) if grey else (2480, 3508)
    image = Image.new("L", (width, height), 255)
    font = ImageFont.truetype(str(FOLDER / "LiberationSerif-Regular.ttf"), width // 50)
    pen = ImageDraw.Draw(image)
    for y in range(200, height - 200, width // 39):
        pen.text((width // 9, y), " ".join(chance.choices(WORDS, k=9)), font=font, fill=0)
    out = io.BytesIO()
    if grey:
        noise = np.random.default_rng(seed).normal(0, 7, (height, width))
        shades = np.clip(np.asarray(image) * 0.85 + 25 + noise, 0, 255).astype(np.uint8)
        Image.fromarray(shades).save(out, "JPEG", quality=60)
        return out.getvalue(), width, height
    image.point(lambda shade: 255 * (shade > 128)).convert("1").save(
        out, "TIFF", compression="group4", tiffinfo={278: height}
    )
    with Image.open(out) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
    return out.getvalue()[start : start + length], width, height


def image_of(pdf: Pdf, data: bytes, width: int, height: int, *, grey: bool) -> Stream:
    image = pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8 if grey else 1,
        Filter=Name.DCTDecode if grey else Name.CCITTFaxDecode,
    )
    if not grey:
        image.DecodeParms = Dictionary(K=-1, Columns=width, Rows=height)
    return image


def documents(folder: Path, *, grey: bool) -> list[Path]:
    scans = [scan(seed, grey=grey) for seed in range(4)]
    paths = []
    for number, pages in enumerate(DOCUMENTS):
        with pikepdf.new() as pdf:
            for page in range(pages):
                sheet = pdf.add_blank_page(page_size=A4)
                image = image_of(pdf, *scans[(number + page) % 4], grey=grey)
                sheet.obj.Resources = Dictionary(XObject=Dictionary(Im=image))
                sheet.obj.Contents = pdf.make_stream(b"q 595.2 0 0 841.92 0 0 cm /Im Do Q")
            paths.append(folder / f"{number:03}.pdf")
            pdf.save(paths[-1])
    return paths


def binding(paths: list[Path]) -> Binding:
    bound: list[Bound] = []
    number = 0
    for path, pages in zip(paths, DOCUMENTS, strict=True):
        leaves = []
        for first in range(0, pages, 2):
            number += 1
            leaves.append(Leaf(str(number), tuple(range(first, min(first + 2, pages)))))
        bound.append(Bound(path, f"Документ {len(bound) + 1}", tuple(leaves)))
    return Binding(title="Справа № 757/12345/25, том 1", documents=tuple(bound))


def set_forms(press: Press, folder: Path, salt: int) -> dict[str, Path]:
    """The three forms of such a volume, as certification sets them."""
    who = Signatory("Секретар", "З. З. Зразок", dt.date(2026, 11, 21))
    name = VolumeName(court="Зразківський районний суд", case="757/12345/25")
    rows = tuple(
        InventoryRow(
            index=f"2-{row}/25",
            on=dt.date(2025, 5, 3),
            title=f"Ухвала про відкриття провадження {salt}-{row}",
            first=str(4 * row + 1),
            last=str(4 * row + 4),
        )
        for row in range(len(DOCUMENTS))
    )
    forms = {
        "cover": cover(Cover(name=name, received_on=dt.date(2025, 5, 3))),
        "inventory": internal_inventory(
            InternalInventory(name=name, rows=rows, judge=who, clerk=who)
        ),
        "note": certification_note(
            CertificationNote(name=name, last=250, inventory_sheets=3, compiler=who)
        ),
    }
    paths = {}
    for form, filled in forms.items():
        paths[form] = folder / f"{form}.pdf"
        paths[form].write_bytes(press.print(filled, at=AT, draft=False).pdf)
    return paths


def merge(paths: list[Path], out: Path) -> None:
    """The floor: pikepdf puts the pages together and saves them."""
    with pikepdf.new() as pdf:
        for path in paths:
            with pikepdf.open(path) as source:
                pdf.pages.extend(source.pages)
        pdf.save(out)


def main() -> None:
    """Print CPU seconds of both, their ratio, and the peak of memory before the floor ran."""
    press = Press()
    for grey in (False, True):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = documents(folder, grey=grey)
            size = sum(path.stat().st_size for path in paths) / 1e6
            plan, times = binding(paths), []
            for _ in range(3):
                start = time.process_time()
                work = Path(tempfile.mkdtemp(dir=folder))
                export_volume(plan, folder / "volume.pdf", work)
                times.append(time.process_time() - start)
            forms = []
            for salt in range(3):
                start = time.process_time()
                made = set_forms(press, folder, salt)
                bound = replace(
                    plan, cover=made["cover"], inventory=made["inventory"], note=made["note"]
                )
                work = Path(tempfile.mkdtemp(dir=folder))
                export_volume(bound, folder / "volume.pdf", work)
                forms.append(time.process_time() - start)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            floors = []
            for _ in range(3):
                start = time.process_time()
                merge(paths, folder / "merged.pdf")
                floors.append(time.process_time() - start)
        whole, alone, promise = min(times), min(floors), 2 if grey else 1
        with_forms = min(forms)
        kind = "grey" if grey else "bitonal"
        print(f"volume of 60 documents, 500 pages, {kind}, {size:.0f} MB, CPU")
        print(f"  pikepdf merge only {alone:5.2f} s")
        print(
            f"  volume exported    {whole:5.2f} s  (promise {promise})  {whole / alone:.1f} floors"
        )
        print(
            f"  with three forms   {with_forms:5.2f} s  (promise {promise + 1})  "
            f"{with_forms / alone:.1f} floors"
        )
        print(f"  peak of memory so far, inputs being made included: {peak:.0f} MB")


if __name__ == "__main__":
    main()
