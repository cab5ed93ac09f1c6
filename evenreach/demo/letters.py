"""The letter that tells every school of the demonstration what it has; its words are invented."""

from datetime import UTC, datetime

from evenreach.demo.people import Cast
from evenreach.demo.setting import YEAR
from evenreach.desks.publishing.actions import mark_for_sending, prepare_letters, send_letters
from evenreach.desks.publishing.models import LetterCopy
from evenreach.flow.people.eyes import eyes_of
from evenreach.web.lead.letter_extracts import extracts_for

WRITTEN_AT = datetime(2025, 7, 16, 9, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8000/reports/letters/"


def write_letters(cast: Cast) -> None:
    """Prepare a letter for every school and send it to whoever holds a role there."""
    morag = eyes_of(cast.staff["morag.telfer"], on=WRITTEN_AT.date())
    issue = prepare_letters(
        by=morag,
        at=WRITTEN_AT,
        academic_year=YEAR,
        title="Your school’s sessions for 2025 to 2026",
        opening=(
            "From September every school has sessions with our specialist services, free of "
            "charge. They were shared by a published policy, after schools were asked. This letter "
            "says how many your school has, and from what."
        ),
        appeals=(
            "If a figure about your school is wrong, or your need is not shown by these figures, "
            "write to us by 26 September 2025. Somebody who did not share the sessions looks at it "
            "again and answers in writing within fifteen school days."
        ),
        signed_by="Morag Telfer, Head of SEND (invented)",
        contact="send-support@council.example",
        address=ADDRESS,
        extracts=extracts_for(morag, academic_year=YEAR),
    )
    mark_for_sending(by=morag, at=WRITTEN_AT, issue_id=issue.pk)
    send_letters(by=morag, at=WRITTEN_AT, issue_id=issue.pk)


def letters_sent(authority_id: int) -> int:
    """The copies that people were sent, each person once for a letter."""
    return LetterCopy.objects.of(authority_id).count()
