"""Arguments for typed IR, and equality of results to the last bit."""

import random

import numpy as np

from s2sad.ir.nodes import Const, Pack, Value
from s2sad.ir.types import ArrayType, ListType, ScalarType

_LENGTHS = {"n": 3, "m": 4}
_SPECIAL = (0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan)


def arguments(fn, seed=0, special=0.0):
    """One argument for each parameter; `special` is the share of zeros, infinities and nans."""
    rng = random.Random(seed)
    return [_argument(param.tree, rng, special) for param in fn.params]


def _argument(tree, rng, special):
    match tree:
        case Const():
            return tree.value
        case Pack():
            items = [_argument(item, rng, special) for item in tree.items]
            return dict(zip(tree.keys, items)) if tree.kind is dict else tree.kind(items)
        case Value(type=ScalarType() as t):
            number = _number(rng, t.dtype, special)
            return number if t.python else np.dtype(_dtype(t)).type(number)
        case Value(type=ArrayType() as t):
            shape = [_LENGTHS[d.name] - d.offset if hasattr(d, "name") else d for d in t.shape]
            numbers = [_number(rng, t.dtype, special) for _ in range(int(np.prod(shape)))]
            return np.array(numbers, dtype=_dtype(t)).reshape(shape)
        case Value(type=ListType(item=item)):
            return [_argument(Value("", item), rng, special) for _ in range(4)]
    raise TypeError(f"no argument of type {tree.type}")


def _dtype(t):
    return {"f64": float, "f32": np.float32, "i64": int, "bool": bool, "c128": complex}[t.dtype]


def _number(rng, dtype, special):
    if dtype == "bool":
        return rng.random() < 0.5
    if dtype == "i64":
        return rng.randrange(4)
    if rng.random() < special:
        return rng.choice(_SPECIAL)
    number = rng.uniform(0.25, 2.0) * rng.choice((-1, 1))
    return complex(number, rng.uniform(-1, 1)) if dtype == "c128" else number


def bits(value):
    """Equal for values of one type, shape and content; nan is nan, -0.0 is not 0.0."""
    if isinstance(value, (tuple, list)):
        return (type(value), *map(bits, value))
    if isinstance(value, (np.ndarray, np.generic)):
        kind = np.ndarray if isinstance(value, np.ndarray) else np.generic
        clean = np.where(np.isnan(value), np.nan, value).astype(value.dtype)
        return (kind, value.dtype.str, value.shape, clean.tobytes())
    return (type(value), float(value).hex()) if isinstance(value, float) else (type(value), value)
