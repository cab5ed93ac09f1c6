"""A draft's name and its end; what is adopted keeps its name and stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import policy_seen_by
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes


class NoLongerADraft(Refusal):
    """A policy that is adopted is neither renamed nor deleted."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(
            f"“{policy.name}” is adopted, so it stays as it is. Begin a new draft from it instead."
        )


class DraftInUse(Refusal):
    """Something has been written about a draft, which would be about nothing without it."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(
            f"“{policy.name}” has been put to schools, so it is kept. Begin a new draft from it "
            "instead."
        )


@transaction.atomic
def rename_draft(*, by: Eyes, at: datetime, policy_id: int, name: str) -> Policy:
    """Give a draft another name. Raises NoLongerADraft."""
    policy = _draft(by, policy_id)
    old, policy.name = policy.name, name
    policy.save(update_fields=["name"])
    journal_act(by=by, at=at, verb="policy renamed", about=policy, why=f"it was “{old}”")
    return policy


@transaction.atomic
def delete_draft(*, by: Eyes, at: datetime, policy_id: int) -> Policy:
    """Delete a draft. Raises NoLongerADraft, or DraftInUse."""
    policy = _draft(by, policy_id)
    journal_act(by=by, at=at, verb="policy draft deleted", about=policy, why=policy.name)
    try:
        policy.delete()
    except ProtectedError as error:
        raise DraftInUse(policy) from error
    return policy


def _draft(by: Eyes, policy_id: int) -> Policy:
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")
    policy = policy_seen_by(by, policy_id)
    if policy.adopted_at is not None:
        raise NoLongerADraft(policy)
    return policy
