"""What was asked and what was answered: one answer for each school, however many it sent."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from evenreach.desks.allocation.deciding_models import (
    Consultation,
    ConsultationAnswer,
    ConsultationOption,
    OptionFigure,
)
from evenreach.desks.allocation.findings import size_of
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School

NO_OPTION = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A school that answered more than once: how often, by how many people."""

    school: School
    answers: int
    people: int


@dataclass(frozen=True, slots=True)
class Group:
    """Schools of one phase or size: how many there are, answered, and prefer each option."""

    name: str
    schools: int
    answered: int
    by_option: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers that count, with what was merged to come to them, and who has not answered."""

    options: tuple[ConsultationOption, ...]
    counting: tuple[ConsultationAnswer, ...]
    received: int
    merged: tuple[Merged, ...]
    figures: tuple[OptionFigure, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the options, and last the mark of an answer that prefers none."""
        return (*(option.letter for option in self.options), NO_OPTION)

    @property
    def schools(self) -> int:
        return len(self.figures)

    @property
    def not_answered(self) -> list[School]:
        told = {answer.school_id for answer in self.counting}
        return [figure.school for figure in self.figures if figure.school_id not in told]

    def by_phase(self) -> list[Group]:
        return self._groups(lambda figure: figure.phase)

    def by_size(self) -> list[Group]:
        return self._groups(lambda figure: size_of(figure.roll))

    def together(self) -> Group:
        return self._groups(lambda figure: "all")[0]

    def by_agreement(self) -> dict[str, int]:
        counts = Counter(answer.agreement for answer in self.counting)
        return {kind.value: counts[kind.value] for kind in ConsultationAnswer.Agreement}

    def _groups(self, group_of: Callable[[OptionFigure], str]) -> list[Group]:
        told = {answer.school_id: answer for answer in self.counting}
        members: dict[str, list[OptionFigure]] = {}
        for figure in self.figures:
            members.setdefault(group_of(figure), []).append(figure)
        return [self._group(name, members[name], told) for name in sorted(members)]

    def _group(
        self, name: str, figures: Sequence[OptionFigure], told: dict[int, ConsultationAnswer]
    ) -> Group:
        answers = [told[figure.school_id] for figure in figures if figure.school_id in told]
        counts = Counter(_letter(answer) for answer in answers)
        return Group(
            name, len(figures), len(answers), tuple(counts[letter] for letter in self.letters)
        )


def consultations_of(authority_id: int) -> QuerySet[Consultation]:
    """Every consultation on policies, the newest first."""
    rows = Consultation.objects.of(authority_id).select_related("service")
    return rows.order_by("-opened_at", "-pk")


def open_to(eyes: Eyes, *, today: date) -> QuerySet[Consultation]:
    """The consultations that a person's schools can answer on a day, first those to end first."""
    asked = OptionFigure.objects.of(eyes.authority_id).filter(school__urn__in=eyes.urns)
    return (
        consultations_put_to(eyes)
        .filter(closed_at=None, closes_on__gte=today, pk__in=asked.values("option__consultation"))
        .order_by("closes_on", "pk")
    )


def consultations_put_to(eyes: Eyes) -> QuerySet[Consultation]:
    """The consultations in which a person's schools were asked."""
    asked = OptionFigure.objects.of(eyes.authority_id).filter(school__urn__in=eyes.urns)
    rows = consultations_of(eyes.authority_id)
    return rows.filter(pk__in=asked.values("option__consultation"))


def options_of(consultation: Consultation) -> QuerySet[ConsultationOption]:
    return (
        ConsultationOption.objects.of(consultation.authority_id)
        .filter(consultation=consultation)
        .select_related("policy")
        .order_by("letter")
    )


def figures_of(consultation: Consultation) -> QuerySet[OptionFigure]:
    """Every school's figures under every option, by name of school and letter of option."""
    return (
        OptionFigure.objects.of(consultation.authority_id)
        .filter(option__consultation=consultation)
        .select_related("school", "option")
        .order_by("school__name", "school__urn", "option__letter")
    )


def answers_of(consultation: Consultation) -> QuerySet[ConsultationAnswer]:
    """All answers, those that no longer count included, in the order in which they came."""
    return (
        ConsultationAnswer.objects.of(consultation.authority_id)
        .filter(consultation=consultation)
        .select_related("school", "preferred")
        .order_by("answered_at", "pk")
    )


def answered(consultation: Consultation) -> Answered:
    """What the schools answered: the last of each school counts."""
    options, everything = tuple(options_of(consultation)), list(answers_of(consultation))
    last = {answer.school_id: answer for answer in everything}
    sent: dict[int, list[ConsultationAnswer]] = {}
    for answer in everything:
        sent.setdefault(answer.school_id, []).append(answer)
    merged = [
        Merged(each[0].school, len(each), len({(a.person_id, a.answered_by) for a in each}))
        for each in sent.values()
        if len(each) > 1
    ]
    figures = [f for f in figures_of(consultation) if f.option_id == options[0].pk]
    return Answered(
        options=options,
        counting=tuple(sorted(last.values(), key=lambda a: (a.school.name, a.school.urn))),
        received=len(everything),
        merged=tuple(sorted(merged, key=lambda m: (m.school.name, m.school.urn))),
        figures=tuple(figures),
    )


def _letter(answer: ConsultationAnswer) -> str:
    return NO_OPTION if answer.preferred is None else str(answer.preferred.letter)
