from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evenreach.flow.entitlement.queries import Standing, standings
from evenreach.flow.feedback.definitions import ScaleQuestion, SurveyDefinition
from evenreach.flow.feedback.queries import answers_about, invitations_of
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import Figure, assured_schools, latest_figures
from evenreach.flow.visits.queries import made_visits
from evenreach.methods.calendar import AcademicYear
from evenreach.methods.equity import Ratio, coverage, gini, ratio


@dataclass(frozen=True, slots=True)
class SchoolReach:
    """What one school was given and has had, in sessions, beside its learners with SEND."""

    school: School
    entitled: Fraction
    used: Fraction
    need: int | None
    visits: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Who was reached in an academic year and who was not yet."""

    schools: tuple[SchoolReach, ...]
    coverage: Ratio
    used_of_entitled: Ratio
    gini: Fraction | None
    without_need: int

    @property
    def reached(self) -> tuple[SchoolReach, ...]:
        return tuple(school for school in self.schools if school.visits)

    @property
    def not_reached(self) -> tuple[SchoolReach, ...]:
        return tuple(school for school in self.schools if not school.visits)


def reach(eyes: Eyes, *, year: AcademicYear, session_minutes: int) -> Reach:
    """Reach of every assured school; need is learners at SEN support and with plans."""
    visits = _visits_by_school(eyes, year)
    accounts = _accounts_by_school(eyes, year)
    figures = latest_figures(eyes.authority_id, academic_year=year.begins_in)
    schools = tuple(
        SchoolReach(
            school=school,
            entitled=_sessions(accounts.get(school.pk, []), "granted", session_minutes),
            used=_sessions(accounts.get(school.pk, []), "used", session_minutes),
            need=_need(figures.get(school.pk, {})),
            visits=visits.get(school.pk, 0),
        )
        for school in assured_schools(eyes.authority_id)
    )
    entitled = sum((school.entitled for school in schools), Fraction(0))
    used = sum((school.used for school in schools), Fraction(0))
    return Reach(
        schools=schools,
        coverage=coverage([school.visits > 0 for school in schools]),
        used_of_entitled=ratio(used, entitled),
        gini=gini([school.used for school in schools], [school.need for school in schools]),
        without_need=sum(school.need is None for school in schools),
    )


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """How often each point of a scale was chosen; None while fewer than the minimum answered."""

    question: ScaleQuestion
    counts: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class FeedbackResult:
    """What was said of visits, with the response rate; hidden where few answered."""

    asked: int
    answered: int
    questions: tuple[QuestionResult, ...]


def feedback(
    eyes: Eyes, *, year: AcademicYear, survey: SurveyDefinition, fewest: int
) -> FeedbackResult:
    """The ratings of a year's answers, hidden where fewer than `fewest` answered."""
    answers = list(answers_about(eyes.authority_id, academic_year=year.begins_in))
    asked = invitations_of(eyes.authority_id).filter(
        sent_on__gte=year.starts_on, sent_on__lt=year.ends_on
    )
    return FeedbackResult(
        asked=asked.count(),
        answered=len(answers),
        questions=tuple(
            _result(question, [answer.ratings[question.key] for answer in answers], fewest)
            for question in survey.questions
            if isinstance(question, ScaleQuestion)
        ),
    )


def _result(question: ScaleQuestion, ratings: Sequence[int], fewest: int) -> QuestionResult:
    if len(ratings) < fewest:
        return QuestionResult(question, None)
    return QuestionResult(question, tuple(ratings.count(point) for point, _ in question.choices))


def _visits_by_school(eyes: Eyes, year: AcademicYear) -> dict[int, int]:
    made = made_visits(eyes.authority_id, since=year.starts_on, until=year.ends_on)
    counts: dict[int, int] = {}
    for school_id in made.values_list("school_request__school_id", flat=True):
        counts[school_id] = counts.get(school_id, 0) + 1
    return counts


def _accounts_by_school(eyes: Eyes, year: AcademicYear) -> dict[int, list[Standing]]:
    accounts: dict[int, list[Standing]] = {}
    for standing in standings(eyes, academic_year=year.begins_in):
        accounts.setdefault(standing.account.school_id, []).append(standing)
    return accounts


def _sessions(accounts: Sequence[Standing], kind: str, session_minutes: int) -> Fraction:
    return Fraction(sum(getattr(account, kind) for account in accounts), session_minutes)


def _need(figures: Mapping[str, Figure]) -> int | None:
    if "sen-support" not in figures or "ehc-plans" not in figures:
        return None
    return figures["sen-support"].value + figures["ehc-plans"].value
