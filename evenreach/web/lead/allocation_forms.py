import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, IntegerField, MultipleChoiceField, TextInput

from evenreach.web.forms import Affixed, Checkboxes, Form, Radios
from evenreach.web.templatetags.schools import FIGURES, phase_in_words, phases_in_order

WEIGHT = re.compile(r"[0-9]{1,6}|[0-9]{0,6}\.[0-9]{1,6}|[0-9]{1,6} ?/ ?[0-9]{1,6}")
METHODS = {
    "sainte_lague": (
        "Sainte-Laguë",
        "Rounds to the nearest whole number. Favours schools with neither much need nor little.",
    ),
    "dhondt": ("D’Hondt", "Rounds down. Favours schools with much need."),
    "huntington_hill": (
        "Huntington-Hill",
        "Rounds at the geometric mean, and every school with any need has one session first. "
        "Favours little need slightly.",
    ),
    "adams": (
        "Adams",
        "Rounds up, so every school with any need has one session first. Favours little need.",
    ),
}


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


class PolicyForm(Form):
    """What a policy lays down; `phases` are those that the service serves."""

    name = CharField(
        label="Name of the policy",
        help_text="Schools read it, for example “Base of three and need”.",
        max_length=100,
        error_messages={"required": "Enter a name for the policy"},
    )
    base_sessions = IntegerField(
        label="Base: sessions that every school has",
        min_value=0,
        max_value=500,
        widget=Affixed(
            suffix="sessions", inputmode="numeric", attrs={"class": "govuk-input--width-3"}
        ),
        error_messages={
            "required": "Enter the base, which may be 0",
            "invalid": "The base must be a whole number of sessions, like 3",
            "min_value": "The base must be 0 sessions or more",
            "max_value": "The base must be %(limit_value)s sessions or fewer",
        },
    )
    base_only = MultipleChoiceField(
        label="Phases that take the base and no more",
        help_text="For example where plans already pay for specialist staff. None need be chosen.",
        required=False,
        widget=Checkboxes,
    )
    method = ChoiceField(
        label="How results become whole sessions",
        choices=[(method, name) for method, (name, _) in METHODS.items()],
        initial="sainte_lague",
        widget=Radios(hints={method: hint for method, (_, hint) in METHODS.items()}),
    )

    def __init__(self, *args: Any, phases: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(phase, phase_in_words(phase)) for phase in phases_in_order(phases)]
        self.fields["base_only"].choices = chosen  # type: ignore[attr-defined]
        for figure, words in FIGURES.items():
            self.fields[_field_of(figure)] = _weight_field(words)
            self._say_sentences(_field_of(figure))
        self.order_fields(["name", "base_sessions", *map(_field_of, FIGURES)])

    @property
    def weights(self) -> dict[str, Fraction]:
        """The figures that count, by name; those of weight nought are left out."""
        given = {figure: self.cleaned_data[_field_of(figure)] for figure in FIGURES}
        return {figure: weight for figure, weight in given.items() if weight}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        weights = [cleaned.get(_field_of(figure)) for figure in FIGURES]
        if not any(weight or weight is None for weight in weights):
            first = _field_of(next(iter(FIGURES)))
            self.add_error(first, "Give at least one figure a weight above nought")
        return cleaned


def starting_with(weights: Mapping[str, str]) -> dict[str, str]:
    """The form's first values for weights as a policy keeps them."""
    return {_field_of(figure): weight for figure, weight in weights.items()}


def _field_of(figure: str) -> str:
    return f"weight_{figure}"


def _weight_field(words: str) -> WeightField:
    return WeightField(
        label=f"Weight of {words[:1].lower()}{words[1:]}",
        required=False,
        max_length=20,
        widget=TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
    )
