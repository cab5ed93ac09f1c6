"""Drafts of announcements: written by one author, corrected as the next version."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from evenreach.desks.publishing.announcement_models import (
    Announcement,
    AnnouncementPicture,
    AnnouncementThread,
    AnnouncementVersion,
)
from evenreach.desks.publishing.announcing import NotInThisState, State, demand_writer, locked
from evenreach.desks.publishing.pictures import picture_kind, without_details
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes

TAKEN_ADDRESSES = {"pictures", "threads", "stop", "feed"}


class NotTheAuthor(Refusal):
    """Somebody wants to change another's draft."""

    def __init__(self, version: AnnouncementVersion) -> None:
        super().__init__(
            f"{version.author.name} writes this announcement. Ask them to change it: whoever "
            "writes a part of it could not approve it."
        )


class CorrectedAlready(Refusal):
    """A next version is being made."""

    def __init__(self) -> None:
        super().__init__(
            "The next version of this announcement is being made already. Open it in the list of "
            "announcements and go on from there."
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author writes; the audience's details are empty where they do not apply."""

    title: str
    summary: str
    text: str
    contact: str
    audience: str
    is_public: bool
    partnership_id: int | None = None
    phase: str = ""
    urns: tuple[int, ...] = ()
    thread_id: int | None = None
    step: str = AnnouncementVersion.Step.ANNOUNCEMENT
    changed: str = ""


@transaction.atomic
def start_announcement(*, by: Eyes, at: datetime, draft: Draft) -> AnnouncementVersion:
    """Begin an announcement as a draft of its first version."""
    demand_writer(by)
    announcement = Announcement.objects.create(
        authority_id=by.authority_id, slug=_free_slug(by, draft.title), begun_at=at
    )
    version: AnnouncementVersion = AnnouncementVersion.objects.create(
        authority_id=by.authority_id,
        announcement=announcement,
        number=1,
        author_id=by.acting_id,
        **_fields(draft),
    )
    journal_act(by=by, at=at, verb="announcement drafted", about=version)
    return version


@transaction.atomic
def save_draft(*, by: Eyes, at: datetime, version_id: int, draft: Draft) -> AnnouncementVersion:
    """Write a draft anew. Raises NotTheAuthor or NotInThisState."""
    version = own_draft(by, version_id)
    for name, value in _fields(draft).items():
        setattr(version, name, value)
    version.save()
    journal_act(by=by, at=at, verb="announcement rewritten", about=version)
    return version


@transaction.atomic
def begin_correction(*, by: Eyes, at: datetime, version_id: int) -> AnnouncementVersion:
    """Begin the next version from a published one; the old one stays as it is."""
    demand_writer(by)
    before = locked(by, version_id, State.PUBLISHED)
    newest = AnnouncementVersion.objects.of(by.authority_id).filter(
        announcement=before.announcement_id, number__gt=before.number
    )
    if newest.filter(published_at__isnull=False).exists():
        raise NotInThisState(before)
    carried = {name: getattr(before, name) for name in Draft.__slots__ if name != "changed"}
    try:
        with transaction.atomic():
            version: AnnouncementVersion = AnnouncementVersion.objects.create(
                authority_id=by.authority_id,
                announcement=before.announcement,
                number=before.number + 1,
                author_id=by.acting_id,
                **carried,
            )
    except IntegrityError as error:
        raise CorrectedAlready from error
    journal_act(by=by, at=at, verb="announcement correction begun", about=version)
    return version


@transaction.atomic
def add_picture(
    *, by: Eyes, at: datetime, version_id: int, description: str, content: bytes
) -> AnnouncementPicture:
    """Keep a picture and write it with its description at the end of the draft.

    Raises UnfitPicture.
    """
    version = own_draft(by, version_id)
    kind = picture_kind(content)
    picture: AnnouncementPicture = AnnouncementPicture.objects.create(
        authority_id=by.authority_id,
        announcement=version.announcement,
        kind=kind,
        content=without_details(kind, content),
        added_at=at,
    )
    words = " ".join(description.replace("[", "(").replace("]", ")").split())
    shown = f"![{words}](/announcements/pictures/{picture.pk}/)"
    version.text = f"{version.text.rstrip()}\n\n{shown}\n"
    version.save(update_fields=["text"])
    journal_act(by=by, at=at, verb="announcement picture added", about=picture)
    return picture


@transaction.atomic
def open_thread(
    *, by: Eyes, at: datetime, title: str, introduction: str, academic_year: int
) -> AnnouncementThread:
    """Begin a thread: one matter from its announcement to its reports."""
    demand_writer(by)
    taken = set(AnnouncementThread.objects.of(by.authority_id).values_list("slug", flat=True))
    thread: AnnouncementThread = AnnouncementThread.objects.create(
        authority_id=by.authority_id,
        slug=_unlike(slugify(title)[:70] or "thread", taken),
        title=title,
        introduction=introduction,
        academic_year=academic_year,
    )
    journal_act(by=by, at=at, verb="thread opened", about=thread)
    return thread


def own_draft(by: Eyes, version_id: int) -> AnnouncementVersion:
    """A draft that somebody writes, locked. Raises NotInThisState or NotTheAuthor."""
    demand_writer(by)
    version = locked(by, version_id, State.DRAFTED)
    if version.author_id != by.person_id:
        raise NotTheAuthor(version)
    return version


def _fields(draft: Draft) -> dict[str, object]:
    is_public = draft.is_public or draft.audience == AnnouncementVersion.Audience.EVERYONE
    return {**asdict(draft), "urns": list(draft.urns), "is_public": is_public}


def _free_slug(by: Eyes, title: str) -> str:
    taken = set(Announcement.objects.of(by.authority_id).values_list("slug", flat=True))
    return _unlike(slugify(title)[:70] or "announcement", taken | TAKEN_ADDRESSES)


def _unlike(slug: str, taken: set[str]) -> str:
    number, free = 2, slug
    while free in taken:
        number, free = number + 1, f"{slug}-{number}"
    return free
