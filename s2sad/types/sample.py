"""Inference by running: call the function on small samples and read the type off its results.

In: a request that no rule answers. Each length that is not known gets a small size, another one in
each run, and the entries differ too. Out: the type, where an axis of the result is the length that
had its size in every run. Surprising: sizes that must be equal for the call to succeed are found by
trying; and a dtype or a number of axes that differs between the runs depends on values, so that
there is no type. Only numerical libraries are run, on arrays of our own: nothing is seen outside.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from itertools import count, product
from math import prod
from typing import Any

import numpy as np

from ..ir import prims
from ..ir.types import (
    ArrayType, Axis, Dim, FLOAT, INT, ListType, OpaqueType, ScalarType, TupleType, Type, never_one,
)  # fmt: skip
from .dims import size_of
from .dtypes import NUMPY, type_of_value
from .failure import InferenceError
from .matching import Matcher
from .request import (
    Described, Lit, Request, Tree, Val, function_name, list_of, type_of,
)  # fmt: skip
from .trial_sizes import (
    IN_ORDER, Equation, Family, Sizes, assign, axes_of, candidates, list_length,
    really_equal, shorter, trials,
)  # fmt: skip

LIBRARIES = ("numpy", "scipy", "math", "cmath", "operator", "_operator", "builtins")
#: what reads or writes files, prints, changes settings or its arguments, or calls back
EFFECTS = frozenset(
    "save savez savez_compressed savetxt load loadtxt genfromtxt fromfile tofile memmap "
    "open print input exec eval compile setattr delattr globals locals vars __import__ "
    "seterr seterrcall setbufsize set_printoptions printoptions show_config show_runtime info "
    "test put copyto place putmask fill_diagonal put_along_axis shuffle at "
    "rvs setfield setflags quad minimize breakpoint id hash".split()
)
GENERATORS = {"Generator": np.random.default_rng, "RandomState": np.random.RandomState}
#: what is added to the entries of samples; large ones and negative ones where the usual ones,
#: between 0 and 1, lie outside of the domain of a function
SHIFTS = (0, 8, -8)


def by_sample(request: Request, shifts: tuple[int, ...] = SHIFTS) -> Type:
    """The type of the result, from what it is on samples."""
    function = runnable(request)
    axes = axes_of(request)
    failure: Exception | None = None
    for shift, (equations, family) in product(shifts, trials(axes)):
        try:
            results = _runs(request, function, axes, equations, family, shift)
        except Exception as error:  # LAPACK's wrappers raise a class of their own
            failure = failure or error
            continue
        dims = candidates(axes)
        if len(equations) > 2:  # more than is needed, perhaps
            needed = _needed(request, function, axes, family, shift)
            try:
                results = _runs(request, function, axes, needed, family, shift)
            except Exception:  # which of them must be equal cannot be said
                dims = []
        runs = [sizes for sizes, _ in results]
        matcher = Matcher(request, dims, runs, formulas=family not in IN_ORDER)
        return _read(matcher, [value for _, value in results], ())
    if isinstance(failure, InferenceError):
        raise failure
    shown = [*map(_shown, request.args), *(f"{k}={_shown(d)}" for k, d in request.kwargs)]
    text = str(failure).rstrip(".")
    raise InferenceError(
        f"{function_name(request.callee)} fails on operands like ({', '.join(shown)}): {text}."
    )


def _unknown(type_: Type) -> tuple[str, str]:
    """What an operand is that is only passed on, and what to pass instead."""
    match type_:
        case OpaqueType(name="array of object"):
            return "an array of Python objects", "make it one of numbers, as x.astype(float) does"
        case OpaqueType(name="array of text"):
            return "an array of texts", ""
        case OpaqueType(name="array"):
            return "an array.array", "make it one of NumPy's, as np.asarray(x) does"
        case OpaqueType(name=name):
            named = f" ({name})" if name else ""
            return f"something other than numbers{named}, of which nothing is known", ""
    return f"{type_}, of which nothing is known", ""


def _shown(described: Described) -> str:
    """An operand in a message: a number or text by its value, an array by its type."""
    if isinstance(described, Lit):
        return repr(described.value)
    return str(type_of(described))


# --- what may be run ------------------------------------------------------------------------


def runnable(request: Request) -> Callable:
    """The function to call on samples; refused where running it could be noticed."""
    callee = request.callee
    drawn = _draws(request)
    if drawn is not None:
        return drawn
    if not _is_pure(callee):
        raise InferenceError(f"The type of what {function_name(callee)} returns is not known.")
    for described in request.operands():
        _check_operand(request, described)
    return callee


def _is_pure(function: Callable) -> bool:
    """True for a function of a numerical library that only computes."""
    if isinstance(function, np.ufunc):
        return True
    owner = getattr(function, "__self__", None)
    module = getattr(function, "__module__", None) or type(owner).__module__
    name = getattr(function, "__name__", "")
    return module.split(".")[0] in LIBRARIES and name not in EFFECTS and ".random" not in module


def _draws(request: Request) -> Callable | None:
    """A random function, bound to a generator of our own: the user's is not touched."""
    callee = request.callee
    name = getattr(callee, "__name__", "") or ""
    if isinstance(callee, prims.Method) and request.args:
        maker = GENERATORS.get(getattr(type_of(request.args[0]), "name", ""))
        if maker is not None and name not in ("shuffle", "spawn", "seed", "set_state"):
            return lambda _, *args, **kwargs: getattr(maker(0), name)(*args, **kwargs)
    owner = getattr(callee, "__self__", None)
    if isinstance(owner, np.random.RandomState) and name not in ("shuffle", "seed", "set_state"):
        return lambda *args, **kwargs: getattr(np.random.RandomState(0), name)(*args, **kwargs)
    return None


