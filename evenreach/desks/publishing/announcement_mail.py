"""An announcement as the plain text of one person's mail."""

from collections.abc import Sequence

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.merging import SchoolFacts, merged
from evenreach.desks.publishing.plain import as_plain
from evenreach.desks.publishing.unsubscribing import stop_token
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.people.models import Authority, Person


def subject_of(version: AnnouncementVersion) -> str:
    return version.title if version.number == 1 else f"Corrected: {version.title}"


def body_for(
    version: AnnouncementVersion,
    person: Person,
    schools: Sequence[SchoolFacts],
    authority: Authority,
) -> str:
    """What one person reads: the text with their schools' facts, and how to have no more of it."""
    text = merged(version.text, schools, session_minutes=SESSION_MINUTES)
    base = version.address.rstrip("/")
    page = f"{base}/announcements/{version.announcement.slug}/"
    lines = [f"Dear {person.name},", ""]
    if version.number > 1:
        lines += [f"This corrects what we sent you before. What changed: {version.changed}", ""]
    lines += [as_plain(text, address=base), "", f"Read it on its page: {page}"]
    lines += [f"Questions: {version.contact}", "", authority.name, f"Reference {version.reference}"]
    lines += ["", f"To stop these announcements: {base}/announcements/stop/{stop_token(person)}/"]
    if authority.demonstration:
        lines += ["", "A demonstration: nobody is offered anything by this announcement."]
    return "\n".join(lines) + "\n"
