from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenreach.desks.planning.queries import reports_due
from evenreach.flow.records.queries import visits_to_report
from evenreach.flow.visits.contact_tasks import own_open_tasks
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import diary_of, visits_to_tell_of
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.specialist.words import Task, diary_task, period, report_task, tell_task

WEEK = timedelta(weeks=1)
WEEKS_SHOWN = 4
SHOWN = WEEKS_SHOWN * WEEK


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    visits: list[Task]


@dataclass(frozen=True, slots=True)
class Week:
    starts_on: date
    days: list[Day]


@needs(May.MAKE_VISITS)
@require_safe
def diary(request: Asked) -> HttpResponse:
    """What the specialist has still to tell, and four weeks of visits from the week asked for."""
    start = _monday(_asked_day(request))
    visits = list(diary_of(request.eyes, since=start, until=start + SHOWN))
    return render(
        request,
        "specialist/diary.html",
        {
            "to_do": _to_do(request),
            "to_contact": own_open_tasks(request.eyes).count(),
            "visits": visits,
            "weeks": _weeks(start, visits),
            "is_now": start == _monday(today(request)),
            "period": period(start, start + SHOWN),
            "before": _neighbour(start - SHOWN),
            "after": _neighbour(start + SHOWN),
        },
    )


def _neighbour(start: date) -> dict[str, str]:
    return {
        "url": f"{reverse('specialist:diary')}?week={start.isoformat()}",
        "label": period(start, start + SHOWN),
    }


def _asked_day(request: Asked) -> date:
    """The day in ?week=; today where it is no day, or no day near our time."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return today(request)
    return asked if 2000 <= asked.year < 2100 else today(request)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _to_do(request: Asked) -> list[Task]:
    """What happened comes first, then the reports that are due."""
    to_report = list(visits_to_report(request.eyes))
    due = reports_due(request.authority.pk, to_report)
    return [
        *(tell_task(visit) for visit in visits_to_tell_of(request.eyes, at=request.now)),
        *(report_task(visit, due.get(visit.pk), today(request)) for visit in to_report),
    ]


def _weeks(start: date, visits: list[Visit]) -> list[Week]:
    days = [
        Day(on, [diary_task(visit) for visit in group])
        for on, group in groupby(visits, key=lambda visit: visit.on)
    ]
    return [
        Week(monday, [day for day in days if monday <= day.on < monday + WEEK])
        for monday in (start + WEEK * n for n in range(WEEKS_SHOWN))
    ]
