"""What an offer as a whole leaves open: needs that nobody serves, and copies left as they were."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.vocabulary import NeedCode, Phase


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What should be looked at before an offer is shown to schools."""

    needs: tuple[NeedCode, ...]
    needs_by_phase: tuple[tuple[Phase, tuple[NeedCode, ...]], ...]
    same_summary: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.needs or self.needs_by_phase or self.same_summary)


def left_open(services: Sequence[ServiceDefinition]) -> LeftOpen:
    """Needs without a service of their own, and phases in which a need is nobody's.

    A service for every need is no need's own: it must not hide that a team was left out.
    """
    every = get_args(NeedCode)
    served = {(phase, need) for each in services for phase in each.phases for need in each.needs}
    anywhere = {need for _, need in served}
    own = {need for each in services if set(each.needs) != set(every) for need in each.needs}
    gaps = [
        (phase, tuple(n for n in every if n in anywhere and (phase, n) not in served))
        for phase in get_args(Phase)
    ]
    summaries = Counter(service.summary for service in services)
    return LeftOpen(
        needs=tuple(need for need in every if need not in own),
        needs_by_phase=tuple((phase, needs) for phase, needs in gaps if needs),
        same_summary=tuple(s.short_name for s in services if summaries[s.summary] > 1),
    )
