"""How an authority's schools identify a learner: by their own reference, or by UPN."""

from datetime import datetime

from django.db import models, transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.models import Learner
from evenreach.methods.upn import is_upn

IdentifiedBy = Learner.IdentifiedBy


class IdentityRule(models.Model):
    """What the authority has chosen; without a row, it is the school's own reference."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    identified_by = models.CharField(max_length=10, choices=IdentifiedBy)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority"], name="one_identity_rule")]


class NotAUpn(Refusal):
    """A unique pupil number that does not check."""

    def __init__(self) -> None:
        super().__init__(
            "This is not a unique pupil number: it has 13 characters, a letter first, and the "
            "letter does not fit the rest. Copy it again from your school's system."
        )


def identified_by(authority_id: int) -> Learner.IdentifiedBy:
    """What a school gives of a learner beside initials and year group."""
    rule = IdentityRule.objects.of(authority_id).first()
    return IdentifiedBy.REFERENCE if rule is None else IdentifiedBy(rule.identified_by)


@transaction.atomic
def choose_identity(*, by: Eyes, at: datetime, identity: Learner.IdentifiedBy) -> IdentityRule:
    """Choose how learners are identified from now on; drafts are told what to add.

    Requests that were sent keep what they have. Raises NotTheirs.
    """
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority")
    values = {"identified_by": identity, "set_by_id": by.acting_id, "set_at": at}
    rule, _ = IdentityRule.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id, defaults=values
    )
    journal_act(by=by, at=at, verb="learners' identity chosen", about=rule, why=identity.value)
    return rule


def demand_identity(identity: Learner.IdentifiedBy, reference: str) -> None:
    """Raises NotAUpn where a unique pupil number is asked for and something else was given."""
    if identity == IdentifiedBy.UPN and not is_upn(reference):
        raise NotAUpn
