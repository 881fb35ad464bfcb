"""A PNG file of an array of colours: for pictures of matrices within an SVG."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def png(pixels: np.ndarray) -> bytes:
    """``pixels``, ``uint8`` of shape (height, width, 3), as a PNG file."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)  # each row says that it is not filtered
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def with_resolution(image: bytes, dpi: float) -> bytes:
    """A PNG file that says how many of its pixels make an inch, so that it is printed in its size."""
    head, rest = image[:33], image[33:]  # the signature and IHDR, always of this length
    at = rest.find(b"pHYs")
    if 0 <= at < rest.find(b"IDAT"):
        rest = rest[: at - 4] + rest[at + 17 :]
    data = struct.pack(">IIB", round(dpi / 0.0254), round(dpi / 0.0254), 1)  # to the metre
    chunk = struct.pack(">I", len(data)) + b"pHYs" + data + struct.pack(">I", zlib.crc32(b"pHYs" + data))
    return head + chunk + rest


def data_address(pixels: np.ndarray) -> str:
    """``pixels`` as the address of an image within an SVG file."""
    return "data:image/png;base64," + b64encode(png(pixels)).decode()
