"""The pack for Schools Forum: options, consultation and decision from what was kept of them.

All of it comes from frozen figures and a written-once record, so the same pack gives the same
bytes whenever it is made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from evenreach.desks.allocation.consultation_queries import figures_of, options_of
from evenreach.desks.allocation.deciding_models import Consultation, Decision
from evenreach.desks.allocation.decisions import summary_of
from evenreach.desks.allocation.queries import shares_of
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.flow.people.models import Authority
from evenreach.methods.calendar import AcademicYear
from evenreach.web.deciding_words import option_in_words, terms_in_words
from evenreach.web.documents import made_into_pdfs
from evenreach.web.forum_answers import answer_tables
from evenreach.web.forum_tables import (
    axiom_table,
    change_table,
    evenness_table,
    school_table,
    sensitivity_table,
)
from evenreach.web.open_tables import OpenTable, zipped
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.words import DEMONSTRATION

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
Option = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """One school with its sessions under each option, in their order."""

    urn: int
    name: str
    phase: str
    last_year: int | None
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What a Forum is given: in words, and as tables."""

    service: str
    year: AcademicYear
    options: tuple[Option, ...]
    schools: tuple[SchoolFigures, ...]
    summary: Mapping[str, Any] | None
    consultation: Consultation | None
    decision: Decision | None

    @property
    def title(self) -> str:
        return f"{self.service}: how sessions are shared in {self.year.label}"

    @property
    def sessions(self) -> str:
        """How many sessions are shared, under whichever option."""
        return f"{self.options[0]['sessions']:,}"

    @property
    def made_of(self) -> datetime:
        """The moment of the newest fact in it."""
        if self.decision is not None and self.decision.decided_at is not None:
            return self.decision.decided_at
        assert self.consultation is not None, "a pack is of a consultation or of a decision"
        return self.consultation.closed_at or self.consultation.opened_at

    @property
    def status(self) -> str:
        """Whether it is still being asked, answered, or decided."""
        if self.decision is not None:
            return f"Decided on {date_gov(self.decision.decided_on)}."
        assert self.consultation is not None, "a pack is of a consultation or of a decision"
        closes = date_gov(self.consultation.closes_on)
        if self.consultation.closed_at is None:
            return f"Schools can answer to the end of {closes}. What they answer is added then."
        return f"Schools could answer to the end of {closes}. It is not decided yet."

    @property
    def options_in_words(self) -> list[dict[str, Any]]:
        """Each option's name, whether it is proposed or chosen, and its terms in sentences."""
        return [
            {
                "name": option_in_words(option["letter"], option["name"]),
                "is_proposed": option["is_proposed"],
                "is_chosen": option.get("is_chosen", False),
                "sessions": option["sessions"],
                "digest": option["input_sha256"],
                "lines": terms_in_words(Terms.from_json(option["terms"])),
            }
            for option in self.options
        ]

    @property
    def tables(self) -> list[OpenTable]:
        names = {school.urn: school.name for school in self.schools}
        found = [
            school_table(self.options, self.schools),
            change_table(self.options),
            evenness_table(self.options),
            axiom_table(self.options, names),
            sensitivity_table(self.options, names),
        ]
        return found if self.summary is None else [*found, *answer_tables(self.summary)]


def consultation_pack(consultation: Consultation, decision: Decision | None = None) -> Pack:
    """The pack of a consultation, with the decision if one followed from it."""
    options = [
        {
            "letter": option.letter,
            "name": option.name,
            "is_proposed": option.is_proposed,
            "is_chosen": decision is not None and option.policy_id == decision.policy_id,
            "terms": option.terms,
            "sessions": option.sessions,
            "input_sha256": option.input_sha256,
            "findings": option.findings,
        }
        for option in options_of(consultation)
    ]
    return Pack(
        service=service_name(consultation),
        year=AcademicYear(consultation.academic_year),
        options=tuple(options),
        schools=tuple(_figures(consultation)),
        summary=summary_of(consultation) if consultation.closed_at else None,
        consultation=consultation,
        decision=decision,
    )


def decision_pack(decision: Decision) -> Pack:
    """The pack of a decision; without a consultation the schools' figures are the adopted ones."""
    if decision.consultation is not None:
        return consultation_pack(decision.consultation, decision)
    return Pack(
        service=service_name(decision.policy),
        year=AcademicYear(decision.policy.academic_year),
        options=tuple(decision.evidence["options"]),
        schools=tuple(_adopted(decision)),
        summary=None,
        consultation=None,
        decision=decision,
    )


def pack_pdf(pack: Pack, authority: Authority) -> bytes:
    """The pack as a tagged PDF. Raises PdfFailed."""
    html = render_to_string("deciding/pack_document.html", {"pack": pack, "authority": authority})
    return made_into_pdfs([html])[0]


def pack_zip(pack: Pack, authority: Authority) -> bytes:
    """The pack's tables as open data; a demonstration's are marked."""
    mark = DEMONSTRATION if authority.demonstration else ""
    return zipped(pack.title, LICENCE, pack.tables, mark=mark)


def service_name(about: Any) -> str:
    """What the year's offer calls the service of a policy or a consultation."""
    offer = published_offer(about.authority_id, academic_year=about.academic_year)
    parts = [] if offer is None else services_offered(offer)
    names = {part.service_id: part.name for part in parts}
    return names.get(about.service_id, about.service.slug)


def _figures(consultation: Consultation) -> Iterator[SchoolFigures]:
    by_school: dict[int, list[Any]] = {}
    for figure in figures_of(consultation):
        by_school.setdefault(figure.school_id, []).append(figure)
    for figures in by_school.values():
        yield SchoolFigures(
            urn=figures[0].school.urn,
            name=figures[0].school.name,
            phase=figures[0].phase,
            last_year=figures[0].explanation["last_year"],
            sessions=tuple(figure.sessions for figure in figures),
        )


def _adopted(decision: Decision) -> Iterator[SchoolFigures]:
    for share in shares_of(decision.policy):
        yield SchoolFigures(
            urn=share.school.urn,
            name=share.school.name,
            phase=share.school.phase,
            last_year=share.explanation["last_year"],
            sessions=(share.sessions,),
        )
