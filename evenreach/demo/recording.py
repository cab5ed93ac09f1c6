"""Records of the demonstration's visits: written, checked where they must be, released, corrected.

What people do here is invented.
"""

from datetime import datetime, timedelta

from evenreach.demo.people import Cast
from evenreach.demo.stories import Story
from evenreach.flow.journal.scope import name_actor
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Person
from evenreach.flow.records.actions import release_report, start_correction, write_record
from evenreach.flow.records.checking import check_record, let_be_checked
from evenreach.flow.records.models import VisitRecord
from evenreach.flow.records.writing import Agreed, Provision, Seen
from evenreach.flow.visits.models import SpecialistPost, Visit

TRAINEE = "beth.hindmarsh"
EXPECTED_AFTER = 3
CORRECTION = "The visit was in the second week of the half-term, not the first."


class Recording:
    """Writes and releases the record of each visit as its story tells it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def begin(self, at: datetime, lead: Person) -> None:
        """One specialist is new, and a second person checks their records."""
        by = _as(lead, at)
        posts = SpecialistPost.objects.of(by.authority_id)
        for post in posts.filter(person=self.cast.staff[TRAINEE]):
            let_be_checked(by=by, at=at, post_id=post.pk)

    def report(self, at: datetime, visit: Visit, story: Story, lead: Person) -> None:
        """Write the record, let it be checked where it must be, and release its report."""
        record = self._write(at, visit, story, story.context)
        if record.state == VisitRecord.State.TO_CHECK:
            check_record(by=_as(lead, at), at=at, record_id=record.pk)
        release_report(by=_as(visit.specialist, at), at=at, visit_id=visit.pk)

    def correct(self, at: datetime, visit: Visit, story: Story, lead: Person) -> None:
        """Put a fact of a released report right, as its next version."""
        by = _as(visit.specialist, at)
        start_correction(by=by, at=at, visit_id=visit.pk, why=CORRECTION)
        context = f"{story.context}\n\nSeen in the second week of the half-term."
        record = self._write(at, visit, story, context)
        if record.state == VisitRecord.State.TO_CHECK:
            check_record(by=_as(lead, at), at=at, record_id=record.pk)
        release_report(by=_as(visit.specialist, at), at=at, visit_id=visit.pk)

    def _write(self, at: datetime, visit: Visit, story: Story, context: str) -> VisitRecord:
        return write_record(
            by=_as(visit.specialist, at),
            at=at,
            visit_id=visit.pk,
            seen=_seen(story, context),
            provision=[
                Provision(
                    what=line.what,
                    who=line.who,
                    how_often=line.how_often,
                    until=at.date() + timedelta(weeks=line.until_weeks),
                )
                for line in story.provision
            ],
            outcomes=[_agreed(visit, story)],
        )


def _seen(story: Story, context: str) -> Seen:
    return Seen(
        context=context,
        strengths=story.strengths,
        learner_voice=story.learner_voice,
        need_area=story.need_area,
        need_identified=story.need_identified,
        further_assessment=VisitRecord.Assessment(story.further_assessment),
        assessment_detail=story.assessment_detail,
        assessment_what=story.assessment_what,
        assessment_by=story.assessment_by,
        assessment_when=story.assessment_when,
    )


def _agreed(visit: Visit, story: Story) -> Agreed:
    """What the school hoped for, from a level between 2 and 4."""
    baseline = 2 + visit.pk % 3
    return Agreed(story.hoped_outcome, baseline, baseline + EXPECTED_AFTER)


def _as(person: Person, at: datetime) -> Eyes:
    name_actor(person.pk)
    return eyes_of(person, on=at.date())
