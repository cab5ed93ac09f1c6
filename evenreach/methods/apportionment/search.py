"""Finds two rates of seats per need, close together, between which the answer lies."""

from dataclasses import dataclass
from fractions import Fraction

from evenreach.methods.apportionment.counting import DOUBT, Counting

FEW = 64
"""Undecided seats that are cheaper to settle one by one than by another round of counting."""
AIM = 16
"""Seats beyond the target that a guess aims for, so that guesses close in from both sides."""
STEPS, GUESSES = 4, 10
"""Guesses by slope, then by straight line up to here, then by halving, which always ends."""
WIDER = Fraction(8 * DOUBT)


@dataclass(slots=True)
class Bracket:
    """Rates around the target: `under` wins no more than it even if all doubts are granted, `over`
    no less even if all are refused. `won_under`, `won_over` are those sums (None: never counted).
    """

    target: int
    under: Fraction
    won_under: int
    over: Fraction
    won_over: int | None

    @property
    def is_close(self) -> bool:
        return self.won_over is not None and self.won_over - self.won_under <= FEW

    def holds(self, rate: Fraction) -> bool:
        return self.under < rate < self.over


def narrow(counting: Counting, bracket: Bracket, first: Fraction, slope: Fraction) -> Bracket:
    """Narrows the bracket until it is close, or until no rate lies between its ends.

    Starts from the guess `first` and steps by `slope` (seats per unit of rate). Ends after at most
    a few hundred counts whatever the weights; usually after three.
    """
    guess, guesses = first, 0
    while not bracket.is_close:
        rate = counting.settle(guess)
        if guesses >= GUESSES or not bracket.holds(rate):
            rate = counting.settle(_middle(bracket))
        if not bracket.holds(rate):
            break
        sure, possible = counting.totals(rate)
        guesses += 1
        if sure < bracket.target < possible:
            bracket.under, bracket.over = rate * (1 - WIDER), rate * (1 + WIDER)
            break
        if possible <= bracket.target:
            bracket.under, bracket.won_under = rate, sure
        if sure >= bracket.target:
            bracket.over, bracket.won_over = rate, possible
        line = guesses >= STEPS and not bracket.is_close
        guess = _between(bracket) if line else _guess(bracket, rate, possible, slope)
    return bracket


def _guess(bracket: Bracket, rate: Fraction, won: int, slope: Fraction) -> Fraction:
    """A rate that should land a little beyond the target, seen from `rate` that won `won`."""
    aim = bracket.target + (AIM if won <= bracket.target else -AIM)
    return rate + (aim - won) / slope


def _between(bracket: Bracket) -> Fraction:
    """Where a straight line between the ends meets the target; halfway where that is unknown."""
    if bracket.won_over is None:
        return _middle(bracket)
    span = bracket.won_over - bracket.won_under
    part = Fraction(bracket.target - bracket.won_under, span)
    return bracket.under + (bracket.over - bracket.under) * part


def _middle(bracket: Bracket) -> Fraction:
    """Halfway between the ends, on a scale of powers of two while they are far apart."""
    ratio = bracket.over / bracket.under
    octaves = ratio.numerator.bit_length() - ratio.denominator.bit_length()
    if octaves > 2:
        return bracket.under * (1 << octaves // 2)
    return (bracket.under + bracket.over) / 2
