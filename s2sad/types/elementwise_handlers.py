"""NumPy's functions that call a Python function for each entry: np.vectorize and the like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .abstract import Abstract, Array, Method, Partial, Static
from .loops_of_numpy import vectorized, vectorized_over_one


@dataclass(frozen=True, slots=True)
class Vectorized:
    """np.vectorize of a function, which is the first argument of a Partial."""

    dtype: np.dtype | None = None


def apply_vectorized(cx, dtype, function: Abstract, args, kwargs) -> Abstract:
    """A call of a function under np.vectorize."""
    if kwargs:
        cx.refuse("keyword arguments of a function under np.vectorize", "pass them by position")
    arrays = [cx.call(Static(np.asarray), [a], {}) for a in args]
    if all(cx.value_of(a).type.ndim == 0 for a in arrays):
        made = cx.call(function, list(args), {})
        found = cx.call(Static(np.asarray), [made], {})
    elif len(arrays) == 1:
        found = cx.call_python(vectorized_over_one, [function, *arrays], {})
    else:
        found = cx.call_python(vectorized, [function, *arrays], {})
    return found if dtype is None else cx.call(Method(found, "astype"), [Static(dtype)], {})


def _vectorize(cx, args, kwargs) -> Abstract:
    given = dict(zip(("pyfunc", "otypes"), args)) | kwargs
    others = [name for name in given if name not in ("pyfunc", "otypes", "doc")]
    if others or "pyfunc" not in given:
        cx.refuse(f"np.vectorize with {others[0] if others else 'no function'}", "write a loop")
    otypes = given.get("otypes", Static(None))
    dtype = None
    if not (isinstance(otypes, Static) and otypes.value is None):
        (kind,) = (item.value for item in cx.items_of(otypes))
        dtype = np.dtype(kind)
    return Partial(Static(Vectorized(dtype)), (given["pyfunc"],), {})


def follow_vectorize(cx, f: np.vectorize, args, kwargs) -> Abstract:
    """A call of an np.vectorize object outside the function."""
    if f.signature is not None or f.excluded:
        cx.refuse("np.vectorize with a signature or excluded arguments", "write a loop")
    dtype = None if f.otypes is None else np.dtype(list(f.otypes)[0])
    return apply_vectorized(cx, dtype, cx.get_attribute(Static(f), "pyfunc"), args, kwargs)


def _from_iterable(cx, args, kwargs) -> Abstract:
    """np.fromiter"""
    given = dict(zip(("iter", "dtype", "count"), args)) | kwargs
    source = cx.iterate(given["iter"])
    items = source if isinstance(source, Array) else cx.call(Static(list), [source], {})
    return cx.call(Static(np.array), [items], {"dtype": given["dtype"]})


def _from_python_function(cx, args, kwargs) -> Abstract:
    cx.refuse(
        "np.frompyfunc makes a function that gives arrays of objects",
        "use np.vectorize, which gives arrays of numbers",
    )


HANDLERS = {
    np.vectorize: _vectorize, np.fromiter: _from_iterable,
    np.frompyfunc: _from_python_function,
}  # fmt: skip
