"""A question that generated code never asks: is this value known when the code is generated?

Rules ask it to choose the shorter formula (`x**2`). The compiler answers True for constants; at
run time the answer is False, so a rule must be right with either answer.
"""

from __future__ import annotations


def is_static(x: object) -> bool:
    """False; the compiler replaces the call by True where `x` is a known constant."""
    return False
