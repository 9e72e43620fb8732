"""Questions that generated code never asks: what is known of a value when the code is generated?

Rules ask them to choose the shorter formula (`x**2`). The compiler answers True where it knows; at
run time the answer is False, so a rule must be right with either answer.
"""

from __future__ import annotations


def is_static(x: object) -> bool:
    """False; the compiler replaces the call by True where `x` is a known constant."""
    return False


def as_long(x: object, axis: int, y: object, axis_of_y: int) -> bool:
    """False; the compiler replaces the call by True where broadcasting surely leaves this axis of
    `x` as long as it makes that of `y`."""
    return False
