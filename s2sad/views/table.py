"""Aligned text tables, and numbers short enough to stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

#: how many entries of an array are shown
_SHOWN = 4


def number_text(value: Any) -> str:
    """A number to six digits; the first entries of an array, and its shape where it is longer."""
    if value is None:
        return ""
    if np.ndim(value) == 0:
        return _scalar(np.asarray(value).item())
    flat = np.asarray(value).ravel()
    shown = [_scalar(item).strip() for item in flat[:_SHOWN].tolist()]
    if flat.size > _SHOWN:
        shown.append("…")
    text = f"[{' '.join(shown)}]"
    small = np.ndim(value) == 1 and flat.size <= _SHOWN
    return text if small else f"{text} {np.shape(value)}"


def _scalar(item: Any) -> str:
    # a space where the sign would be, so that digits stand under digits
    return f"{item: .6g}" if isinstance(item, (int, float)) else f" {item:.6g}"


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text under their heads, with a rule between. Empty columns are left out."""
    kept = [k for k in range(len(head)) if any(row[k].strip() for row in rows)]
    widths = [max(len(head[k]), *(len(row[k]) for row in rows)) for k in kept]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(cells[k].ljust(width) for k, width in zip(kept, widths)).rstrip()

    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([line(head), rule, *map(line, rows)])
