from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from evenreach.desks.publishing.announcement_models import (
    AnnouncementCopy,
    AnnouncementPicture,
    AnnouncementThread,
    AnnouncementVersion,
)
from evenreach.desks.publishing.announcing import State
from evenreach.desks.publishing.checking import findings_of
from evenreach.desks.publishing.findings import Finding
from evenreach.desks.publishing.school_facts import service_slugs
from evenreach.flow.journal.deliveries import FAILED_AFTER
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.calendar import AcademicYear, academic_year_of

OUT = (State.PUBLISHED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Sent:
    """Proof for one recipient: the copy, and what has become of its mail."""

    copy: AnnouncementCopy
    mail: OutgoingMail

    @property
    def has_failed(self) -> bool:
        return self.mail.sent_at is None and self.mail.attempts >= FAILED_AFTER


def versions_written(authority_id: int) -> QuerySet[AnnouncementVersion]:
    """Every version, the newest first, for those who write and approve."""
    return (
        AnnouncementVersion.objects.of(authority_id)
        .select_related("announcement", "author", "approver", "partnership", "thread")
        .order_by("-pk")
    )


def findings_in(version: AnnouncementVersion) -> list[Finding]:
    """What is found in a version's text as it stands."""
    pictures = AnnouncementPicture.objects.of(version.authority_id).filter(
        announcement=version.announcement_id
    )
    return findings_of(
        version.text,
        services=service_slugs(version.authority_id),
        is_to_everyone=version.audience == AnnouncementVersion.Audience.EVERYONE,
        pictures=list(pictures.values_list("pk", flat=True)),
    )


def published_versions(eyes: Eyes) -> QuerySet[AnnouncementVersion]:
    """The versions published or withdrawn that somebody may read: the public ones, those that
    they were sent, and for service and authority leads all."""
    versions = versions_written(eyes.authority_id).filter(state__in=OUT)
    if eyes.is_authority_lead or eyes.leads:
        return versions
    if eyes.person_id is None:
        return versions.filter(is_public=True)
    own = AnnouncementCopy.objects.of(eyes.authority_id).filter(person_id=eyes.person_id)
    return versions.filter(Q(is_public=True) | Q(pk__in=own.values("version_id")))


def newest_published(eyes: Eyes) -> QuerySet[AnnouncementVersion]:
    """The newest version of each announcement that is not withdrawn, the latest first."""
    newest = (
        published_versions(eyes)
        .order_by("announcement_id", "-number")
        .distinct("announcement_id")
        .values("pk")
    )
    return (
        published_versions(eyes)
        .filter(pk__in=newest, state=State.PUBLISHED)
        .order_by("-published_at", "-pk")
    )


def archive(
    eyes: Eyes, *, words: str = "", year: int | None = None
) -> QuerySet[AnnouncementVersion]:
    """The newest versions that have all of some words, of one school year or of all."""
    found = newest_published(eyes)
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(text__icontains=word)
        )
    if year is None:
        return found
    begins, ends = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (AcademicYear(year).starts_on, AcademicYear(year).ends_on)
    )
    return found.filter(published_at__gte=begins, published_at__lt=ends)


def years_of(versions: QuerySet[AnnouncementVersion]) -> list[AcademicYear]:
    """The school years in which versions were published, the latest first."""
    moments = versions.order_by().values_list("published_at", flat=True)
    years = {academic_year_of(timezone.localdate(moment)) for moment in moments}
    return sorted(years, reverse=True)


def versions_of(eyes: Eyes, slug: str) -> list[AnnouncementVersion]:
    """The published versions of one announcement, the newest first."""
    return list(published_versions(eyes).filter(announcement__slug=slug).order_by("-number"))


def is_kept_from_public(authority_id: int, slug: str) -> bool:
    """Whether there is an announcement at this address for its recipients only."""
    return (
        versions_written(authority_id)
        .filter(announcement__slug=slug, state__in=OUT, is_public=False)
        .exists()
    )


def picture_seen_by(eyes: Eyes, picture_id: int) -> AnnouncementPicture:
    """A picture of an announcement that somebody may read or write. Raises DoesNotExist."""
    pictures = AnnouncementPicture.objects.of(eyes.authority_id)
    if not (eyes.leads or eyes.is_authority_lead):
        readable = published_versions(eyes).order_by().values("announcement_id")
        pictures = pictures.filter(announcement__in=readable)
    found: AnnouncementPicture = pictures.get(pk=picture_id)
    return found


def threads(authority_id: int) -> QuerySet[AnnouncementThread]:
    return AnnouncementThread.objects.of(authority_id).order_by("-academic_year", "title")


def copies_of(version: AnnouncementVersion) -> list[Sent]:
    """Who was sent a version, and what has become of each mail, by name."""
    copies = list(
        AnnouncementCopy.objects.of(version.authority_id)
        .filter(version=version)
        .select_related("person")
        .order_by("person__name", "pk")
    )
    mails = _mails(version.authority_id, [copy.message_id for copy in copies])
    return [Sent(copy, mails[copy.message_id]) for copy in copies]


def _mails(authority_id: int, names: Sequence[str]) -> dict[str, OutgoingMail]:
    found = OutgoingMail.objects.of(authority_id).filter(message_id__in=names)
    return {mail.message_id: mail for mail in found}
