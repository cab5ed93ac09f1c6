"""Requests and what becomes of them: asked, answered, visited, recorded, reported, judged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.urls import reverse

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.consenting import TAKES_BACK, play_consent, take_back
from evenreach.demo.people import PSYCHOLOGY, TEACHING, Cast, add_senco
from evenreach.demo.recording import Recording
from evenreach.demo.setting import OPENED_AT, YEAR
from evenreach.demo.stories import Story, load_story_book
from evenreach.demo.turns import TURNS, Step
from evenreach.desks.planning.actions import propose
from evenreach.desks.planning.queries import open_days
from evenreach.flow.entitlement.actions import NotEntitled
from evenreach.flow.feedback.actions import answer, invite
from evenreach.flow.feedback.definitions import ScaleQuestion, TextQuestion, load_survey
from evenreach.flow.journal.scope import name_actor
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Person, Role
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import assured_schools
from evenreach.flow.requests.drafting import (
    AboutLearner,
    Concern,
    ask,
    describe_concern,
    describe_learner,
    start_request,
)
from evenreach.flow.requests.triage import accept_request, decline_request
from evenreach.flow.visits.actions import (
    ask_to_move,
    confirm_visit,
    record_made,
    record_missed,
)
from evenreach.flow.visits.costs import Cause, Notice
from evenreach.flow.visits.models import Visit
from evenreach.methods.calendar import add_school_days

SEED = 929
REQUESTS = 96
FIRST_ASKED = date(2025, 9, 8)
LAST_ASKED = date(2026, 2, 27)
LATEST_DAYS = 9
DRAFTS = {30, 61, 78}
TO_CONFIRM, ASKED_TO_CONFIRM = 60, date(2026, 2, 13)
NOT_CONFIRMED_FROM = date(2026, 2, 23)
NOT_TOLD_OF_FROM = date(2026, 2, 26)
NOT_TOLD = "nobody told us"
LEADS = {TEACHING: "jean.armstrong", PSYCHOLOGY: "ruth.okafor"}
INITIALS = "JKQVWXZ"
TAUGHT_IN = {"First School": "R1234", "Middle School": "5678"}
PHASE_GROUPS = {
    "nursery": "primary",
    "primary": "primary",
    "middle_deemed_primary": "primary",
    "special": "special",
}


@dataclass(slots=True)
class Case:
    """One request on its way, with the people it passes through."""

    story: Story
    school: School
    senco: Person
    request_id: int
    luck: Random


class Cases:
    """Plans every request of the demonstration on its clock, from one seed."""

    def __init__(self, *, by: Eyes, cast: Cast, clock: Any) -> None:
        self.by = by
        self.cast = cast
        self.clock = clock
        self.book = load_story_book()
        self.recording = Recording(cast)
        self.recording.begin(OPENED_AT, cast.staff[LEADS[TEACHING]])
        self.is_corrected = False
        self.luck = Random(SEED)  # noqa: S311 - a play, not a secret
        self.survey = load_survey(settings.DEFINITIONS / "surveys" / "after-visit.toml")
        offer = published_offer(by.authority_id, academic_year=YEAR)
        assert offer is not None
        self.visits = {
            visit.service_offer.service.slug: visit for visit in learner_visits_offered(offer)
        }
        self.days = open_days(by.authority_id, academic_year=YEAR)

    def begin(self) -> None:
        """Let schools ask through the half-year: some often, most once, many not at all."""
        schools = list(assured_schools(self.by.authority_id).exclude(phase=""))
        named = next(school for school in schools if school.urn == SENCO_URN)
        asking = [named, *self.luck.sample([s for s in schools if s.urn != SENCO_URN], 59)]
        for nth, school in enumerate(asking):
            self.cast.sencos[school.urn] = add_senco(
                by=self.by, at=OPENED_AT, school=school, nth=nth, named=school.urn == SENCO_URN
            )
        days = [day for day in self.days if FIRST_ASKED <= day <= LAST_ASKED]
        keen = [*asking, *asking[:18], *asking[:12], *asking[:6]][:REQUESTS]
        keen += asking[20 : 20 + len(TURNS)]
        latest = days[-LATEST_DAYS:]
        for nth, school in enumerate(keen):
            is_late = nth % 6 == 5 or nth in DRAFTS or nth >= REQUESTS
            asked = latest if is_late else days
            day = ASKED_TO_CONFIRM if nth == TO_CONFIRM else asked[(nth * 37) % len(asked)]
            self.clock.at(self._moment(day, 9), lambda at, s=school, n=nth: self._ask(at, s, n))

    def _ask(self, at: datetime, school: School, nth: int) -> None:
        luck = Random(SEED * 1000 + nth)  # noqa: S311
        story = self._story(school, luck)
        senco = self.cast.sencos[school.urn]
        by = self._as(senco, at)
        request = start_request(
            by=by, at=at, school=school, specification=self.visits[story.service]
        )
        case = Case(story, school, senco, request.pk, luck)
        self._describe(by, at, case, nth)
        if nth in DRAFTS:
            return
        ask(by=by, at=at, request_id=request.pk)
        if nth == TAKES_BACK:
            self.clock.at(self._moment(at.date(), 15), lambda then: self._take_back(then, nth))
        if nth >= REQUESTS:
            self._take(TURNS[nth - REQUESTS], at, case)
            return
        answered = self._later(at, luck.randint(1, 4), 11)
        self.clock.at(answered, lambda then: self._answer(then, case))

    def _take(self, steps: tuple[Step, ...], at: datetime, case: Case) -> None:
        """Let a request take a turn of its own, step by step."""
        people = {
            Role.SCHOOL: case.senco,
            Role.SERVICE_LEAD: self.cast.staff[LEADS[case.story.service]],
        }

        def play(step: Step) -> Callable[[datetime], None]:
            def act(then: datetime) -> None:
                step.act(self._as(people[step.role], then), then, case.request_id)

            return act

        for step in steps:
            self.clock.at(self._later(at, step.school_days, step.hour), play(step))

    def _take_back(self, at: datetime, nth: int) -> None:
        take_back(authority_id=self.by.authority_id, at=at, nth=nth)

    def _describe(self, by: Eyes, at: datetime, case: Case, nth: int) -> None:
        story, luck = case.story, case.luck
        initials = "".join(luck.choices(INITIALS, k=2))
        year_group = luck.choice(_years(story, case.school))
        describe_learner(
            by=by,
            at=at,
            request_id=case.request_id,
            learner=AboutLearner(
                initials=initials,
                school_reference=f"P{1000 + nth}",
                year_group=year_group,
            ),
        )
        describe_concern(
            by=by,
            at=at,
            request_id=case.request_id,
            concern=Concern(
                need_code=story.need_code,
                concern=story.concern,
                assessed=story.assessed,
                planned=story.planned,
                done=story.done,
                reviewed=story.reviewed,
                learner_view=story.learner_view,
                family_view=story.family_view,
                hoped_outcome=story.hoped_outcome,
                need_area=story.need_area,
            ),
        )
        play_consent(
            by=by,
            at=at,
            request_id=case.request_id,
            nth=nth,
            year_group=year_group,
            luck=luck,
        )

    def _answer(self, at: datetime, case: Case) -> None:
        by = self._as(self.cast.staff[LEADS[case.story.service]], at)
        if case.luck.random() < 0.1:
            reason = case.luck.choice([self.book.decline_reasons[0], self.book.decline_reasons[3]])
            decline_request(by=by, at=at, request_id=case.request_id, reason=reason)
            return
        try:
            accept_request(by=by, at=at, request_id=case.request_id, academic_year=YEAR)
        except NotEntitled:
            accept_request(
                by=by,
                at=at,
                request_id=case.request_id,
                academic_year=YEAR,
                pool_reason=case.luck.choice(self.book.pool_reasons),
            )
        self._propose(at, case)

    def _propose(self, at: datetime, case: Case) -> None:
        by = self._as(self.cast.staff[LEADS[case.story.service]], at)
        visit = propose(by=by, at=at, request_id=case.request_id)
        replied = self._later(at, case.luck.randint(1, 2), 15)
        self.clock.at(replied, lambda then: self._reply(then, case, visit))

    def _reply(self, at: datetime, case: Case, visit: Visit) -> None:
        if case.school.urn == SENCO_URN and at.date() >= NOT_CONFIRMED_FROM:
            return
        by = self._as(case.senco, at)
        if case.luck.random() < 0.12:
            why = case.luck.choice(self.book.move_reasons)
            ask_to_move(by=by, at=at, visit_id=visit.pk, why=why)
            again = self._later(at, 1, 10)
            self.clock.at(again, lambda then: self._propose(then, case))
            return
        confirm_visit(by=by, at=at, visit_id=visit.pk)
        ended = visit.half_day.ends_at.astimezone(UTC) + timedelta(minutes=20)
        self.clock.at(ended, lambda then: self._visit(then, case, visit))

    def _visit(self, at: datetime, case: Case, visit: Visit) -> None:
        if visit.on >= NOT_TOLD_OF_FROM:
            return
        by = self._as(visit.specialist, at)
        if case.luck.random() < 0.09:
            why = case.luck.choice(self.book.missed_reasons)
            told_in_time = NOT_TOLD not in why
            record_missed(
                by=by,
                at=at,
                visit_id=visit.pk,
                why=why,
                cause=Cause.SCHOOL if told_in_time else Cause.LEARNER_AWAY,
                notice=Notice.SAME_DAY if told_in_time else Notice.NONE,
            )
            then = self._propose if told_in_time else self._answer
            self.clock.at(self._later(at, 1, 9), lambda when: then(when, case))
            return
        record_made(by=by, at=at, visit_id=visit.pk)
        recorded = self._later(at, case.luck.randint(1, 6), 16)
        self.clock.at(recorded, lambda then: self._report(then, case, visit))

    def _report(self, at: datetime, case: Case, visit: Visit) -> None:
        lead = self.cast.staff[LEADS[case.story.service]]
        self.recording.report(at, visit, case.story, lead)
        if not self.is_corrected:
            self.is_corrected = True
            then = self._later(at, 3, 10)
            self.clock.at(then, lambda at: self.recording.correct(at, visit, case.story, lead))
        by = self._as(visit.specialist, at)
        token = f"demonstration-{SEED}-{visit.pk}"
        invite(
            by=by,
            at=at,
            visit=visit,
            token=token,
            link=f"http://127.0.0.1:8000{reverse('family:link', args=[token])}",
            title=self.survey.title,
        )
        if case.luck.random() < 0.7 and case.school.urn != SENCO_URN:
            said = self._later(at, case.luck.randint(1, 8), 13)
            self.clock.at(said, lambda then: self._judge(then, case, token))

    def _judge(self, at: datetime, case: Case, token: str) -> None:
        name_actor(None)
        questions = self.survey.questions
        answer(
            authority_id=self.by.authority_id,
            on=at.date(),
            token=token,
            survey=self.survey,
            ratings={
                question.key: case.luck.choices([1, 2, 3, 4, 5], [1, 2, 5, 12, 9])[0]
                for question in questions
                if isinstance(question, ScaleQuestion)
            },
            words={
                question.key: case.story.feedback
                for question in questions
                if isinstance(question, TextQuestion)
            },
        )

    def _story(self, school: School, luck: Random) -> Story:
        group = PHASE_GROUPS.get(school.phase, "secondary")
        fitting = [
            story
            for story in self.book.stories
            if group in story.phase_groups and _years(story, school)
        ]
        return luck.choice(fitting)

    def _as(self, person: Person, at: datetime) -> Eyes:
        name_actor(person.pk)
        return eyes_of(person, on=at.date())

    def _later(self, at: datetime, school_days: int, hour: int) -> datetime:
        return self._moment(add_school_days(at.date(), school_days, self.days), hour)

    @staticmethod
    def _moment(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=UTC)


def _years(story: Story, school: School) -> list[str]:
    """The year groups of a story that a school of this name teaches, as far as names tell."""
    for kind, years in TAUGHT_IN.items():
        if kind in school.name:
            return [year for year in story.year_groups if year in years]
    return list(story.year_groups)
