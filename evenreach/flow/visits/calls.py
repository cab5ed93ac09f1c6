"""Contact with a school that is no visit: a telephone call or a drop-in, logged in a minute."""

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.register.models import School

MOST_MINUTES = 480


class ContactLogged(models.Model):
    """One call or drop-in; the note says nothing of a learner."""

    class Kind(models.TextChoices):
        CALL = "call"
        DROP_IN = "drop_in"
        ONLINE = "online"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    by_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    note = models.TextField()
    logged_at = models.DateTimeField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                name="contacts_take_minutes",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="contacts_say_what"),
        ]
        indexes = [models.Index(fields=["school", "on"], name="contacts_of_school")]


class StillToCome(Refusal):
    """Contact was logged for a day that has not come."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"{on:%-d %B %Y} is still to come. Log a call or a drop-in once it has happened."
        )


@transaction.atomic
def log_contact(
    *,
    by: Eyes,
    at: datetime,
    school: School,
    kind: ContactLogged.Kind,
    on: date,
    minutes: int,
    note: str,
) -> ContactLogged:
    """Log a call or a drop-in with a school. Raises NotTheirs or StillToCome."""
    if not (by.works_in or by.leads):
        raise NotTheirs(by, "a service")
    if on > timezone.localdate(at):
        raise StillToCome(on)
    logged = ContactLogged.objects.create(
        authority_id=by.authority_id,
        school=school,
        by_person_id=by.acting_id,
        kind=kind,
        on=on,
        minutes=minutes,
        note=note,
        logged_at=at,
    )
    journal_act(by=by, at=at, verb="contact logged", about=logged)
    return logged


def contacts_logged(authority_id: int) -> QuerySet[ContactLogged]:
    """Every call and drop-in, the newest first."""
    return (
        ContactLogged.objects.of(authority_id)
        .select_related("school", "by_person")
        .order_by("-on", "-pk")
    )


def contacts_logged_by(eyes: Eyes) -> QuerySet[ContactLogged]:
    """What the person logged themselves, the newest first."""
    return contacts_logged(eyes.authority_id).filter(by_person_id=eyes.person_id)
