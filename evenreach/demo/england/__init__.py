"""England's schools as published, packed, for benchmarks and studies: see README.md beside this."""

import lzma
from pathlib import Path

FOLDER = Path(__file__).parent


def england_files() -> dict[str, bytes]:
    """The bytes of each carried file, unpacked, by the file's name without `.xz`."""
    return {path.stem: lzma.decompress(path.read_bytes()) for path in sorted(FOLDER.glob("*.xz"))}
