"""Pictures in announcements: told by their content, kept without what a camera wrote into them."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError
from PIL.ImageOps import exif_transpose

from evenreach.flow.journal.refusal import Refusal

MOST_MEGABYTES = 2
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_PIXELS = 12_000_000
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


class UnfitPicture(Refusal):
    """A file is not a picture that can be shown."""


def picture_kind(content: bytes) -> str:
    """Which of MEDIA_TYPES a picture is. Raises UnfitPicture."""
    if len(content) > MOST_BYTES:
        raise UnfitPicture(
            f"The picture is larger than {MOST_MEGABYTES} megabytes, and slow to open on a phone. "
            "Save it smaller, then choose it."
        )
    try:
        with Image.open(BytesIO(content), formats=list(MEDIA_TYPES)) as picture:
            size, kind = picture.width * picture.height, str(picture.format)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UnfitPicture(
            "The file must be a whole PNG or JPEG. Save it as one of them."
        ) from error
    if size > MOST_PIXELS:
        raise UnfitPicture("The picture has more than 12 million points. Save it smaller.")
    return kind


def without_details(kind: str, content: bytes) -> bytes:
    """The same picture without place, camera and time; turned as it was meant."""
    try:
        with Image.open(BytesIO(content), formats=[kind]) as picture:
            plain = exif_transpose(picture)
            plain.info.clear()
            kept = BytesIO()
            plain.save(kept, format=kind)
    except (OSError, ValueError) as error:
        raise UnfitPicture("The picture is cut off. Save it again, then choose it.") from error
    return kept.getvalue()
