"""A logo as it is served: a PNG that says nothing but its picture."""

import struct
import zlib
from collections.abc import Iterator
from struct import unpack

from evenreach.flow.journal.refusal import Refusal

BEGINS = b"\x89PNG\r\n\x1a\n"
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
MOST_BYTES = 100_000
MOST_WIDE, MOST_HIGH = 1_600, 400
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples in a pixel by colour type. Source: PNG specification, third edition, section 6.1."""


class UnfitLogo(Refusal):
    """A file is not a picture that can be an authority's logo."""


def clean_logo(content: bytes) -> bytes:
    """The same picture without its notes, dates and places. Raises UnfitLogo."""
    if len(content) > MOST_BYTES:
        raise UnfitLogo(
            f"The logo has {len(content):,} bytes, and {MOST_BYTES:,} is the most. Save it smaller."
        )
    if not content.startswith(BEGINS):
        raise UnfitLogo("The logo must be a PNG picture. Save it as PNG, then choose it.")
    try:
        parts = list(_parts(content))
        _demand_size(parts)
    except (struct.error, zlib.error, ValueError, KeyError) as fault:
        raise UnfitLogo("The picture is cut off or damaged. Save it again as PNG.") from fault
    return BEGINS + b"".join(part for kind, _, part in parts if kind in KEPT)


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Each part's kind, its matter and the whole of it, to the one that ends the picture."""
    at, kind = len(BEGINS), b""
    while kind != b"IEND":
        length, kind = unpack(">I4s", content[at : at + 8])
        whole = content[at : at + length + 12]
        (checksum,) = unpack(">I", whole[-4:] if len(whole) == length + 12 else b"")
        if zlib.crc32(whole[4:-4]) != checksum:
            raise ValueError(kind)
        yield kind, whole[8:-4], whole
        at += length + 12


def _demand_size(parts: list[tuple[bytes, bytes, bytes]]) -> None:
    """Refuse what is too large, or holds more or fewer pixels than it says."""
    width, height, depth, colours, *_, interlaced = unpack(">IIBBBBB", parts[0][1])
    if not (0 < width <= MOST_WIDE and 0 < height <= MOST_HIGH):
        raise UnfitLogo(
            f"The logo is {width} by {height} pixels. It can be up to {MOST_WIDE} wide and "
            f"{MOST_HIGH} high. Save it smaller."
        )
    if interlaced:
        raise UnfitLogo("The logo is an interlaced PNG. Save it without interlacing.")
    rows = height * (1 + (width * depth * CHANNELS[colours] + 7) // 8)
    packed = b"".join(matter for kind, matter, _ in parts if kind == b"IDAT")
    pixels = zlib.decompressobj().decompress(packed, rows + 1)
    if parts[0][0] != b"IHDR" or len(pixels) != rows:
        raise ValueError(rows)
