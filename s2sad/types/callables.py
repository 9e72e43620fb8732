"""Callable objects of libraries that call Python functions: how a call of each is followed.

`follow` takes (cx, f, args, kwargs) and gives what the call returns, or None where `f` is no such
object.
"""

from __future__ import annotations

import functools
import operator
import types
from collections.abc import Callable

import numpy as np

from ..frozen import Same
from .abstract import Abstract, Partial, Static, Tuple
from .class_handlers import class_of
from .context_managers import manager_of
from .standard_handlers import remembered
from .elementwise_handlers import Vectorized, apply_vectorized, follow_vectorize


def follow(cx, f, args: list[Abstract], kwargs: dict) -> Abstract | None:
    if isinstance(f, Vectorized):
        return apply_vectorized(cx, f.dtype, args[0], args[1:], kwargs)
    handler = BY_TYPE.get(type(f))
    if handler is not None:
        return handler(cx, f, args, kwargs)
    if isinstance(f, np.ufunc) and f.ntypes == 1 and f.types[0].strip("O->") == "":
        cx.refuse(
            "a function made by np.frompyfunc gives arrays of objects",
            "use np.vectorize, which gives arrays of numbers",
        )
    manager = manager_of(f)
    if manager is not None:
        return Partial(Static(manager), tuple(args), kwargs)
    if type(f).__module__.startswith("numba") and hasattr(f, "_dispatcher"):  # numba.vectorize
        return apply_vectorized(cx, None, Static(f._dispatcher.py_func), args, kwargs)
    python = getattr(f, "py_func", None)  # what numba compiled
    if isinstance(python, types.FunctionType) and type(f).__module__.startswith("numba"):
        return cx.call_static(python, args, kwargs)
    if isinstance(f, types.FunctionType) and hasattr(f, "dispatch") and hasattr(f, "registry"):
        return cx.call_static(cx.asked(f.dispatch, class_of(cx, args[0])), args, kwargs)
    return None


def _cached(cx, f, args, kwargs) -> Abstract:
    """functools.lru_cache: what it was made of."""
    return remembered(cx, Same(f), cx.get_attribute(Static(f), "__wrapped__"), args, kwargs)


def _itemgetter(cx, f, args, kwargs) -> Abstract:
    keys = f.__reduce__()[1]
    found = tuple(cx.get_item(args[0], Static(key)) for key in keys)
    return found[0] if len(keys) == 1 else Tuple(found)


def _attrgetter(cx, f, args, kwargs) -> Abstract:
    found = []
    for path in f.__reduce__()[1]:
        value = args[0]
        for name in path.split("."):
            value = cx.get_attribute(value, name)
        found.append(value)
    return found[0] if len(found) == 1 else Tuple(tuple(found))


def _methodcaller(cx, f, args, kwargs) -> Abstract:
    make, bound = f.__reduce__()
    named = {}
    if isinstance(make, functools.partial):  # with keywords
        bound, named = make.args + tuple(bound), make.keywords
    name, *rest = bound
    method = cx.get_attribute(args[0], name)
    return cx.call(
        method, [cx.lift_object(a) for a in rest], {k: cx.lift_object(v) for k, v in named.items()}
    )


BY_TYPE: dict[type, Callable] = {
    type(functools.lru_cache(len)): _cached,
    np.vectorize: follow_vectorize,
    operator.itemgetter: _itemgetter,
    operator.attrgetter: _attrgetter,
    operator.methodcaller: _methodcaller,
}
