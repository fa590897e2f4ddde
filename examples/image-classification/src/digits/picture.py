"""Images as the model sees them, and a picture of what it confuses."""

import io

import numpy
from PIL import Image, ImageDraw

from digits.data import INK, SIDE

CELL = 36


def from_png(content: bytes) -> numpy.ndarray:
    """White ink on black paper, of any size: what is drawn larger is made smaller by areas, as the digits were."""
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        if max(picture.size) > 2048:
            raise ValueError("asked for a picture of at most 2048 by 2048 pixels")
        grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return numpy.rint(numpy.asarray(grey, dtype=numpy.float64) * INK / 255).astype(numpy.uint8)


def to_png(image: numpy.ndarray) -> bytes:
    grey = numpy.rint(image.astype(numpy.float64) * 255 / INK).astype(numpy.uint8)
    content = io.BytesIO()
    Image.fromarray(grey).save(content, format="PNG", optimize=True)
    return content.getvalue()


def draw_confusion(confusion: list[list[int]]) -> Image.Image:
    side = len(confusion) + 1
    picture = Image.new("RGB", (side * CELL, side * CELL), "white")
    draw = ImageDraw.Draw(picture)
    most = max(max(row) for row in confusion) or 1
    for place in range(1, side):
        _write(draw, 0, place, str(place - 1), "black")
        _write(draw, place, 0, str(place - 1), "black")
    for row, counts in enumerate(confusion, start=1):
        for column, count in enumerate(counts, start=1):
            # What is right is blue, what is wrong is red; one mistake is seen beside a hundred right answers.
            share = count / most if row == column else min(1.0, count / 3)
            light = round(255 * (1 - 0.8 * share))
            colour = (light, light, 255) if row == column else (255, light, light)
            box = (column * CELL, row * CELL, (column + 1) * CELL - 1, (row + 1) * CELL - 1)
            draw.rectangle(box, fill=colour)
            if count:
                _write(draw, column, row, str(count), "black")
    return picture


def _write(draw: ImageDraw.ImageDraw, column: int, row: int, text: str, fill: str) -> None:
    draw.text((column * CELL + CELL / 2, row * CELL + CELL / 2), text, fill=fill, anchor="mm")
