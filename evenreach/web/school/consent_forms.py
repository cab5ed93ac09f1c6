"""What a school writes down about consent: what was said, whom to ask, what has changed."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, ChoiceField, EmailField, Field, Textarea

from evenreach.flow.requests.consent_models import YOUNG_PERSON, Consent
from evenreach.flow.requests.consents import ConsentGiven
from evenreach.web.consenting import RELATIONSHIPS, ROUTES, STATES, WhoForm
from evenreach.web.forms import DateField, Form, Radios

Outcome, Route = Consent.Outcome, Consent.Route
TOLD = [(route, ROUTES[route]) for route in (Route.IN_PERSON, Route.TELEPHONE, Route.PAPER)]


def said_on() -> DateField:
    return DateField(
        label="When did they say it?", subject="The date", help_text="For example, 27 9 2025"
    )


def told_how() -> ChoiceField:
    return ChoiceField(
        label="How did they say it?",
        choices=TOLD,
        widget=Radios(),
        error_messages={"required": "Say how they said it"},
    )


def settled() -> CharField:
    return CharField(
        label="How was it settled?",
        help_text="They agreed after all, or a court decided. If a court did, say which order.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how it was settled"},
    )


def not_later_than(today: date, said: date) -> date:
    if said > today:
        raise ValidationError("The date must be today or in the past")
    return said


class ConsentForm(WhoForm):
    """What was said about our being involved, by whom, how and when; `standing` came before."""

    outcome = ChoiceField(
        label="Do they agree to the service being involved?",
        choices=[(each, STATES[each][0]) for each in (Outcome.GIVEN, Outcome.REFUSED)],
        widget=Radios(inline=True),
        error_messages={"required": "Say whether they agree"},
    )
    not_self_why = CharField(
        label="If the young person is not able to decide this: why, and who assessed it?",
        help_text="A young person over 16 decides for themselves. Leave this empty if they did.",
        max_length=500,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
    )
    route = told_how()
    given_on = said_on()
    is_another_holder = BooleanField(
        label="This is another person with parental responsibility; the first keeps to what they "
        "said",
        help_text="If they do not say the same, the disagreement is recorded and the work stops.",
        required=False,
    )
    settled_how = settled()
    field_order = ("outcome", "given_by", "holds_responsibility", "not_self_why")

    def __init__(self, *args: Any, today: date, standing: Consent | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        said = "" if standing is None else standing.outcome
        self._only("not_self_why", self.is_over_16)
        self._only("is_another_holder", said in (Outcome.GIVEN, Outcome.REFUSED))
        self._only("settled_how", said == Outcome.DISAGREED)

    def clean_given_on(self) -> date:
        return not_later_than(self.today, self.cleaned_data["given_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_given = cleaned.get("outcome") == Outcome.GIVEN
        is_self = cleaned.get("given_by") in (YOUNG_PERSON, None)
        if self.is_over_16 and is_given and not is_self and not cleaned.get("not_self_why"):
            self.add_error(
                "not_self_why",
                "Say why the young person does not decide for themselves, or record what they said",
            )
        return cleaned

    @property
    def said(self) -> ConsentGiven:
        cleaned = self.cleaned_data
        return ConsentGiven(
            outcome=Outcome(cleaned["outcome"]),
            route=Route(cleaned["route"]),
            given_by=cleaned["given_by"],
            holds_responsibility=cleaned["holds_responsibility"],
            given_on=cleaned["given_on"],
            scope=self.scope,
            is_in_care=cleaned["is_in_care"],
            holder_name=cleaned["holder_name"],
            not_self_why=cleaned.get("not_self_why", ""),
            settled_how=cleaned.get("settled_how", ""),
        )

    def _only(self, name: str, is_asked: bool) -> Field | None:
        return None if is_asked else self.fields.pop(name)


class AskForm(Form):
    """Where the link goes; without an address it is shown to be passed on."""

    email = EmailField(
        label="Email address of the person who decides",
        help_text="It is used for this one message and kept with it. Leave it empty to get the "
        "link on screen instead, to pass on by text message or to open on a tablet in a meeting.",
        required=False,
    )


class NewsForm(Form):
    """What was said after the request was sent."""

    TAKEN_BACK, OTHER, AGREED, NOT_AGREED = "taken_back", "other", "agreed", "not_agreed"
    GIVEN_NEWS = (
        (TAKEN_BACK, "They take their consent back"),
        (OTHER, "Another person with parental responsibility does not agree"),
    )
    DISPUTED_NEWS = (
        (AGREED, "It is settled: the work goes on"),
        (NOT_AGREED, "It is settled, or consent is taken back: the work stops for good"),
    )
    news = ChoiceField(
        label="What has changed?",
        widget=Radios(),
        error_messages={"required": "Say what has changed"},
    )
    given_by = ChoiceField(
        label="Who said so?",
        choices=[(who, who) for who in (*RELATIONSHIPS, YOUNG_PERSON)],
        widget=Radios(),
        error_messages={"required": "Say who it was"},
    )
    route = told_how()
    given_on = said_on()
    settled_how = settled()

    def __init__(self, *args: Any, today: date, standing: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        is_disputed = standing.outcome == Outcome.DISAGREED
        field = self.fields["news"]
        assert isinstance(field, ChoiceField)
        field.choices = self.DISPUTED_NEWS if is_disputed else self.GIVEN_NEWS
        if not is_disputed:
            del self.fields["settled_how"]

    def clean_given_on(self) -> date:
        return not_later_than(self.today, self.cleaned_data["given_on"])
