from collections.abc import Sequence
from typing import Any

from django.forms import BooleanField, CharField, ChoiceField, Textarea

from evenreach.flow.offer.models import ServiceOffer
from evenreach.web.forms import Form, Radios
from evenreach.web.lead.words import STATES
from evenreach.web.words import NEEDS

ENTITLEMENT, BOUGHT = "entitlement", "bought"


class AcceptForm(Form):
    """Asks nothing, unless time is used up, the school lets bought sessions be used, or the service
    keeps a caseload by criteria.
    """

    pool_reason = CharField(
        label="Why should the adjustment pool give what is missing?",
        help_text="Kept with the request and in the school's account. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the adjustment pool should give what is missing, or decline "
            "the request"
        },
    )

    draw_on = ChoiceField(
        label="What should the visit be drawn from?",
        help_text="The school lets you use what it has bought.",
        widget=Radios(),
        error_messages={"required": "Say what the visit should be drawn from"},
    )
    criteria_met = CharField(
        label="Which of the published criteria does the learner meet?",
        help_text="The learner joins the caseload. The school reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say which of the published criteria the learner meets"},
    )

    def __init__(
        self,
        *args: Any,
        is_short: bool,
        by_criteria: bool = False,
        bought: str = "",
        has_quota: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_short:
            del self.fields["pool_reason"]
        if not by_criteria:
            del self.fields["criteria_met"]
        if not bought:
            del self.fields["draw_on"]
            return
        own = "Its entitlement" if has_quota else "Nothing: the service has no quota"
        choices = [(ENTITLEMENT, own), (BOUGHT, f"Sessions it has bought: {bought} left")]
        self.fields["draw_on"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_on_bought(self) -> bool:
        return bool(self.cleaned_data.get("draw_on") == BOUGHT)

    def clean(self) -> dict[str, Any] | None:
        """What is bought needs no reason of the pool's."""
        if self.is_on_bought:
            self.errors.pop("pool_reason", None)
        return super().clean()


class DeclineForm(Form):
    page_heading = "reason"

    reason = CharField(
        label="Why are you declining this request?",
        help_text=(
            "The school reads this. Say what it can do instead, and whom it can ask. "
            "Do not name the learner."
        ),
        max_length=2000,
        widget=Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why you are declining the request"},
    )


class RequestFilter(Form):
    """Narrows the list of requests; nothing chosen means all."""

    service = ChoiceField(label="Service", required=False)
    state = ChoiceField(
        label="Where it stands",
        required=False,
        choices=[("", "All"), *STATES.items()],
    )
    need = ChoiceField(label="Kind of need", required=False, choices=[("", "All"), *NEEDS.items()])
    school = CharField(label="School’s name has", required=False, max_length=100)
    overdue = BooleanField(label="Only those past their target", required=False)

    def __init__(self, *args: Any, parts: Sequence[ServiceOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(parts) < 2:
            del self.fields["service"]
            return
        named = [(part.service.slug, part.name) for part in parts]
        self.fields["service"].choices = [("", "All"), *named]  # type: ignore[attr-defined]
