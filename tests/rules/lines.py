"""Lines of code for what a row of `samples.py` cannot say: methods, attributes, writes, callbacks,
and the functions that are read as Python (`s2sad/definitions`).

`lines.txt` has them, under the public name that they are about. A line is an expression of the
names in `VALUES`; what stands before a semicolon is a statement that comes first.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.lib import NumpyVersion

#: what the lines see
HEADER = """import cmath
import math
import operator

import numpy as np
from scipy import fft, integrate, linalg, optimize, signal, special, stats
"""

_draw = np.random.default_rng(0)
VALUES = {
    "x": _draw.normal(size=(3, 4)), "y": _draw.normal(size=(3, 4)), "v": _draw.normal(size=4),
    "w": _draw.uniform(0.5, 2, size=4), "p": _draw.uniform(0.5, 2, size=(3, 4)),
    "a": _draw.normal(size=(3, 3)) + 2 * np.eye(3), "c": _draw.normal(size=(2, 3, 4)),
    "z": _draw.normal(size=(3, 4)) + 1j * _draw.normal(size=(3, 4)), "s": 0.7,
    "q": _draw.normal(size=(2, 3, 3)) + 2 * np.eye(3), "u": _draw.normal(size=3),
    "zv": _draw.normal(size=4) + 1j * _draw.normal(size=4),
    "m": np.array([[True, False, True, True], [False, True, True, False],
                   [True, True, False, True]]),
    "k": np.array([2, 0, 1]), "f": _draw.normal(size=(3, 4)).astype(np.float32),
}  # fmt: skip


def read() -> dict[str, list[str]]:
    """The lines under each `[name]`; `NumPy < 2.5` behind it: only that has them."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for text in Path(__file__).with_name("lines.txt").read_text(encoding="utf-8").splitlines():
        if text.startswith("["):
            name, _, until = text[1:].partition("]")
            gone = until and NumpyVersion(np.__version__) >= until.split()[-1] + ".0"
            lines = [] if gone else found.setdefault(name, [])
        elif text:
            lines.append(text)
    return found


LINES = read()
