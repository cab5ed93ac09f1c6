"""What an authority's lead chooses for its pages: one colour and a logo."""

from datetime import datetime
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Q

from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.colours import demand_legible
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.logos import clean_logo
from evenreach.flow.people.models import Authority

CHOSEN, PNG = "brand/", ".png"
"""Around the digest of a logo that was chosen here, in an authority's `logo`."""


class BrandChoice(models.Model):
    """A colour and logo from a moment on; written once, and the authority has the newest.

    `picture` is the logo's PNG where one was chosen, under its digest.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    colour = models.CharField(max_length=7)
    logo = models.TextField(blank=True)
    picture = models.BinaryField(default=b"")
    chosen_at = models.DateTimeField()
    chosen_by = models.TextField()

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="a_brand_has_one_colour"
            )
        ]


@transaction.atomic
def choose_brand(
    *, by: Eyes, at: datetime, colour: str, picture: bytes | None = None, without_logo: bool = False
) -> BrandChoice:
    """Give the pages a colour and, where there is a picture, a logo; else the logo stays.

    Raises IllegibleColour, UnfitLogo, NotTheirs.
    """
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's brand")
    demand_legible(colour)
    clean = b"" if picture is None else clean_logo(picture)
    kept = "" if without_logo else Authority.objects.get(pk=by.authority_id).logo
    choice = BrandChoice.objects.create(
        authority_id=by.authority_id,
        colour=colour.lower(),
        logo=f"{CHOSEN}{sha256(clean).hexdigest()}{PNG}" if clean else kept,
        picture=clean,
        chosen_at=at,
        chosen_by=by.name,
    )
    journal_act(by=by, at=at, verb=f"brand chosen: {choice.colour}", about=choice)
    return choice


def chosen_logo(authority_id: int, digest: str) -> bytes:
    """The picture of a logo that is or was the authority's. Raises DoesNotExist."""
    choices = BrandChoice.objects.of(authority_id).exclude(picture=b"")
    newest = choices.filter(logo=f"{CHOSEN}{digest}{PNG}").latest("pk")
    return bytes(newest.picture)
