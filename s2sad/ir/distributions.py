"""The distributions of `scipy.stats`: objects of a library whose methods are callees of the IR."""

from __future__ import annotations

import sys
from types import MethodType
from typing import Any


def distribution_of(callee: Any) -> str | None:
    """`norm` for the bound method `scipy.stats.norm.logpdf`; None for any other callable."""
    return distribution_name(callee.__self__) if isinstance(callee, MethodType) else None


def distribution_name(obj: Any) -> str | None:
    """The name under which `scipy.stats` has this distribution; None for any other object."""
    if not type(obj).__module__.startswith("scipy.stats."):
        return None
    name = type(obj).__name__.removesuffix("_gen")
    return name if getattr(sys.modules["scipy.stats"], name, None) is obj else None
