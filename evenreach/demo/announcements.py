"""What the demonstration announces: the new model itself, in invented words, by four eyes."""

from datetime import UTC, datetime

from django.db.models import Count

from evenreach.demo.people import Cast
from evenreach.demo.setting import YEAR
from evenreach.desks.publishing.announcement_models import (
    AnnouncementCopy,
    AnnouncementVersion,
)
from evenreach.desks.publishing.announcement_queries import findings_in
from evenreach.desks.publishing.approving import mark_approved, submit_version
from evenreach.desks.publishing.drafting import Draft, open_thread, start_announcement
from evenreach.desks.publishing.sending import publish_and_send
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.people.eyes import eyes_of

WRITTEN_AT = datetime(2025, 7, 14, 9, 0, tzinfo=UTC)
APPROVED_AT = datetime(2025, 7, 15, 8, 0, tzinfo=UTC)
ASKED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8000/"
CONTACT = "send-support@council.example"
NEW_MODEL = """\
From September every school has its own time with our specialist services. It is free of charge. \
You do not buy it, and you do not wait for a panel to let you in.

## What changes

- Each school has **sessions**: half-days with a specialist teacher or an educational psychologist.
- Every school has the same base. The rest is shared by need, by a rule that anybody can read.
- You ask for a visit about one learner, with the family’s agreement. We answer within ten school \
days.
- After each visit you and the family have a report in plain words, and a plan to review.

## What stays

Statutory advice for an education, health and care plan is outside this time. No school pays for \
it with its sessions.

## What happens when

| When | What happens |
|---|---|
| July | Every school reads in a letter how many sessions it has |
| September | The first visits |
| Each half-term | We look at schools that nobody has seen, and get in touch |
| Summer | We publish who was reached, who was not, and what schools said |

## If your sessions are used up

A reserve is kept back, so that a child with a new and urgent need is seen all the same. A school \
that thinks its number is wrong can have it looked at again by somebody who did not share it.

## Where to read more

- [What each service does, and what it does not do](/offer/)
- [The decisions, with every school’s number](/offer/decisions/)
- [Your school’s page](/schools/)
"""
MEETING = """\
Dear SENCO of {{school}},

each half-term we meet for an hour online. The next meeting is about reviewing a plan.

## What to bring

- One plan that went well
- One question

Your school has {{sessions specialist-teaching}} of specialist teaching this year. The SENCO we \
know of is {{sencos}}. If that is wrong, tell us.
"""


def announce(cast: Cast) -> None:
    """Publish the new model to everyone, as Jean writes it and Morag approves."""
    jean, morag = (
        eyes_of(cast.staff[name], on=APPROVED_AT.date())
        for name in ("jean.armstrong", "morag.telfer")
    )
    thread = open_thread(
        by=jean,
        at=WRITTEN_AT,
        title="A new core offer",
        introduction=(
            "Every school has time with our specialist services, shared by a published rule. This "
            "page leads through it in order. The authority and its words are invented."
        ),
        academic_year=YEAR,
    )
    draft = Draft(
        title="A new core offer for every school",
        summary="From September every school has its own time with our specialist services.",
        text=NEW_MODEL,
        contact=CONTACT,
        audience=AnnouncementVersion.Audience.EVERYONE,
        is_public=True,
        thread_id=thread.pk,
    )
    version = start_announcement(by=jean, at=WRITTEN_AT, draft=draft)
    found = findings_in(version)
    submit_version(by=jean, at=WRITTEN_AT, version_id=version.pk, findings=found)
    mark_approved(by=morag, at=APPROVED_AT, version_id=version.pk, findings=found, address=ADDRESS)
    publish_and_send(by=morag, at=APPROVED_AT, version_id=version.pk)


def submit_another(cast: Cast) -> None:
    """Leave one for SENCOs waiting for approval, with their schools' own facts."""
    jean = eyes_of(cast.staff["jean.armstrong"], on=ASKED_AT.date())
    draft = Draft(
        title="The next meeting of SENCOs",
        summary="An hour online about reviewing a plan.",
        text=MEETING,
        contact=CONTACT,
        audience=AnnouncementVersion.Audience.SENCOS,
        is_public=True,
    )
    version = start_announcement(by=jean, at=ASKED_AT, draft=draft)
    submit_version(by=jean, at=ASKED_AT, version_id=version.pk, findings=findings_in(version))


def announced(authority_id: int) -> dict[str, int]:
    """What was announced to how many, and what the outbox says of it."""
    versions = AnnouncementVersion.objects.of(authority_id)
    mails = OutgoingMail.objects.of(authority_id).filter(message_id__startswith="announcement-")
    by_reader = mails.order_by().values("recipient", "subject").annotate(times=Count("pk"))
    return {
        "announcements": versions.filter(published_at__isnull=False).count(),
        "recipients": AnnouncementCopy.objects.of(authority_id).count(),
        "mails_sent": mails.filter(sent_at__isnull=False).count(),
        "sent_twice": by_reader.filter(times__gt=1).count(),
    }
