"""One authority against others like it, from published yearly figures.

Either the authorities named as its statistical neighbours count alike, or they are weighted so that
together they match its past: a synthetic control (Abadie, Diamond and Hainmueller 2010) from the
figure itself, with weights that are 0 or more and sum to one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from evenreach.methods.comparison.estimates import Array, CannotCompare, check_finite

FEWEST_BEFORE, FEWEST_OTHERS = 4, 5
POOREST = 0.5
"""How far off the past a match may be, as a part of how much authorities differ. Ours."""
HEAVY = 1e4


@dataclass(frozen=True, slots=True)
class Matched:
    """The gap to the match in every period after, and how unusual it is.

    `weights`: those above a thousandth. `misfit`: the root mean square of the gap before, `gap`
    the mean after. `chance`: the part of all authorities, each taken in turn for the one that
    changed, whose gap grew as much: no less than 1 ÷ authorities, and no p-value below it exists.
    """

    weights: Mapping[str, float]
    gaps: tuple[float, ...]
    misfit: float
    chance: float
    compared: int

    @property
    def gap(self) -> float:
        return float(np.mean(self.gaps))


def matched_by_weights(panel: Mapping[str, Sequence[float]], of: str, before: int) -> Matched:
    """The authority `of` against a weighted mean of the others in the panel.

    `panel`: a series for each authority, all as long, the first `before` periods before the change.
    Raises CannotCompare with fewer than four periods before, fewer than five others, gaps in the
    figures, or where no weights come near enough to its past.
    """
    names, figures = _figures(panel, of, before)
    return _compared(names, figures, figures, of, before, _synthetic)


def matched_by_neighbours(
    panel: Mapping[str, Sequence[float]], of: str, neighbours: Sequence[str], before: int
) -> Matched:
    """The authority `of` against the mean of its neighbours, less how far they lay apart before.

    The other authorities of the panel, each against the rest of that circle, tell how unusual it
    is. Raises CannotCompare as above, and for a neighbour without figures.
    """
    missing = [name for name in neighbours if name not in panel]
    if missing:
        raise CannotCompare(f"There are no figures for {', '.join(missing)}.")
    circle = {name: panel[name] for name in (of, *neighbours) if name in panel}
    names, figures = _figures(circle, of, before)
    level = figures - figures[:, :before].mean(axis=1)[:, None]
    return _compared(names, level, figures, of, before, _alike)


def _alike(past: Array, others: Array) -> Array:
    return np.full(len(others), 1 / len(others))


def _synthetic(past: Array, others: Array) -> Array:
    """Weights of others (n, periods), 0 or more and summing to one, nearest to the past.

    Non-negative least squares with the sum as one heavy row (Lawson and Hanson 1974, chapter 23).
    """
    scale = float(np.abs(others).max()) or 1.0
    rows = np.vstack([others.T / scale, np.full(len(others), HEAVY)])
    weights, _ = nnls(rows, np.append(past / scale, HEAVY))
    return np.asarray(weights / weights.sum(), float)


def _compared(
    names: list[str],
    figures: Array,
    as_published: Array,
    of: str,
    before: int,
    weigh: Callable[[Array, Array], Array],
) -> Matched:
    grew, kept = [], None
    for nth, name in enumerate(names):
        others = np.delete(figures, nth, axis=0)
        weights = weigh(figures[nth, :before], others[:, :before])
        gaps = figures[nth] - weights @ others
        misfit = float(np.sqrt((gaps[:before] ** 2).mean()))
        grew.append(float(np.sqrt((gaps[before:] ** 2).mean())) / max(misfit, 1e-12))
        if name == of:
            kept = (weights, gaps, misfit, grew[-1])
    assert kept is not None
    weights, gaps, misfit, own = kept
    _near_enough(misfit, as_published[:, :before], of)
    rest = [name for name in names if name != of]
    return Matched(
        {n: float(w) for n, w in zip(rest, weights, strict=True) if w > 0.001},
        tuple(float(gap) for gap in gaps[before:]),
        misfit,
        sum(ratio >= own for ratio in grew) / len(grew),
        len(rest),
    )


def _near_enough(misfit: float, past: Array, of: str) -> None:
    apart = float(past.std(axis=0).mean())
    if misfit > POOREST * apart:
        raise CannotCompare(
            f"No match comes near enough to the past of {of}: it is off by {misfit:.3g} where "
            f"authorities differ by {apart:.3g}. Nothing after can be told from that."
        )


def _figures(panel: Mapping[str, Sequence[float]], of: str, before: int) -> tuple[list[str], Array]:
    if of not in panel:
        raise CannotCompare(f"There are no figures for {of}.")
    if len({len(series) for series in panel.values()}) != 1:
        raise CannotCompare("Every authority needs a figure for the same periods.")
    names = sorted(panel)
    figures = np.array([list(panel[name]) for name in names], float)
    check_finite(figures, "The panel")
    after = figures.shape[1] - before
    if before < FEWEST_BEFORE or after < 1 or len(names) - 1 < FEWEST_OTHERS:
        raise CannotCompare(
            f"There are {before} periods before, {after} after and {len(names) - 1} other "
            f"authorities; {FEWEST_BEFORE}, one and {FEWEST_OTHERS} are the fewest."
        )
    return names, figures
