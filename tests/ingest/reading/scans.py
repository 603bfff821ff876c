"""Pages as a court's scanner gives them: drawn, then spoilt in known ways."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inventory.forms.fonts import FOLDER

SERIF, SANS = "LiberationSerif-Regular.ttf", "LiberationSans-Regular.ttf"
A4_IN = (8.27, 11.69)

LINES = """Справа № 757/12345/25
Провадження № 2-3456/25
УХВАЛА
ІМЕНЕМ УКРАЇНИ
12 листопада 2025 року м. Вигадане
Суддя Вигаданого районного суду Їжакевич О. П., розглянувши заяву
позивача про забезпечення позову у справі за позовом Товариства
з обмеженою відповідальністю «Їжачок і Єнот» до Приватного
підприємства «Щедрий обрій» про стягнення заборгованості за
договором поставки № 17/2024 від 05.03.2024, встановив таке.
До суду надійшла заява, у якій позивач просить накласти арешт на
кошти відповідача в межах суми 1 250 000,00 грн, що знаходяться
на рахунках, відкритих у банківських установах України. Заяву
обґрунтовано тим, що відповідач ухиляється від виконання свого
зобов'язання, а невжиття заходів може істотно ускладнити чи
унеможливити виконання рішення суду. Відповідно до частини
першої статті 149 цього Кодексу суд за заявою учасника справи
має право вжити заходів забезпечення позову, зазначених у п. 3.
Суд враховує докази на с. 14, 15 зв. тому № 2 та пояснення
представника позивача, надані під час засідання 10.11.2025.
УХВАЛИВ: заяву задовольнити частково.
Суддя О. П. Їжакевич""".splitlines()

Pixels = NDArray[Any]


def page(
    lines: list[str] | None = None, *, dpi: int = 300, points: float = 12, font: str = SERIF
) -> Image.Image:
    """An A4 page with `lines` of black text on white."""
    width, height = (round(side * dpi) for side in A4_IN)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(FOLDER / font), round(points * dpi / 72))
    for number, line in enumerate(LINES if lines is None else lines):
        draw.text(
            (dpi, dpi * 0.8 + number * points * 1.4 * dpi / 72), line, font=face, fill="black"
        )
    return image


def stamped(image: Image.Image, *, at: tuple[float, float] = (0.45, 0.32)) -> Image.Image:
    """The page with a round blue stamp over its text."""
    across, down = (round(share * side) for share, side in zip(at, image.size, strict=True))
    radius = image.width // 8
    stamp = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(stamp)
    blue = (70, 90, 200)
    for size, thick in ((radius, 12), (radius * 2 // 3, 6)):
        box = (across - size, down - size, across + size, down + size)
        draw.ellipse(box, outline=blue, width=thick)
    face = ImageFont.truetype(str(FOLDER / SANS), radius // 4)
    draw.text((across, down), "ВИГАДАНИЙ СУД", font=face, fill=blue, anchor="mm")
    return Image.fromarray(np.minimum(np.asarray(image), np.asarray(stamp)))


def spoilt(
    image: Image.Image, *, skew: float = 0.8, noise: float = 6, contrast: float = 0.8, seed: int = 1
) -> Image.Image:
    """The page as scanned: askew, blurred, grey paper, with noise."""
    width, height = image.size
    paper = round(255 * 0.95)
    pixels = np.asarray(
        image.point(lambda value: round(value * contrast + 255 * (0.95 - contrast)))
    )
    turning = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    turned = cv2.warpAffine(pixels, turning, (width, height), borderValue=(paper, paper, paper))
    blurred = cv2.GaussianBlur(turned, (0, 0), 0.8)
    tile = np.random.default_rng(seed).normal(0, noise, (512, 512, 3)).astype(np.int16)
    grain = np.tile(tile, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return Image.fromarray(np.clip(blurred + grain, 0, 255).astype(np.uint8))


def as_jpeg(image: Image.Image, path: Path, *, quality: int = 75, dpi: int = 300) -> Path:
    image.save(path, "JPEG", quality=quality, dpi=(dpi, dpi))
    return path


def error_rate(read: str, truth: str) -> float:
    """Character error rate: edits per character, spaces and kinds of quotes set aside."""
    first, second = _folded(read), _folded(truth)
    row = np.arange(len(second) + 1)
    letters = np.array(list(second))
    for number, letter in enumerate(first, 1):
        replaced = row[:-1] + (letters != letter)
        below = np.concatenate([[number], np.minimum(replaced, row[1:] + 1)])
        # An insertion costs one more than its left neighbour: a running minimum of (cost - place).
        place = np.arange(len(below))
        row = np.minimum.accumulate(below - place) + place
    return float(row[-1]) / len(second)


def _folded(text: str) -> str:
    table = str.maketrans({"’": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-"})
    return " ".join(unicodedata.normalize("NFC", text).translate(table).split())
