"""No message says by what a learner is known; where one is planted in the words, it is found."""

from datetime import date

import pytest

from evenreach.demo.after import after_figures
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.records.moving import propose_departure
from evenreach.flow.records.reminding import remind_of_reviews
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.triage import decline_request
from evenreach.flow.visits.actions import ask_to_move
from tests.conftest import OTHER_URN
from tests.stories import Cast, asked, proposed, reported


def named_in_mail(authority_id: int) -> set[str]:
    """The learners' initials and references that stand anywhere in any message."""
    written = [
        f"{mail.message_id} {mail.subject} {mail.body}"
        for mail in OutgoingMail.objects.of(authority_id)
    ]
    known = after_figures(authority_id)["learner_names"]
    return {name for name in known if any(name in said for said in written)}


@pytest.fixture
def play(people, eyes, at, northumberland):
    """Everything that is told by mail happens to four learners of Alison's school."""

    def played() -> int:
        cast = Cast(eyes(people.alison), eyes(people.jean))
        refused = asked(cast.school, at, reference="P-41")
        decline_request(by=cast.lead, at=at, request_id=refused.pk, reason="Ask your link EP.")
        held = proposed(cast, at, reference="P-42")
        ask_to_move(by=cast.school, at=at, visit_id=held.pk, why="A trip.")
        report = reported(cast, at, eyes, reference="P-43")
        remind_of_reviews(
            authority_id=northumberland.pk, at=at.replace(month=7, day=date(2026, 7, 3).day)
        )
        propose_departure(
            by=cast.school,
            at=at,
            learner=report.record.visit.school_request.learner,
            to_school=school_by_urn(northumberland.pk, OTHER_URN),
            sharing=None,
        )
        return northumberland.pk

    return played


def kinds_sent(authority_id: int) -> set[str]:
    names = OutgoingMail.objects.of(authority_id).values_list("message_id", flat=True)
    return {name.partition("-")[0] for name in names}


def test_no_message_names_a_learner(play):
    authority_id = play()
    assert kinds_sent(authority_id) >= {"request", "visit", "report", "review", "move"}
    known = after_figures(authority_id)["learner_names"]
    assert set(known) >= {"QX", "P-41", "P-42", "P-43"}
    assert named_in_mail(authority_id) == set()


def test_a_name_that_is_planted_in_the_words_is_found(play, monkeypatch):
    planted = property(
        lambda self: f"LIC-{self.pk:05d} for {self.learner and self.learner.initials}"
    )
    monkeypatch.setattr(SchoolRequest, "reference", planted)
    assert named_in_mail(play()) == {"QX"}
