"""How far two shares lie apart, counted from their whole numbers and not from percentages that were cut before."""

from fractions import Fraction

NOTE = "Percentages are cut, not rounded up, so that 100 % means all. Changes are counted from the exact figures."
"""What is said under figures of both kinds."""


def percent(numerator: int, denominator: int) -> int | None:
    """The share in per cent, cut to a whole one; ``None`` for nothing to measure."""
    return 100 * numerator // denominator if denominator else None


def apart(now: tuple[int, int], then: tuple[int, int]) -> Fraction | None:
    """By how many points the share *now* differs from *then*, exactly; each is numerator and denominator.

    ``None`` where one of them has nothing to measure.
    """
    if not now[1] or not then[1]:
        return None
    return 100 * (Fraction(*now) - Fraction(*then))


def size(difference: Fraction) -> str:
    """How large *difference* is, without its sign: in whole points, below one in tenths; half is rounded up."""
    exact = abs(difference)
    tenths = int(exact * 10 + Fraction(1, 2))
    if exact >= 1 or tenths == 10:
        return f"{int(exact + Fraction(1, 2)):,}"
    return f"0.{tenths}" if tenths or not exact else "less than 0.1"


def words(difference: Fraction) -> str:
    """The size of *difference* with its unit: ``5 points``, ``1 point``, ``0.4 points``."""
    found = size(difference)
    return f"{found} {'point' if found == '1' else 'points'}"
