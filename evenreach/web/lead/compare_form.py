"""What to compare."""

from collections.abc import Sequence
from typing import Any

from django.forms import ChoiceField, MultipleChoiceField

from evenreach.desks.allocation.comparing import FEWEST, MOST
from evenreach.desks.allocation.models import Policy
from evenreach.web.forms import Checkboxes, Form, Radios

FIRST, BY_CHANGE = "first", "change"


class CompareForm(Form):
    """Which policies, from what changes are counted, and in which order schools stand."""

    policy = MultipleChoiceField(
        label="Policies to compare",
        help_text=f"From {FEWEST} to {MOST} of them.",
        widget=Checkboxes,
    )
    since = ChoiceField(
        label="Count changes from",
        choices=[("", "Last year"), (FIRST, "The first policy chosen")],
        required=False,
        widget=Radios,
    )
    order = ChoiceField(
        label="Order of schools",
        choices=[("", "By name"), (BY_CHANGE, "From the largest loss to the largest gain")],
        required=False,
        widget=Radios,
    )

    def __init__(self, *args: Any, policies: Sequence[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = [  # type: ignore[attr-defined]
            (str(policy.pk), policy.name) for policy in policies
        ]

    def clean_policy(self) -> list[str]:
        named: list[str] = self.cleaned_data["policy"]
        if not FEWEST <= len(named) <= MOST:
            self.add_error("policy", f"Choose from {FEWEST} to {MOST} policies")
        return named

    @property
    def chosen(self) -> frozenset[int]:
        """The keys of the policies chosen."""
        return frozenset(map(int, self.cleaned_data["policy"]))

    @property
    def is_from_first(self) -> bool:
        return bool(self.cleaned_data["since"] == FIRST)

    @property
    def school_order(self) -> str:
        return str(self.cleaned_data["order"])
