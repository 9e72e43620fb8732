"""What a user may choose about the generated code; the fields are part of the cache key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`backend` is the dialect of the emitted code."""

    backend: str = "numpy"
