"""How large a reader has the text of every page, in per cent of their browser's own size."""

COOKIE = "text_size"
SIZES = (100, 125, 150, 200)
SECONDS_KEPT = 60 * 60 * 24 * 365


def size_of(remembered: str) -> int:
    """The size that a cookie or a form names; 100 where it names none of ours."""
    return next((size for size in SIZES if str(size) == remembered), SIZES[0])
