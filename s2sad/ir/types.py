"""Types of IR values: what of a value decides the generated code, and nothing more.

Text: `f64` a NumPy scalar, `float` a Python one, `f64[n, 3]` an array, `(f64, i64[n])` a tuple,
`list<f64>` a list of unknown length, `opaque` anything the compiler only passes on.

Types are compared all the time. Those of numbers and arrays, and the lengths of their axes, are
therefore made once: equal ones are the same object.

An axis is an `int` where its length is known, else a `Dim`. Dims that are equal have equal
lengths. An axis of an argument is 1 or a `Dim` with `not_one`; of a slice, a mask or a value that
is only known at run time it is a `Dim` without `not_one`: it may be 1, hence may broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

#: our names of dtypes -> NumPy's
DTYPES = {
    "bool": "bool", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
    "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64",
    "f16": "float16", "f32": "float32", "f64": "float64", "f128": "longdouble",
    "c64": "complex64", "c128": "complex128", "c256": "clongdouble",
}  # fmt: skip
PYTHON_SCALARS = {"bool": "bool", "i64": "int", "f64": "float", "c128": "complex"}


#: (class, *fields) -> the one object
_MADE: dict[tuple, Any] = {}

#: equal objects are one, which `__new__` finds
interned = dataclass(frozen=True, slots=True, eq=False, init=False)


def _made(cls: type, *fields) -> Any:
    """A new object of the class, for `_MADE`."""
    new = object.__new__(cls)
    for name, value in zip(cls.__match_args__, fields):
        object.__setattr__(new, name, value)
    return _MADE.setdefault((cls, *fields), new)


@interned
class Dim:
    """A length known by name: `max(0, name - offset)`; `not_one` says it is never 1."""

    name: str
    not_one: bool
    offset: int

    def __new__(cls, name: str, not_one: bool = False, offset: int = 0) -> "Dim":
        return _MADE.get((cls, name, not_one, offset)) or _made(cls, name, not_one, offset)

    def __reduce__(self):
        return Dim, (self.name, self.not_one, self.offset)

    def __str__(self) -> str:
        return self.name if not self.offset else f"{self.name}-{self.offset}"


Axis = Union[int, Dim]


def never_one(axis: Axis) -> bool:
    """True where the axis certainly has a length other than 1, so that it never broadcasts."""
    return axis != 1 if isinstance(axis, int) else axis.not_one and axis.offset == 0


@interned
class ScalarType:
    """A Python number (`python`) or a NumPy scalar."""

    dtype: str
    python: bool

    def __new__(cls, dtype: str, python: bool = False) -> "ScalarType":
        return _MADE.get((cls, dtype, python)) or _made(cls, dtype, python)

    def __reduce__(self):
        return ScalarType, (self.dtype, self.python)

    def __str__(self) -> str:
        return PYTHON_SCALARS[self.dtype] if self.python else self.dtype


@interned
class ArrayType:
    """An `np.ndarray`; 0-d arrays have `shape == ()`."""

    dtype: str
    shape: tuple[Axis, ...]

    def __new__(cls, dtype: str, shape: tuple[Axis, ...]) -> "ArrayType":
        found = _MADE.get((cls, dtype, shape))
        if found is None:  # lengths that come from NumPy are numbers like others
            shape = tuple(n if isinstance(n, Dim) else int(n) for n in shape)
            found = _made(cls, dtype, shape)
        return found

    def __reduce__(self):
        return ArrayType, (self.dtype, self.shape)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def __str__(self) -> str:
        return f"{self.dtype}[{', '.join(map(str, self.shape))}]"


@dataclass(frozen=True, slots=True)
class TupleType:
    """A tuple of known length; `cls` is the class of a namedtuple. The text does not tell it."""

    items: tuple["Type", ...]
    cls: type = tuple

    def __str__(self) -> str:
        comma = "," if len(self.items) == 1 else ""
        return f"({', '.join(map(str, self.items))}{comma})"


@dataclass(frozen=True, slots=True)
class ListType:
    """A list whose length is known only at run time; `item` is None while nothing was put in."""

    item: Union["Type", None]

    def __str__(self) -> str:
        return f"list<{'' if self.item is None else self.item}>"


@dataclass(frozen=True, slots=True)
class IterType:
    """Something that a `for` runs over (a range, a count, a reversed list) and its items."""

    item: "Type"

    def __str__(self) -> str:
        return f"iter<{self.item}>"


@dataclass(frozen=True, slots=True)
class OpaqueType:
    """A value that is only passed on: a string, a generator of random numbers, an object."""

    name: str = ""

    def __str__(self) -> str:
        return f"opaque<{self.name}>" if self.name else "opaque"


#: the type of the error that an operation would raise, or None
ERROR = OpaqueType("error")
#: the type of None where it stands in a tuple, or of an item that is None in every record so far
NONE = OpaqueType("none")


class RecordType:
    """What one function hands to another as a whole, a tuple: the residuals of a call.

    Unlike a tuple's, its items may hold the record itself, as the residuals of a recursion do:
    they are set after it is made, and a record equals no other. `tangent` is the record of the
    tangents of its items, `sum` the function that adds two of these once one is wanted.
    """

    __slots__ = ("name", "sum", "_items", "_primal", "_tangent")

    def __init__(self, name: str, primal: "RecordType | None" = None):
        self.name = name
        self._items: tuple[Type, ...] | None = None
        self._primal, self._tangent = primal, None
        self.sum: Any = None

    def close(self, items: tuple["Type", ...]) -> None:
        self._items = items

    @property
    def items(self) -> tuple["Type", ...]:
        """Empty while the record is not closed."""
        if self._items is None and self._primal is not None and self._primal.items:
            self._items = tuple(map(tangent_type, self._primal.items))
        return self._items or ()

    @property
    def tangent(self) -> "RecordType":
        if self._primal is not None:
            return self
        if self._tangent is None:
            self._tangent = RecordType(f"{self.name}_dot", self)
        return self._tangent

    def __str__(self) -> str:
        return f"record<{self.name}>"

    def __repr__(self) -> str:
        return str(self)


Type = Union[ScalarType, ArrayType, TupleType, ListType, IterType, OpaqueType, RecordType]

INT = ScalarType("i64", python=True)
FLOAT = ScalarType("f64", python=True)
BOOL = ScalarType("bool", python=True)
COMPLEX = ScalarType("c128", python=True)


def is_differentiable(type: Type | None, seen: frozenset = frozenset()) -> bool:
    """True where values of the type carry a tangent: a floating-point or complex leaf. `seen` are
    the records that it is part of."""
    match type:
        case ScalarType(dtype=d) | ArrayType(dtype=d):
            return d[0] in "fc"
        case TupleType(items=items):
            return any(is_differentiable(t, seen) for t in items)
        case ListType(item=item) | IterType(item=item):
            return is_differentiable(item, seen)
        case RecordType() if type not in seen:
            return any(is_differentiable(t, seen | {type}) for t in type.items)
        case _:
            return False


def tangent_type(type: Type | None) -> Type | None:
    """The type of the tangent or cotangent of a value of the type; integers have none."""
    match type:
        case TupleType(items=items) if is_differentiable(type):
            return TupleType(tuple(map(tangent_type, items)))
        case ListType(item=item) if item is None or is_differentiable(item):
            return ListType(tangent_type(item))
        case RecordType() if is_differentiable(type):
            return type.tangent
    return type if is_differentiable(type) else NONE if type is not None else None
