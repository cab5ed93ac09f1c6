"""A reader with a pocket calculator: the tables of a page, and sums typed as they are printed."""

import re
from fractions import Fraction
from html.parser import HTMLParser
from math import floor

Tables = dict[str, list[list[str]]]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Tables = {}
        self._rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows = self.found.setdefault(dict(attrs).get("id") or "", [])
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._in_cell = True
            self._rows[-1].append("")
        elif tag == "br" and self._in_cell:
            self._rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
            self._rows[-1][-1] = self._rows[-1][-1].strip()

    def handle_data(self, text: str) -> None:
        if self._in_cell:
            self._rows[-1][-1] += text


def tables_of(html: str) -> Tables:
    """The rows of every table of a page, by the id of the table."""
    parser = _Tables()
    parser.feed(html)
    return parser.found


def typed(sum_as_printed: str) -> Fraction:
    """`66 × 1 ÷ 3` worked out from left to right, as a pocket calculator does."""
    first, *rest = re.split(r"([×÷])", sum_as_printed.replace(",", "").replace("−", "-"))
    result = Fraction(first.replace(" ", "") or "1")
    for sign, number in zip(rest[::2], rest[1::2], strict=True):
        result = result * Fraction(number.strip()) if sign == "×" else result / Fraction(number)
    return result


def shows(result: Fraction, printed: str) -> bool:
    """Whether the calculator's result reads as printed, with as many decimals as printed."""
    places = len(printed.partition(".")[2])
    return floor(result * 10**places + Fraction(1, 2)) == typed(printed) * 10**places
