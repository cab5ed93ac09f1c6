"""What a record is written with, and how it is kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import Outcome, ProvisionLine, VisitRecord
from evenreach.flow.visits.models import Visit

Assessment = VisitRecord.Assessment


class NothingPlanned(Refusal):
    """A record plans provision."""

    def __init__(self) -> None:
        super().__init__(
            "The record plans no provision. Write at least one line: what, who, how often, until "
            "when."
        )


class NotComplete(Refusal):
    """A record was called complete with something missing."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"The record is not complete. Still missing: {', '.join(missing)}. Add it, or save "
            "the record as a draft."
        )


class ChangedMeanwhile(Refusal):
    """A record was saved elsewhere since it was read."""

    def __init__(self, record: VisitRecord) -> None:
        self.record = record
        super().__init__(
            "This record was saved in another tab or on another device since you opened it here. "
            "Nothing was overwritten. Open it anew, and bring over what you wrote here."
        )


class AlreadyAchieved(Refusal):
    """An outcome whose achieved level is known was to be taken away."""

    def __init__(self) -> None:
        super().__init__(
            "An outcome that has been reviewed cannot be taken out of the record. Change its "
            "words if they are wrong, and leave it where it is."
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What the specialist saw, with the three parts of a record; a draft may leave any empty."""

    context: str
    strengths: str
    learner_voice: str
    need_area: str
    need_identified: str
    further_assessment: str
    assessment_detail: str
    assessment_what: str = ""
    assessment_by: str = ""
    assessment_when: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """One agreed piece of provision."""

    what: str
    who: str
    how_often: str
    until: date | None


HEAVIEST = 3
"""The greatest weight of an outcome, which the database keeps too."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreed outcome: where it begins, what is expected, from 1 to 10, and its weight."""

    what: str
    baseline: int | None
    expected: int | None
    weight: int = 1


def demand_complete(seen: Seen, provision: Sequence[Provision], outcomes: Sequence[Agreed]) -> None:
    """Whether a record may be read by others. Raises NothingPlanned or NotComplete."""
    if not provision:
        raise NothingPlanned
    parts = {
        "the context": seen.context,
        "the strengths": seen.strengths,
        "the area of need": seen.need_area,
        "the need identified": seen.need_identified,
        "whether further assessment is needed": seen.further_assessment,
        **_of_assessment(seen),
        "all of each line of provision": all(
            line.what and line.who and line.how_often and line.until for line in provision
        ),
        "words and levels of each outcome": all(
            each.what and each.baseline and each.expected for each in outcomes
        ),
    }
    missing = [name for name, given in parts.items() if not given]
    if missing:
        raise NotComplete(missing)


def _of_assessment(seen: Seen) -> dict[str, str]:
    if seen.further_assessment == Assessment.INDICATED:
        return {
            "which further assessment is indicated": seen.assessment_what,
            "who would make it": seen.assessment_by,
            "when it would be made": seen.assessment_when,
        }
    if seen.further_assessment == Assessment.INCLUDED:
        return {
            "the instrument that was used": seen.assessment_what,
            "what it showed": seen.assessment_detail,
        }
    return {}


def keep_record(
    by: Eyes,
    at: datetime,
    visit: Visit,
    state: VisitRecord.State,
    seen: Seen,
    provision: Sequence[Provision],
    outcomes: Sequence[Agreed],
    edition: int | None,
) -> VisitRecord:
    """Store a record with its lines, once more if it was there; its visit is locked by now."""
    before = VisitRecord.objects.of(by.authority_id).filter(visit=visit).first()
    stands = 0 if before is None else before.edition
    if edition is not None and before is not None and edition != stands:
        raise ChangedMeanwhile(before)
    record, _ = VisitRecord.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        visit=visit,
        defaults={
            **asdict(seen),
            "state": state,
            "edition": stands + 1,
            "checked_by": None,
            "checked_at": None,
            "returned_why": "",
            "written_by_id": by.acting_id,
            "written_at": at,
        },
    )
    _keep_provision(record, provision)
    _keep_outcomes(record, outcomes)
    return record


def _keep_provision(record: VisitRecord, provision: Sequence[Provision]) -> None:
    ProvisionLine.objects.of(record.authority_id).filter(record=record).delete()
    ProvisionLine.objects.bulk_create(
        ProvisionLine(authority_id=record.authority_id, record=record, **asdict(line))
        for line in provision
    )


def _keep_outcomes(record: VisitRecord, outcomes: Sequence[Agreed]) -> None:
    """Outcomes keep their number, so that what was achieved stays with what was agreed."""
    mine = Outcome.objects.of(record.authority_id).filter(record=record)
    beyond = mine.filter(number__gt=len(outcomes))
    if beyond.exclude(achieved=None).exists():
        raise AlreadyAchieved
    beyond.delete()
    for number, each in enumerate(outcomes, start=1):
        mine.update_or_create(
            authority_id=record.authority_id,
            record=record,
            number=number,
            defaults=asdict(each),
        )
