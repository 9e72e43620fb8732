"""Random arguments for a function, from the types of its parameters.

Axes of one name have one length in all arguments. Points at which the function has no finite
value are drawn again, from the positive numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..errors import Error
from ..ir.types import DTYPES
from ..structure import copy_arrays, flatten, is_differentiable
from .examples import PYTHON_TYPES, Type

_LENGTHS = (3, 4, 5, 6, 2)
_TRIES = 20


def random_points(f: Callable, examples: list, count: int, seed: int) -> Iterator[tuple]:
    """`count` tuples of arguments at which the function has a finite value."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield _finite_point(f, examples, rng)


def _finite_point(f: Callable, examples: list, rng: np.random.Generator) -> tuple:
    reason = "its value is not finite"
    for attempt in range(_TRIES):
        point = Draw(rng, positive=attempt > 0).arguments(examples)
        try:
            with np.errstate(all="ignore"):
                value = f(*copy_arrays(point))
        except (ArithmeticError, ValueError) as error:
            reason = str(error)
            continue
        if _is_finite(value):
            return point
    raise Error(
        f"no random point was found at which the function has a value: {reason}",
        advice="say what the arguments are with --args, or give the point with --at",
    )


def _is_finite(value: Any) -> bool:
    return all(np.all(np.isfinite(v)) for v in flatten(value)[0] if is_differentiable(v))


class Draw:
    """One random point: numbers around zero, or positive ones."""

    def __init__(self, rng: np.random.Generator, positive: bool):
        self.rng = rng
        self.positive = positive
        self.lengths: dict[str, int] = {}

    def arguments(self, examples: list) -> tuple:
        return tuple(map(self.value, examples))

    def value(self, example: Any) -> Any:
        if isinstance(example, Type):
            return self.typed(example)
        if isinstance(example, (tuple, list)):
            return type(example)(map(self.value, example))
        if isinstance(example, dict):
            return {key: self.value(item) for key, item in example.items()}
        return example

    def typed(self, type_: Type) -> Any:
        dtype = np.dtype(DTYPES.get(type_.dtype, type_.dtype))
        if type_.axes is None:
            number = self.numbers((), dtype)[()]
            return number.item() if type_.dtype in PYTHON_TYPES else number
        return self.numbers(tuple(map(self.length, type_.axes)), dtype)

    def length(self, axis: str) -> int:
        """A number is a length; a name gets one, the same wherever it stands."""
        if axis.isdigit():
            return int(axis)
        return self.lengths.setdefault(axis, _LENGTHS[len(self.lengths) % len(_LENGTHS)])

    def numbers(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        if dtype.kind in "iub":  # mostly labels, positions and counts: small, and never negative
            return np.asarray(self.rng.integers(0, 2, shape), dtype)
        draw = self.reals(shape)
        return np.asarray(draw + 1j * self.reals(shape) if dtype.kind == "c" else draw, dtype)

    def reals(self, shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.uniform(0.2, 1.8, shape) if self.positive else self.rng.normal(size=shape)
