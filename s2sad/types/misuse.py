"""What Python refuses whatever the values are: `x[0]` of a float, a text times a float.

The types of the operands decide it. Samples of them are tried, and the error that Python raises is
raised where the program does.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from ..frozen import MISSING
from ..ir.nodes import Value
from ..ir.types import ScalarType, Type
from ..structure import maker_of
from .abstract import Abstract, Dyn, Identity, Ref, Static, Tuple
from .dtypes import NUMPY
from .elementwise import PYTHON_ONES

#: what asks for a method
ASKED_BY: dict[str, Callable] = {
    "__getitem__": operator.getitem, "__setitem__": operator.setitem,
    "__delitem__": operator.delitem, "__call__": operator.call, "__len__": len, "__abs__": abs,
    "__iter__": iter, "__next__": next, "__neg__": operator.neg, "__pos__": operator.pos,
    "__invert__": operator.invert,
}  # fmt: skip
KNOWN = (str, bytes, int, float, complex, np.generic, type(None))


def check(cx, function: Callable, *values: Abstract) -> None:
    """Raise the error that the function raises of samples of these values; where there are none
    of some, as of objects, whose methods would be run, nothing is known."""
    if not any(isinstance(v, Ref) and v.identity.kind == "object" for v in values):
        check_with_objects(cx, function, *values)


def check_with_objects(cx, function: Callable, *values: Abstract) -> None:
    """The same where the classes of the objects have no method that would be run."""
    samples = [sample(cx, value) for value in values]
    if any(found is MISSING for found in samples):
        return
    try:
        with np.errstate(all="ignore"):
            function(*samples)
    except (TypeError, AttributeError) as error:
        cx.raises(error)
    except IndexError as error:  # NumPy's of its numbers; of an empty list it says nothing
        if isinstance(samples[0], np.generic):
            cx.raises(error)
    except ArithmeticError:  # others may be fine
        pass


def sample(cx, value: Abstract) -> Any:
    """A value of the same class, an empty one of a container; MISSING of what else there is."""
    match value:
        case Static(value=known) if isinstance(known, KNOWN):
            return known
        case Dyn(value=Value(type=ScalarType(dtype=dtype, python=True))):
            return PYTHON_ONES[dtype]
        case Dyn(value=Value(type=ScalarType(dtype=dtype))):
            return NUMPY[dtype].type(1)
        case Dyn() if cx.is_text(value):
            return ""
        case Tuple(cls=cls) if cls is tuple:
            return ()
        case Ref(identity=Identity(kind="list")):
            return []
        case Ref(identity=Identity(kind="dict")):
            return {}
        case Ref(identity=Identity(kind="object")):
            cls = cx.class_of(value)
            return maker_of(cls).__new__(cls)
    return MISSING


def check_method(cx, name: str, *values: Abstract) -> None:
    """Raise what Python does where the class of the first one has no method of this name."""
    if name in ASKED_BY:
        check_with_objects(cx, ASKED_BY[name], *values)


def is_number(value: Abstract) -> bool:
    return isinstance(value, Dyn) and isinstance(value.value.type, ScalarType)


def contains(value: Any) -> bool:
    return 0 in value


def unpacked(value: Any) -> None:
    (_,) = value


def refuse_item(cx, name: str, known: Type | None, new: Type | None, value: Abstract) -> NoReturn:
    """An item of another type is put into a list whose length the run decides."""
    if new is None and _has_text(value):
        cx.refuse(
            f"a text, or a tuple with one, is put into the list '{name}', whose items the run "
            "chooses",
            "put a number in its place, as its position in a list of the texts",
        )
    found = "no items" if known is None else f"{known}"
    cx.refuse(
        f"items of different types are put into the list '{name}' "
        f"({found} and {new or 'something that is no number'})",
        "keep one list for each kind of item",
    )


def _has_text(value: Abstract) -> bool:
    if isinstance(value, Tuple):
        return any(map(_has_text, value.items))
    return isinstance(value, Static) and isinstance(value.value, str)
