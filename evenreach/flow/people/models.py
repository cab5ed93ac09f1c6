"""Authorities, the people who sign in, and the roles they hold with dates."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from evenreach.flow.journal.scope import Scoped


class Authority(models.Model):
    """A local authority that uses this installation; reached by its own host name."""

    code = models.CharField(max_length=3, unique=True)
    name = models.TextField()
    host = models.TextField(blank=True, help_text="Empty: whatever host no other authority has.")
    colour = models.CharField(max_length=7)
    logo = models.TextField(blank=True)
    mail_from = models.EmailField()
    demonstration = models.BooleanField(default=False)
    clock_shows = models.DateTimeField(null=True)
    clock_set_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host"], name="one_authority_per_host"),
            models.CheckConstraint(
                condition=Q(demonstration=True) | Q(clock_shows=None, clock_set_at=None),
                name="only_a_demonstration_has_its_own_clock",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Unscoped by necessity: signing in looks for a person before anyone's eyes are known.

    Row-level security still shows it one authority's people only.
    """

    def of(self, authority_id: int) -> models.QuerySet["Person"]:
        return self.filter(authority_id=authority_id)

    def create_user(self, *, password: str | None, **fields: Any) -> "Person":
        person = self.model(**fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in; what they may do follows from their roles, not from flags here."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    email = models.EmailField()
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint("authority", Lower("email"), name="one_person_per_address")
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    SCHOOL = "school"
    SPECIALIST = "specialist"
    SERVICE_LEAD = "service_lead"
    AUTHORITY_LEAD = "authority_lead"
    EVALUATOR = "evaluator"


GRANTING_TITLE = "Headteacher"
"""Whoever holds this title at a school grants and ends its roles."""

OF_A_SCHOOL = [Role.SCHOOL]
OF_A_SERVICE = [Role.SPECIALIST, Role.SERVICE_LEAD]


class RoleGrant(models.Model):
    """A role at a school (by URN) or in a service (by slug), from a day until a day before."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    urn = models.PositiveIntegerField(null=True)
    service_slug = models.SlugField(blank=True)
    title = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=OF_A_SCHOOL, urn__isnull=False)
                | (~Q(role__in=OF_A_SCHOOL) & Q(urn=None)),
                name="school_roles_name_their_school",
            ),
            models.CheckConstraint(
                condition=(Q(role__in=OF_A_SERVICE) & ~Q(service_slug=""))
                | (~Q(role__in=OF_A_SERVICE) & Q(service_slug="")),
                name="service_roles_name_their_service",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="roles_end_after_they_start",
            ),
            models.UniqueConstraint(
                fields=["authority", "person", "role", "urn", "service_slug", "starts_on"],
                nulls_distinct=False,
                name="a_role_is_granted_once",
            ),
        ]


class RoleInvitation(models.Model):
    """Somebody asked by mail to take a role at a school; only the link's digest is kept.

    `takes_over` is the role that ends in the moment in which this one is accepted.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    urn = models.PositiveIntegerField()
    email = models.EmailField(help_text="In small letters.")
    name = models.TextField()
    title = models.TextField()
    invited_by = models.TextField()
    token_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    takes_over = models.ForeignKey(RoleGrant, models.PROTECT, null=True, related_name="+")

    objects = Scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "authority",
                "urn",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address_and_school",
            ),
            models.UniqueConstraint(
                fields=["authority", "token_digest"], name="one_role_invitation_per_token"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, person=None)
                | Q(accepted_at__isnull=False, person__isnull=False, withdrawn_at=None),
                name="accepted_invitations_name_their_person",
            ),
        ]
