"""How much of a service lies within reach of each school: the two-step floating catchment.

Luo and Wang (2003). Step one: each base's time ÷ the need within reach of it. Step two: each
school's sum over the bases within its reach.
"""

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from evenreach.methods.equity import CannotMeasure

Array = NDArray[float64]


def access(minutes: Array, needs: Array, travel: Array, reach: float) -> Array:
    """Minutes for each unit of need that each school has within `reach`: (schools,).

    `minutes` (bases,), `needs` (schools,) and `travel` (schools, bases) in the unit of `reach`. 0
    where no base is within reach. Time at a base with no need within its reach goes to nobody.
    """
    if travel.shape != (len(needs), len(minutes)):
        raise CannotMeasure("Give the travel from every school to every base.")
    if min(minutes.min(initial=0), needs.min(initial=0), travel.min(initial=0)) < 0 or reach <= 0:
        raise CannotMeasure("Minutes, needs and travel are 0 or more, and a reach is above 0.")
    school, base = np.divmod(np.flatnonzero(travel <= reach), len(minutes))
    wanted: Array = np.bincount(base, needs[school], len(minutes)).astype(float)
    rates = np.divide(minutes, wanted, out=np.zeros(len(minutes)), where=wanted > 0)
    reached: Array = np.bincount(school, rates[base], len(needs)).astype(float)
    return reached
