"""The one CSV file inside a publisher's zip, or the file itself where it is no zip."""

import io
import lzma
import struct
import zipfile
import zlib

from evenreach.flow.register.faults import refuse

ZIP = b"PK\x03\x04"
MOST_BYTES = 500_000_000
ENCRYPTED = 0x1
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


def unzipped(raw: bytes, name: str, *, most: int = MOST_BYTES) -> bytes:
    """Raises FileRefused for a zip that is broken, locked, too large or holds anything else."""
    if raw.startswith(ZIP):
        raw = only_member(raw, name, most)
    if len(raw) > most:
        refuse(name, f"at most {most:,} bytes (unpacked, where it is a zip), but there are more")
    return raw


def only_member(raw: bytes, name: str, most: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = ", ".join(member.filename for member in members[:5])
            if len(members) != 1 or not members[0].filename.casefold().endswith(".csv"):
                refuse(
                    name,
                    "a CSV file, or a zip that holds exactly one CSV, but this is "
                    f"a spreadsheet or an archive of {len(members)}: {names or 'nothing'}",
                )
            if members[0].flag_bits & ENCRYPTED:
                refuse(name, "a zip without a password, but this one is encrypted")
            with archive.open(members[0]) as member:
                return member.read(most + 1)
    except BROKEN:
        refuse(
            name,
            "a CSV file or a whole zip, but this is a spreadsheet or an archive that is cut short "
            "or damaged",
        )
