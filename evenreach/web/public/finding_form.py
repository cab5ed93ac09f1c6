"""What somebody may ask the list of schools, and what it is narrowed to by the answers."""

from typing import Any

from django.forms import BooleanField, CharField, ChoiceField, TextInput

from evenreach.flow.register.finding import Narrowing, PlaceNotKnown, Spot, spot_of
from evenreach.flow.register.models import Partnership
from evenreach.flow.register.partnerships import partnerships
from evenreach.flow.register.queries import establishment_types
from evenreach.web.forms import Form
from evenreach.web.map_frame import METRES_IN_A_MILE
from evenreach.web.public.words import FUNDING
from evenreach.web.words import PHASES

UNKNOWN = "unknown"
MILES = (1, 2, 3, 5, 10, 15, 25)
ANY_DISTANCE = ("", "Any distance")


class FindSchools(Form):
    """One box for whatever somebody knows of a school, and what narrows the list."""

    q = CharField(
        label="School name, URN or postcode",
        help_text="Part of a name or of a postcode is enough.",
        required=False,
        max_length=100,
        widget=TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    near = CharField(
        label="Near",
        help_text="A postcode, or a school’s name or URN.",
        required=False,
        max_length=100,
        widget=TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    within = ChoiceField(label="Within", required=False)
    phase = ChoiceField(label="Phase", required=False)
    type = ChoiceField(label="Type", required=False)
    funding = ChoiceField(label="State-funded", required=False)
    partnership = ChoiceField(label="Partnership", required=False)
    closing = BooleanField(label="Only schools proposed to close", required=False)

    def __init__(self, authority_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority_id = authority_id
        types = establishment_types(authority_id)
        self.partnerships = {str(each.pk): each for each in partnerships(authority_id)}
        offered = {
            "within": [ANY_DISTANCE, *((str(n), _miles(n)) for n in MILES)],
            "phase": [("", "Every phase"), *PHASES.items(), (UNKNOWN, "Not known")],
            "type": [
                ("", "Every type"),
                *((each, each) for each in types),
                (UNKNOWN, "Not known"),
            ],
            "funding": [("", "Yes, no or not known"), *FUNDING.items()],
            "partnership": [
                ("", "Every partnership"),
                *((key, each.name) for key, each in self.partnerships.items()),
            ],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].error_messages["invalid_choice"] = (
                f"Choose from the list: {self.fields[name].label}"
            )
        self.spot: Spot | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        near = cleaned.get("near", "")
        if near:
            try:
                self.spot = spot_of(self.authority_id, near)
            except PlaceNotKnown as refusal:
                self.add_error("near", str(refusal))
        elif cleaned.get("within") and "near" not in self.errors:
            self.add_error("near", "Enter the postcode or the school to measure the distance from")
        return cleaned

    @property
    def narrowing(self) -> Narrowing:
        """What valid answers narrow the list to."""
        said = self.cleaned_data
        return Narrowing(
            typed=said["q"],
            phase=_known(said["phase"]),
            establishment_type=_known(said["type"]),
            funding=said["funding"],
            proposed_to_close=said["closing"],
            around=self.spot,
            within_metres=int(said["within"]) * METRES_IN_A_MILE if said["within"] else None,
        )

    @property
    def partnership_chosen(self) -> Partnership | None:
        return self.partnerships.get(self.cleaned_data["partnership"])

    def answer_in_words(self, name: str) -> str:
        """What a select box shows for the answer given."""
        return dict(self.fields[name].choices)[self.cleaned_data[name]]  # type: ignore[attr-defined]


def _known(chosen: str) -> str | None:
    """None where nothing was chosen; empty where not known was."""
    return {"": None, UNKNOWN: ""}.get(chosen, chosen)


def _miles(count: int) -> str:
    return f"{count} mile" if count == 1 else f"{count} miles"