def _check_operand(request: Request, described: Described) -> None:
    if isinstance(described, Tree):
        for item in described.items:
            _check_operand(request, item)
    elif isinstance(described, Lit):
        value = described.value
        if callable(value) and not isinstance(value, (type, np.dtype)) and not _is_pure(value):
            raise InferenceError(
                f"What {function_name(request.callee)} returns depends on the function "
                f"{function_name(value)} that it is given."
            )


def _runs(
    request: Request,
    function: Callable,
    axes: list[Axis],
    equations: tuple[Equation, ...],
    family: Family,
    shift: int,
) -> list[tuple[Sizes, Any]]:
    """Sizes and result of each run."""

    def result(sizes: Sizes, variants: tuple[int, ...]) -> Any:
        return _first_success(request, function, sizes, variants, shift)

    names = len({axis.name for axis in axes if isinstance(axis, Dim)})
    assigned = [assign(axes, equations, base) for base in family(names)]
    if None in assigned:
        raise ValueError("these lengths cannot be equal")
    first, second, third = assigned
    runs = [(first, result(first, (0, 1)))]
    runs.append((second, result(second, (1, 2, 0))))
    runs.append((third, result(third, (2, 0, 1))))
    for dim in axes:
        if isinstance(dim, Dim) and not never_one(dim):
            alone = {**first, dim.name: 1 + dim.offset}
            try:
                runs.append((alone, result(alone, (2, 0))))
            except Exception:
                continue  # then the length is not 1 in a call that succeeds
    for below in shorter(axes, first):
        try:
            runs.append((below, result(below, (0, 2))))
        except Exception:
            continue  # then the length is not so small in a call that succeeds
    try:
        runs.append((first, result(first, (LARGE,))))
    except Exception:
        pass  # then integers are not so large in a call that succeeds
    return runs


def _needed(
    request: Request, function: Callable, axes: list[Axis], family: Family, shift: int
) -> tuple[Equation, ...]:
    """The equations between lengths without which the call fails."""
    base = next(iter(family(len({axis.name for axis in axes if isinstance(axis, Dim)}))))

    def works(equations: tuple[Equation, ...]) -> bool:
        sizes = assign(axes, equations, base)
        if sizes is None:
            return False
        try:
            _first_success(request, function, sizes, (0, 1), shift)
        except Exception:
            return False
        return True

    return really_equal(axes, works)


def _first_success(
    request: Request, function: Callable, sizes: Sizes, variants: tuple[int, ...], shift: int
) -> Any:
    """The result with entries of the first variant that the function takes."""
    for variant in variants[:-1]:
        try:
            return run(request, function, sizes, variant, shift)
        except Exception:
            continue
    return run(request, function, sizes, variants[-1], shift)


# --- samples --------------------------------------------------------------------------------


def run(
    request: Request, function: Callable, sizes: Sizes, variant: int, shift: int = 0
) -> Any:
    """The function's result on samples of these sizes.

    Variants differ in the entries: 0 is benign (positive definite, increasing, true), 1 has zeros
    and repetitions, 2 is as 0 with other integers, and so is 3, with large ones. With a shift,
    numbers are that much larger, and integers are not 0.
    """

    def build(described: Described) -> Any:
        match described:
            case Lit(value=value):
                return value
            case Tree(kind=kind, items=items, keys=keys):
                return _packed(kind, list(map(build, items)), keys)
            case Val(type=type_, leaf=leaf, length=length):
                if length is not None:
                    return size_of(length, sizes)
                return sample(type_, leaf)

    def shifted(value: Any, dtype: str) -> Any:
        if shift == 0 or dtype == "bool":
            return value
        return value + (shift if dtype[0] in "fc" else 1)

    def sample(type_: Type, leaf: int, depth: int = 0) -> Any:
        match type_:
            case ArrayType(dtype=dtype, shape=shape):
                lengths = tuple(size_of(axis, sizes) for axis in shape)
                return shifted(template(dtype, lengths, variant).copy(), dtype)
            case ScalarType(dtype=dtype, python=python):
                value = shifted(SCALARS[dtype[0]][variant], dtype)
                return value if python else NUMPY[dtype].type(value)
            case TupleType(items=items):
                return tuple(sample(item, leaf, depth) for item in items)
            case ListType(item=item):
                n = 0 if item is None else size_of(list_length(request, leaf, depth), sizes)
                return [sample(item, leaf, depth + 1) for _ in range(n)]
            case OpaqueType(name=name) if name in GENERATORS:
                return None
        what, advice = _unknown(type_)
        raise InferenceError(f"{function_name(request.callee)} is given {what}.", advice=advice)

    args = [build(d) for d in request.args]
    kwargs = {name: build(d) for name, d in request.kwargs}
    with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
        return function(*args, **kwargs)


