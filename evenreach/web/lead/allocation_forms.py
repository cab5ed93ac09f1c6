"""A policy as it is written down: every term of it, in the order in which it is thought of."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django.forms import BoundField, CharField, ChoiceField, IntegerField, TextInput

from evenreach.desks.allocation.terms import SPARSITY, WEIGHTED, WHOLE, CannotShare, Terms
from evenreach.web.forms import Affixed, Form, Radios
from evenreach.web.lead.policy_fields import PerCentField, WeightField, per_cent
from evenreach.web.templatetags.schools import figure_in_words, phase_in_words, phases_in_order
from evenreach.web.words import ROUNDING_METHODS

METHOD_HINTS = {
    "sainte_lague": "Rounds to the nearest whole number. Favours schools with neither much need "
    "nor little.",
    "largest_remainder": "Whole parts first, then one each to the largest remainders. With more "
    "to share, a school can have less.",
    "huntington_hill": "Rounds at the geometric mean, and every school with any need has one "
    "session first. Favours little need slightly.",
    "dhondt": "Rounds down. Favours schools with much need.",
    "adams": "Rounds up, so every school with any need has one session first. Favours little need.",
}
MOST_GAIN = 1000


def _sessions(label: str, hint: str, *, is_needed: bool = False, **errors: str) -> IntegerField:
    return IntegerField(
        label=label,
        help_text=hint,
        required=is_needed,
        min_value=0,
        max_value=500,
        widget=Affixed(
            suffix="sessions", inputmode="numeric", attrs={"class": "govuk-input--width-3"}
        ),
        error_messages=errors,
    )


class NameForm(Form):
    """What a policy is called."""

    name = CharField(
        label="Name of the policy",
        help_text="Schools read it, for example “Base of three and need”.",
        max_length=100,
        error_messages={"required": "Enter a name for the policy"},
    )


class PolicyForm(NameForm):
    """What a policy lays down; `phases` are those that the service serves.

    Its name is demanded only where it is saved.
    """

    base_sessions = _sessions(
        "Base: sessions that every school has",
        "What need brings comes on top of it.",
        is_needed=True,
        required="Enter the base, which may be 0",
        invalid="The base must be a whole number of sessions, like 3",
        min_value="The base must be 0 sessions or more",
        max_value="The base must be %(limit_value)s sessions or fewer",
    )
    floor_sessions = _sessions(
        "Floor: the least that any school has",
        "Only schools that would have fewer are lifted to it. Leave it empty for none.",
        invalid="The floor must be a whole number of sessions, like 3",
    )
    observed = PerCentField(
        label="SEN support as schools count it",
        help_text="The rest is as expected of schools with the same phase, roll and share of free "
        "school meals. 100 takes the count alone.",
        initial="100",
    )
    cap_sessions = _sessions(
        "Cap: the most that any school has",
        "Leave it empty for none.",
        invalid="The cap must be a whole number of sessions, like 20",
    )
    most_loss = PerCentField(
        label="Most that a school may lose of last year’s sessions",
        help_text="Leave it empty for no limit. A limit above 0 always allows one session.",
    )
    most_gain = PerCentField(
        label="Most that a school may gain on last year’s sessions",
        help_text="Leave it empty for no limit. A limit above 0 always allows one session.",
        most=MOST_GAIN,
    )
    method = ChoiceField(
        label="How results become whole sessions",
        choices=list(ROUNDING_METHODS.items()),
        initial="sainte_lague",
        widget=Radios(hints=METHOD_HINTS),
    )

    def __init__(
        self, *args: Any, phases: Sequence[str], is_saved: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = is_saved
        self.phases = phases_in_order(phases)
        for figure in WEIGHTED:
            self._add(weight_field(figure), _weight_field(figure))
        for phase in self.phases:
            self._add(phase_field(phase), _phase_field(phase))
        weights, counted = map(weight_field, WEIGHTED), map(phase_field, self.phases)
        first = ("name", "base_sessions", "floor_sessions")
        self.order_fields([*first, *weights, "observed", *counted])

    def _add(self, name: str, field: CharField) -> None:
        self.fields[name] = field
        self._say_sentences(name)

    @property
    def weight_fields(self) -> list[BoundField]:
        return [self[weight_field(figure)] for figure in WEIGHTED]

    @property
    def phase_rows(self) -> list[list[BoundField]]:
        """The phases side by side, two and two."""
        fields = [self[phase_field(phase)] for phase in self.phases]
        return [fields[nth : nth + 2] for nth in range(0, len(fields), 2)]

    def clean(self) -> dict[str, Any]:
        """Makes `terms`, or puts the refusal beside what is to be mended."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not set(self.errors) - {"name"}:
            try:
                self.terms = _terms(cleaned, self.phases)
            except CannotShare as refusal:
                self.refuse(refusal)
        return cleaned

    @property
    def has_terms(self) -> bool:
        """Whether there is a policy to work out; its name may still be missing."""
        return self.is_bound and not set(self.errors) - {"name"}

    def refuse(self, refusal: CannotShare) -> None:
        """Put a refusal beside the term it is about, or else at the head of the page."""
        place = weight_field(WEIGHTED[0]) if refusal.about == "weights" else refusal.about
        self.add_error(place if place in self.fields else None, str(refusal))


def starting_with(terms: Terms, phases: Iterable[str]) -> dict[str, Any]:
    """The form's first values, from a policy that there is."""
    weights = {weight_field(name): str(weight) for name, weight in terms.weights.items() if weight}
    counted = {phase_field(phase): per_cent(terms.part_counted(phase)) for phase in phases}
    return {
        "base_sessions": terms.base_sessions,
        "floor_sessions": terms.floor_sessions or "",
        "observed": per_cent(terms.observed),
        "cap_sessions": terms.cap_sessions,
        "most_loss": per_cent(terms.most_loss),
        "most_gain": per_cent(terms.most_gain),
        "method": terms.method,
        **weights,
        **counted,
    }


def weight_field(figure: str) -> str:
    return f"weight_{figure}"


def phase_field(phase: str) -> str:
    return f"counted_{phase}"


def _terms(cleaned: dict[str, Any], phases: Sequence[str]) -> Terms:
    weights = {figure: cleaned[weight_field(figure)] for figure in WEIGHTED}
    counted: dict[str, Fraction | None] = {phase: cleaned[phase_field(phase)] for phase in phases}
    return Terms(
        base_sessions=cleaned["base_sessions"],
        floor_sessions=cleaned["floor_sessions"] or 0,
        weights={figure: weight for figure, weight in weights.items() if weight},
        observed=_whole_where_empty(cleaned["observed"]),
        counted={
            phase: part for phase, part in counted.items() if part is not None and part != WHOLE
        },
        cap_sessions=cleaned["cap_sessions"],
        most_loss=cleaned["most_loss"],
        most_gain=cleaned["most_gain"],
        method=cleaned["method"],
    )


def _whole_where_empty(part: Fraction | None) -> Fraction:
    return WHOLE if part is None else part


def _weight_field(figure: str) -> WeightField:
    words = figure_in_words(figure)
    return WeightField(
        label=f"Weight of {words[:1].lower()}{words[1:]}",
        help_text="In a straight line, rounded down; far schools can need more."
        if figure == SPARSITY
        else "",
        required=False,
        max_length=20,
        widget=TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
    )


def _phase_field(phase: str) -> PerCentField:
    return PerCentField(label=phase_in_words(phase), initial="100")
