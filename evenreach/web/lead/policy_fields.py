"""Exact numbers as people write them in a policy."""

import re
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField

from evenreach.web.forms import Affixed

WEIGHT = re.compile(r"[0-9]{1,6}|[0-9]{0,6}\.[0-9]{1,6}|[0-9]{1,6} ?/ ?[0-9]{1,6}")
PER_CENT = re.compile(r"([0-9]{1,3}|[0-9]{0,3}\.[0-9]{1,4}) ?%?")
HUNDRED = 100


class WeightField(CharField):
    """A weight as people write it (1, 1/50, 0.2), kept as an exact Fraction; empty is nought."""

    def clean(self, value: str | None) -> Fraction:
        text = str(super().clean(value)).strip()
        if not text:
            return Fraction(0)
        if not WEIGHT.fullmatch(text):
            raise ValidationError(
                f"{self.label} must be a number or a fraction, nought or more, like 1, 0.2 or 1/50",
                "not_a_weight",
            )
        top, _, bottom = text.replace(" ", "").partition("/")
        if bottom and not int(bottom):
            raise ValidationError(
                f"{self.label} cannot be divided by nought; write a fraction like 1/50",
                "divided_by_nought",
            )
        return Fraction(top) / Fraction(bottom or 1)


class PerCentField(CharField):
    """A part of a hundred (25, 12.5, 100 %), kept as an exact Fraction of 1; None where empty."""

    def __init__(self, *, most: int = HUNDRED, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            Affixed(suffix="%", inputmode="decimal", attrs={"class": "govuk-input--width-3"}),
        )
        super().__init__(required=False, max_length=12, **kwargs)
        self.most = most

    def clean(self, value: str | None) -> Fraction | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = PER_CENT.fullmatch(text)
        part = Fraction(found[1]) if found else None
        if part is None or part > self.most:
            raise ValidationError(
                f"{self.label} must be a number of per cent from 0 to {self.most}, like 25",
                "not_per_cent",
            )
        return part / HUNDRED


def per_cent(part: Fraction | None) -> str:
    """25 or 12.5, as it is typed; empty where there is none."""
    if part is None:
        return ""
    return f"{float(part * HUNDRED):.4f}".rstrip("0").rstrip(".")