def _packed(kind: type, items: list, keys: tuple | None) -> Any:
    if kind is dict:
        return dict(zip(keys, items))
    if kind in (tuple, list):
        return kind(items)
    return kind(*items) if keys is None else kind(**dict(zip(keys, items)))


SCALARS = {
    "b": (True, False, True, True), "i": (1, 0, 2, 9), "u": (1, 0, 2, 9),
    "f": (0.5, 0.25, 0.5, 0.5), "c": (0.5 + 0.25j, 0.25, 0.5 + 0.25j, 0.5 + 0.25j),
}  # fmt: skip
#: the variant with large integers, which many functions do not take
LARGE = 3


@lru_cache(maxsize=1024)
def template(dtype: str, shape: tuple[int, ...], variant: int) -> np.ndarray:
    """An array of this dtype and shape with entries that most functions take."""
    size = prod(shape)
    square = len(shape) > 1 and shape[-1] == shape[-2]
    floating = dtype[0] in "fc"
    if dtype == "bool":
        flat = np.arange(size) % 2 == 1 if variant == 1 else np.ones(size, bool)  # of one: False
    elif square and variant != 1:
        k = np.arange(shape[-1])
        matrix = np.diag(2.0 + k / shape[-1]) + 0.1 / (1.0 + abs(k - k[:, None]))
        flat = np.broadcast_to(matrix if floating else np.eye(shape[-1]), shape)
    elif floating and variant != 1:
        # increasing where it may be a grid; of full rank where it may be a matrix
        k = np.arange(size)
        flat = 0.1 + 0.8 * (k / max(1, size) if len(shape) < 2 else 0.618 * k * k % 1)
    elif floating:
        flat = np.minimum(0.5, np.arange(size))
    else:
        # never large: LAPACK does not ask whether there is an entry at an index
        flat = (np.arange(size) + variant - 1) % 2 if variant in (1, 2) else np.zeros(size)
    return np.reshape(flat, shape).astype(NUMPY[dtype])


# --- results --------------------------------------------------------------------------------


def _read(matcher: Matcher, values: list, path: tuple[int, ...]) -> Type:
    """The type that the results of all runs have in common."""
    first = values[0]
    name = function_name(matcher.request.callee)
    if isinstance(first, (tuple, list)):
        return _read_sequence(matcher, values, path)
    if isinstance(first, np.ndarray) and all(isinstance(v, np.ndarray) for v in values):
        if type(first) is not np.ndarray:  # a matrix, a masked array
            kind = type(first).__name__
            raise InferenceError(
                f"{name} returns a {kind}, whose operations are not those of arrays.",
                advice="make it a plain array, as np.asarray does",
            )
        if len({(v.dtype, v.ndim) for v in values}) > 1:
            raise InferenceError(f"The dtype or axes of what {name} returns depend on the run.")
        dtype = type_of_value(first[:0] if first.ndim else first).dtype
        sizes = zip(*(v.shape for v in values))
        shape = tuple(matcher.axis(s, (*path, k)) for k, s in zip(count(), sizes))
        return ArrayType(dtype, shape)
    types = {type_of_value(v) for v in values}
    if types == {INT, FLOAT}:
        return FLOAT
    if len(types) > 1:
        raise InferenceError(f"The type of what {name} returns depends on the run.")
    return types.pop()


def _read_sequence(matcher: Matcher, values: list, path: tuple[int, ...]) -> Type:
    lengths = {len(v) for v in values}
    if len(lengths) == 1:
        items = [_read(matcher, list(vs), (*path, k)) for k, vs in enumerate(zip(*values))]
        return TupleType(tuple(items))
    if not all(isinstance(v, list) for v in values):
        name = function_name(matcher.request.callee)
        raise InferenceError(f"How many values {name} returns depends on the run.")
    return list_of(type_of_value(item) for v in values for item in v)
