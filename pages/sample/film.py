"""A film of a few seconds, drawn by code: a bar that goes along a line.

A lossy WebP is one key frame of VP8, so Pillow draws the frames, and what is left
to do is the box around them.
"""

import struct
from io import BytesIO

from PIL import Image, ImageDraw

FRAME_MS = 500
SIZE = (320, 180)
PAPER, INK, SIGNAL = "#F6F4EF", "#14202B", "#FFD23F"


def film(*, frames: int = 8) -> bytes:
    """A WebM with `frames` pictures, two a second."""
    header = _box(
        0x1A45DFA3,
        _number(0x4286, 1)
        + _number(0x42F7, 1)
        + _number(0x42F2, 4)
        + _number(0x42F3, 8)
        + _box(0x4282, b"webm")
        + _number(0x4287, 2)
        + _number(0x4285, 2),
    )
    info = _box(
        0x1549A966,
        _number(0x2AD7B1, 1_000_000)
        + _box(0x4489, _float(frames * FRAME_MS))
        + _box(0x4D80, b"Crossroads")
        + _box(0x5741, b"Crossroads"),
    )
    picture = _box(0xE0, _number(0xB0, SIZE[0]) + _number(0xBA, SIZE[1]))
    track = _box(
        0xAE,
        _number(0xD7, 1)
        + _number(0x73C5, 1)
        + _number(0x83, 1)
        + _box(0x86, b"V_VP8")
        + picture,
    )
    blocks = b"".join(
        _box(
            0xA3,
            b"\x81" + (n * FRAME_MS).to_bytes(2, "big") + b"\x80" + _frame(n, frames),
        )
        for n in range(frames)
    )
    cluster = _box(0x1F43B675, _number(0xE7, 0) + blocks)
    return header + _box(0x18538067, info + _box(0x1654AE6B, track) + cluster)


def _frame(number: int, frames: int) -> bytes:
    """The VP8 key frame inside a WebP file."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    draw.line((24, height // 2, width - 24, height // 2), fill=INK, width=6)
    x = 24 + (width - 48) * number // max(1, frames - 1)
    draw.ellipse((x - 14, height // 2 - 14, x + 14, height // 2 + 14), fill=SIGNAL)
    file = BytesIO()
    picture.save(file, "WEBP", quality=40)
    data = file.getvalue()
    start = data.index(b"VP8 ")
    length = int.from_bytes(data[start + 4 : start + 8], "little")
    return data[start + 8 : start + 8 + length]


def _box(name: int, content: bytes) -> bytes:
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return head + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _number(name: int, value: int) -> bytes:
    return _box(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _float(value: float) -> bytes:
    return struct.pack(">d", value)
