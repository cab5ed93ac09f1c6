"""Consent in words, and the questions that every way of asking for it shares."""

from collections.abc import Mapping
from typing import Any

from django.forms import BooleanField, CharField, ChoiceField, TypedChoiceField
from django.utils import timezone

from evenreach.flow.requests.consent_models import SELF_DECIDING_YEARS, YOUNG_PERSON, Consent
from evenreach.web.forms import Form, Radios
from evenreach.web.templatetags.evenreach import date_gov

STATES: Mapping[str, tuple[str, str]] = {
    Consent.Outcome.REQUESTED: ("Asked for", "blue"),
    Consent.Outcome.GIVEN: ("Agreed", "green"),
    Consent.Outcome.REFUSED: ("Did not agree", "red"),
    Consent.Outcome.DISAGREED: ("Parents disagree", "orange"),
    Consent.Outcome.WITHDRAWN: ("Taken back", "red"),
    "superseded": ("Superseded", "grey"),
}
ROUTES: Mapping[str, str] = {
    Consent.Route.ONLINE: "By one-time link",
    Consent.Route.PAPER: "On paper",
    Consent.Route.TELEPHONE: "By phone",
    Consent.Route.IN_PERSON: "In person",
    Consent.Route.OWN: "By the young person, by one-time link",
}
SCOPES: Mapping[str, str] = {
    Consent.Scope.VISIT: "The visit and its report",
    Consent.Scope.SHARING: "The visit, and sharing its report with other professionals who "
    "work with the family",
}
WHAT_STOPS: Mapping[str, str] = {
    Consent.Outcome.REQUESTED: "The family has not answered yet. Nobody visits until they agree.",
    Consent.Outcome.REFUSED: "The family does not agree. Nobody visits.",
    Consent.Outcome.DISAGREED: "Two people with parental responsibility do not agree. The work "
    "stops: no visit is made and no report is released. First the school and the service lead talk "
    "with both. If they cannot agree, a court can decide; neither the school nor the service "
    "decides between them.",
    Consent.Outcome.WITHDRAWN: "Consent was taken back. No visit is made and no report is "
    "released. What was written until then is kept for as long as the law and the council's "
    "retention rules say, and is not shared further.",
}
RELATIONSHIPS = (
    "Mother",
    "Father",
    "Grandparent",
    "Another relative",
    "Guardian",
    "Foster carer",
    "Social worker",
)


def consent_rows(consent: Consent | None) -> list[dict[str, Any]]:
    """Who said what about involvement, how and when, as rows of a summary list."""
    if consent is None:
        return [{"key": "Consent", "value": "Not recorded"}]
    text = STATES[consent.state][0]
    if consent.outcome == Consent.Outcome.REQUESTED:
        asked_on = timezone.localdate(consent.entered_at)
        asked = f"{date_gov(asked_on)}, {ROUTES[consent.route].lower()}"
        return [{"key": "Consent", "value": text}, {"key": "Asked", "value": asked}]
    holds = "Yes" if consent.holds_responsibility else "No"
    how = ROUTES[consent.route]
    rows = [
        ("Consent", text),
        ("By whom", consent.given_by),
        ("Holds parental responsibility", holds),
        ("Named holder, for a child in care", consent.holder_name),
        ("Why the young person does not decide", consent.not_self_why),
        ("When and how", f"{date_gov(consent.given_on)}, {how[:1].lower()}{how[1:]}"),
        ("For what", SCOPES[consent.scope]),
        ("How a disagreement was settled", consent.settled_how),
        ("What the family wrote", consent.said),
        ("What that means", WHAT_STOPS.get(consent.outcome, "")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


class WhoForm(Form):
    """Who speaks, whether they may, and for what; `year_group` is the learner's, if known."""

    not_theirs = (
        "Somebody with parental responsibility has to agree. Talk with them first, then record "
        "what they said"
    )

    given_by = ChoiceField(
        label="Who said so?",
        help_text="Their relationship to the learner. No name is kept.",
        widget=Radios(
            hints={YOUNG_PERSON: "Over 16, they decide for themselves if they are able to."}
        ),
        error_messages={"required": "Say who it was"},
    )
    holds_responsibility = TypedChoiceField(
        label="Do they have parental responsibility?",
        help_text="For a child in care, the authority or a person named in the care order has it. "
        "Answer “No” for a young person who decides for themselves.",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=Radios(inline=True),
        error_messages={"required": "Say whether they have parental responsibility"},
    )
    is_in_care = BooleanField(
        label="The learner is in care (looked after by a local authority)", required=False
    )
    holder_name = CharField(
        label="For a child in care: the name of whoever has parental responsibility and says this",
        help_text="Leave this empty for everybody else; then no name is kept.",
        max_length=80,
        required=False,
    )
    sharing = BooleanField(
        label="They also agree that the report is shared with other professionals who work with "
        "the family",
        required=False,
    )

    def __init__(self, *args: Any, year_group: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_over_16 = year_group in SELF_DECIDING_YEARS
        who = list(RELATIONSHIPS)
        if self.is_over_16:
            who.insert(0, YOUNG_PERSON)
        elif not year_group:
            who.append(YOUNG_PERSON)
        field = self.fields["given_by"]
        assert isinstance(field, ChoiceField)
        field.choices = [(each, each) for each in who]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("given_by") == YOUNG_PERSON:
            cleaned.update(holds_responsibility=False, is_in_care=False, holder_name="")
        elif (
            cleaned.get("outcome") == Consent.Outcome.GIVEN
            and cleaned.get("holds_responsibility") is False
        ):
            self.add_error("holds_responsibility", self.not_theirs)
        if cleaned.get("is_in_care") and not cleaned.get("holder_name"):
            self.add_error("holder_name", "Write who has parental responsibility for the child")
        elif not cleaned.get("is_in_care"):
            cleaned["holder_name"] = ""
        return cleaned

    @property
    def scope(self) -> Consent.Scope:
        return Consent.Scope.SHARING if self.cleaned_data["sharing"] else Consent.Scope.VISIT
