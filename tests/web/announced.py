"""Announcements as the pages' tests need them: one published twice, and one that is drafted."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from PIL import Image

from evenreach.desks.publishing.announcement_models import (
    AnnouncementCopy,
    AnnouncementPicture,
    AnnouncementThread,
    AnnouncementVersion,
)
from evenreach.desks.publishing.announcement_queries import findings_in
from evenreach.desks.publishing.approving import mark_approved, submit_version
from evenreach.desks.publishing.drafting import (
    Draft,
    add_picture,
    begin_correction,
    open_thread,
    save_draft,
    start_announcement,
)
from evenreach.desks.publishing.sending import publish_and_send
from evenreach.flow.people.eyes import Eyes

ADDRESS = "http://testserver/"
DRAFT = Draft(
    title="A new core offer",
    summary="Every school has help.",
    text="Every school has help.\n\n## Dates\n\n- From September",
    contact="send-support@council.example",
    audience="everyone",
    is_public=True,
)


@dataclass(frozen=True)
class Announced:
    """An announcement with two versions, its thread, a picture and a copy of the first."""

    version: AnnouncementVersion
    newest: AnnouncementVersion
    thread: AnnouncementThread
    picture: AnnouncementPicture
    copy: AnnouncementCopy


def a_picture() -> bytes:
    """A PNG of four points."""
    kept = BytesIO()
    Image.new("RGB", (2, 2), "teal").save(kept, "PNG")
    return kept.getvalue()


def announcement_drafted(*, by: Eyes, at: datetime) -> AnnouncementVersion:
    return start_announcement(by=by, at=at, draft=replace(DRAFT, title="Not said yet"))


def send_out(version: AnnouncementVersion, *, writer: Eyes, lead: Eyes, at: datetime) -> None:
    """Submit, approve and publish a draft."""
    found = findings_in(version)
    submit_version(by=writer, at=at, version_id=version.pk, findings=found)
    mark_approved(by=lead, at=at, version_id=version.pk, findings=found, address=ADDRESS)
    publish_and_send(by=lead, at=at, version_id=version.pk)
    version.refresh_from_db(from_queryset=AnnouncementVersion.objects.of(lead.authority_id))


def announcement_out(*, writer: Eyes, lead: Eyes, at: datetime) -> Announced:
    thread = open_thread(
        by=writer, at=at, title="Core offer", introduction="From the start.", academic_year=2025
    )
    draft = replace(DRAFT, thread_id=thread.pk)
    first = start_announcement(by=writer, at=at, draft=draft)
    picture = add_picture(
        by=writer, at=at, version_id=first.pk, description="A map", content=a_picture()
    )
    first.refresh_from_db(from_queryset=AnnouncementVersion.objects.of(lead.authority_id))
    send_out(first, writer=writer, lead=lead, at=at)
    second = begin_correction(by=writer, at=at, version_id=first.pk)
    corrected = replace(draft, text="Every school has help at once.", changed="No dates.")
    second = save_draft(by=writer, at=at, version_id=second.pk, draft=corrected)
    send_out(second, writer=writer, lead=lead, at=at)
    copy = AnnouncementCopy.objects.of(lead.authority_id).filter(version=first).first()
    assert copy is not None
    return Announced(first, second, thread, picture, copy)
