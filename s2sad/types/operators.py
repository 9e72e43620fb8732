"""Operators on abstract values: known ones are evaluated, the rest is emitted."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn

import numpy as np

from . import gaps, misuse, sparse
from ..ir import prims
from ..ir.nodes import Operand, Value
from ..ir.types import BOOL, ArrayType, Axis, OpaqueType, ScalarType, never_one
from .abstract import (
    Abstract, Array, Conflict, Dyn, Maybe, Method, Ref, Static, Tuple, Undefined, Zero,
)  # fmt: skip
from .context import PYTHON_NUMBERS
from .equality import OWN_WAYS, compared, equal, is_same, known_items, kind_of, never_equal
from .loops_of_builtins import repeated
from .ranges import as_known
from .tables import known_set, made_set, make_changeable
from .values import TEXT, Values

INPLACE = {
    operator.iadd: operator.add, operator.isub: operator.sub, operator.imul: operator.mul,
    operator.itruediv: operator.truediv, operator.ifloordiv: operator.floordiv,
    operator.imod: operator.mod, operator.ipow: operator.pow, operator.imatmul: operator.matmul,
    operator.iand: operator.and_, operator.ior: operator.or_, operator.ixor: operator.xor,
    operator.ilshift: operator.lshift, operator.irshift: operator.rshift,
}  # fmt: skip
#: what `+=` and its like do to lists and dicts
IN_PLACE_METHODS = {("list", operator.iadd): "extend", ("dict", operator.ior): "update"}
OF_BITS = (operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift)
COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
BINARY = frozenset({*INPLACE.values(), *COMPARISONS})
ARITHMETIC = BINARY.difference(COMPARISONS, OF_BITS)
UNARY = frozenset({operator.neg, operator.pos, operator.invert, operator.not_})
SPECIAL_METHODS = {
    operator.add: ("__add__", "__radd__"), operator.sub: ("__sub__", "__rsub__"),
    operator.mul: ("__mul__", "__rmul__"), operator.truediv: ("__truediv__", "__rtruediv__"),
    operator.matmul: ("__matmul__", "__rmatmul__"), operator.pow: ("__pow__", "__rpow__"),
    operator.mod: ("__mod__", "__rmod__"), operator.floordiv: ("__floordiv__", "__rfloordiv__"),
    operator.eq: ("__eq__", "__eq__"), operator.ne: ("__ne__", "__ne__"),
    operator.lt: ("__lt__", "__gt__"), operator.gt: ("__gt__", "__lt__"),
    operator.le: ("__le__", "__ge__"), operator.ge: ("__ge__", "__le__"),
    operator.and_: ("__and__", "__rand__"), operator.or_: ("__or__", "__ror__"),
    operator.xor: ("__xor__", "__rxor__"), operator.lshift: ("__lshift__", "__rlshift__"),
    operator.rshift: ("__rshift__", "__rrshift__"), divmod: ("__divmod__", "__rdivmod__"),
}  # fmt: skip
UNARY_METHODS = {
    operator.neg: "__neg__", operator.pos: "__pos__", operator.invert: "__invert__",
}  # fmt: skip


class Operators(Values):
    """Adds operators to the values."""

    def __init__(self, span=None):
        super().__init__(span)
        #: of sparse matrices: (which one it is the transpose of, is it?), and their lengths
        self.sparse_bases: dict[Value, tuple[Value, bool]] = {}
        self.sparse_sides: dict[tuple[Value, bool], Axis] = {}

    def binary(self, op: Callable, a: Abstract, b: Abstract) -> Abstract:
        of_run = type(a) is not Static or type(b) is not Static
        if of_run and op in ARITHMETIC and is_number(a) and is_number(b):
            return self.wrap(self.emit(op, self.operand(a), self.operand(b)), op, (a, b))
        if op in (operator.eq, operator.ne):
            for one, other in ((a, b), (b, a)):
                if isinstance(one, Maybe) and not isinstance(other, (Array, Maybe)):
                    return self.compare_optional(op, one, other)
        a, b = known_set(self, self.definite(a)), known_set(self, self.definite(b))
        if op in (operator.eq, operator.ne):
            a, b = as_known(a), as_known(b)
        if self.own_class(a) or self.own_class(b):
            found = self.binary_object(op, a, b)
            if found is not None:
                return found
        match a, b:
            case (Zero(), _) | (_, Zero()):
                return self.binary_zero(op, a, b)
            case (Conflict() as c, _) | (_, Conflict() as c):
                self.conflict(c)
            case Static(value=x), Static(value=y):
                found = self.evaluate(op, x, y)
                return made_set(self, found) if type(found) is set else self.lift_constant(found)
            case (Static(value=Fraction() as x), Dyn()):
                return self.binary(op, Static(float(x)), b)
            case (Dyn(), Static(value=Fraction() as y)):
                return self.binary(op, a, Static(float(y)))
            case Static(value=str() as text), Tuple(items=items) if op is operator.mod:
                if all(isinstance(i, Static) for i in items):
                    return Static(self.evaluate(op, text, tuple(i.value for i in items)))
            case _ if any(isinstance(v, Ref) or kind_of(v) is not None for v in (a, b)):
                found = self.binary_sequence(op, a, b)
                if found is not None:
                    return found
                misuse.check(self, op, a, b)
                a, b = self.beside(a, b), self.beside(b, a)
        if isinstance(a, Array) and isinstance(b, Static) and op in (operator.is_,):
            return Static(False)
        if op in (operator.eq, operator.ne) and (never_equal(a, b) or never_equal(b, a)):
            gaps.ask(self, a if isinstance(b, Static) else b)
            return Static(op is operator.ne)
        if op in OF_BITS or any(isinstance(v, Static) and v.value is None for v in (a, b)):
            misuse.check(self, op, a, b)
        if self.is_text(a) or self.is_text(b):
            if op is not operator.mod:  # which may put what stands behind it into the text
                misuse.check(self, op, a, b)
            if op in COMPARISONS:
                return Dyn(self.emit(op, self.operand(a), self.operand(b), type=BOOL))
            return self.emit_text(op, a, b)
        found = sparse.product(self, op, a, b)
        if found is not None:
            return found
        if self.is_opaque(a) or self.is_opaque(b):
            return self.emit_opaque(op, a, b)
        return self.wrap(self.emit(op, self.operand(a), self.operand(b)), op, (a, b))

    def beside(self, a: Abstract, other: Abstract) -> Abstract:
        """A list or tuple beside an array is the array that NumPy makes of it."""
        found = self.type_of(other) if isinstance(other, (Array, Dyn, Static)) else None
        ours = isinstance(found, ArrayType) or isinstance(found, ScalarType) and not found.python
        known = isinstance(other, Static) and isinstance(other.value, np.ndarray)
        return self.as_entries(a) if ours or known else a

    def binary_zero(self, op, a: Abstract, b: Abstract) -> Abstract:
        """A rule is linear in its tangents: a term with a zero tangent vanishes."""
        if op in (operator.add, operator.sub):
            if isinstance(b, Zero):
                return a
            return b if op is operator.add else self.unary(operator.neg, b)
        return Zero()

    def binary_sequence(self, op, a: Abstract, b: Abstract) -> Abstract | None:
        """Tuples, lists and dicts; None where the operands are to be taken as arrays."""
        if op is operator.or_ and kind_of(a) is dict and kind_of(b) is dict:
            merged = self.pairs_of(a) | self.pairs_of(b)
            return self.new_dict(tuple(merged), tuple(merged.values()))
        if op in (operator.eq, operator.ne):
            found = equal(self, a, b)
            return self.unary(operator.not_, found) if found and op is operator.ne else found
        x, y = known_items(self, a), known_items(self, b)
        if x is not None and y is not None and kind_of(a) is kind_of(b):
            if op is operator.add:
                return Tuple(x + y) if kind_of(a) is tuple else self.new_list(x + y)
            if op in COMPARISONS:
                return compared(self, op, x, y)
        if op is operator.add and isinstance(a, Ref) and isinstance(b, Ref):
            type_ = self.list_type(a, b)
            if type_ is not None:
                both = (self.list_value(a, type_), self.list_value(b, type_))
                self.join_lists(type_)
                return self.wrap(self.emit(op, *both, type=type_))
        for items, seq, count in ((x, a, b), (y, b, a)):
            if op is operator.mul and items is not None and isinstance(count, Static):
                many = self.evaluate(operator.mul, items, count.value)
                return Tuple(many) if kind_of(seq) is tuple else self.new_list(many)
            numbers = isinstance(count, Static) or self.is_scalar(count)
            if op is operator.mul and kind_of(seq) in (tuple, list) and numbers:
                if getattr(self.type_of(count), "dtype", "o")[0] not in "iub":
                    misuse.check(self, op, a, b)
                if kind_of(seq) is tuple:
                    self.need("how often a tuple is repeated", count)
                if (type_ := self.list_type(seq)) is not None:
                    if items and all(map(gaps.is_constant, items)):
                        return self.wrap(gaps.repeated(self, items, self.operand(count), type_))
                    self.join_lists(type_)
                return self.call_python(repeated, [seq, count], {})
        return None

    def binary_object(self, op, a: Abstract, b: Abstract) -> Abstract | None:
        """What methods of the user's own give; None where no such method is asked."""
        if any(isinstance(v, (Zero, Undefined, Conflict)) for v in (a, b)):
            return None
        asked = False
        for obj, other, name in self.special_methods(op, a, b):
            if self.has_method(obj, name):
                found = self.call_method(obj, name, (other,), {})
            elif op is operator.ne and self.has_method(obj, "__eq__") and self.derives_ne(obj):
                found = self.call_method(obj, "__eq__", (other,), {})
                found = found if is_declined(found) else self.unary(operator.not_, found)
            elif issubclass(self.own_class(obj) or object, tuple) and hasattr(tuple, name):
                break  # the method of tuples answers
            else:
                continue
            if not is_declined(found):
                return found
            asked = True
        if not asked and not self.is_object(a) and not self.is_object(b):
            return None
        if op in (operator.eq, operator.ne):
            return Static(self.is_one_object(a, b) is (op is operator.eq))
        if asked:
            self.raises(TypeError(f"the operands decline {op.__name__}"))
        misuse.check_with_objects(self, op, a, b)
        name, reflected = SPECIAL_METHODS[op]
        self.refuse(f"this object has no {name if self.is_object(a) else reflected}")

    def special_methods(self, op, a: Abstract, b: Abstract) -> list[tuple[Abstract, Abstract, str]]:
        """The methods that Python asks, with their operands, in its order: of the left operand,
        then of the right one, but the other way where that is of a derived class. Of two operands
        of one class only a comparison asks the reflected method."""
        name, reflected = SPECIAL_METHODS[op]
        left, right = (a, b, name), (b, a, reflected)
        mine, other = self.own_class(a), self.own_class(b)
        if mine is None or other is None:
            return [left, right]
        compares = op in COMPARISONS
        if mine is other:
            return [left, right] if compares else [left]
        if issubclass(other, mine):
            own = self.member(other, reflected)
            if compares or own is not self.member(mine, reflected):
                return [right, left]
        return [left, right]

    def derives_ne(self, obj: Abstract) -> bool:
        """`!=` is what `__eq__` does not say: it is not for what is derived from a tuple."""
        return self.member(self.own_class(obj), "__ne__") is object.__ne__

    def is_one_object(self, a: Abstract, b: Abstract) -> bool:
        """What `==` says of objects whose classes do not say it."""
        for obj in (a, b):
            if not self.is_object(obj) or self.has_method(obj, "__eq__"):
                continue
            if self.class_of(obj).__eq__ not in OWN_WAYS:
                self.refuse(
                    f"what equality of {self.class_of(obj).__name__} objects is, is not followed",
                    "compare their attributes",
                )
        if self.is_object(a) and self.is_object(b) and b.identity in a.identity.twins:
            self.refuse("whether these two are the same object is known only at run time")
        if isinstance(a, Tuple) and isinstance(b, Tuple):
            self.refuse("whether these two are the same object is known only at run time")
        self.check_outside(a, b)
        return is_same(a, b)

    def check_outside(self, a: Abstract, b: Abstract) -> None:
        """What an argument holds may be a thing that is outside the function, too."""
        for one, other in ((a, b), (b, a)):
            if isinstance(one, Static) and isinstance(other, Ref):
                kind = other.identity.kind
                cls = self.class_of(other) if kind == "object" else kind_of(other)
                if type(one.value) is cls and other.identity in self.state.entered:
                    self.refuse(
                        "whether these two are the same object is known only at run time",
                        "compare them by an attribute or index",
                    )

    def is_object(self, value: Abstract) -> bool:
        return isinstance(value, Ref) and value.identity.kind == "object"

    def both(self, a: Abstract, b: Abstract) -> Abstract:
        if isinstance(a, Static):
            return b if a.value else a
        if isinstance(b, Static):
            return a if b.value else b
        return self.binary(operator.and_, a, b)

    def unary(self, op: Callable, a: Abstract) -> Abstract:
        a = a if op is operator.not_ else self.definite(a)
        if isinstance(a, Zero):
            return a
        method = UNARY_METHODS.get(op)
        if method is not None and (self.is_object(a) or self.has_method(a, method)):
            return self.call_method(a, method, (), {})
        if op is not operator.not_ and isinstance(a, (Tuple, Ref)):
            misuse.check(self, op, a)
        if isinstance(a, Static) and self.own_class(a) is None:
            return self.lift_constant(self.evaluate(op, a.value))
        if op is operator.not_:
            known = self.truth(a)
            if isinstance(known, bool):
                return Static(not known)
            if self.is_object(a) or isinstance(a, Maybe | Array):
                return self.wrap(self.emit(operator.not_, known))
        if isinstance(a, Static):
            return self.lift_constant(self.evaluate(op, a.value))
        return self.emit_abstract(op, a)

    def inplace(self, op: Callable, a: Abstract, b: Abstract) -> Abstract:
        """`a += b`: an array is written into, a list grows, anything else is bound anew."""
        b = self.definite(b)
        if isinstance(a, Array):
            if isinstance(b, Zero):
                return a
            result = self.binary(INPLACE[op], a, b)
            self.check_inplace(a, result)
            self.write(a, None, self.as_long_as(a, self.operand(result)))
            return a
        if isinstance(a, Ref) and (a.identity.kind, op) in IN_PLACE_METHODS:
            self.call(Method(a, IN_PLACE_METHODS[a.identity.kind, op]), [b], {})
            return a
        if self.own_class(a) is not None:
            name = SPECIAL_METHODS[INPLACE[op]][0].replace("__", "__i", 1)
            found = self.call_method(a, name, (b,), {}) if self.has_method(a, name) else None
            if found is not None and not is_declined(found):
                return found
        if isinstance(a, Static) and isinstance(a.value, list | dict | set):
            self.refuse_change(a.value)
        return self.binary(INPLACE[op], a, b)

    def refuse_change(self, value: list | dict | set) -> NoReturn:
        if isinstance(value, set):
            make_changeable(self, value)
            self.refuse("a set is changed", "make a new one, as in names = names | {item}")
        self.refuse(
            f"a {type(value).__name__} outside the function is changed",
            "pass it as an argument, or return the new one",
        )

    def as_long_as(self, target: Array, result: Operand) -> Operand:
        """The result by the names of the target's lengths, which it must have to fit in."""
        have, new = self.value_of(target).type, getattr(result, "type", None)
        if not isinstance(new, ArrayType) or new == have or new.ndim != have.ndim:
            return result
        known = new.dtype == have.dtype and all(map(never_one, have.shape))
        return self.emit(prims.retyped, result, type=have) if known else result

    def check_inplace(self, target: Array, result: Abstract) -> None:
        """What NumPy refuses of an in-place operation, refused here with the user's line."""
        have, new = self.value_of(target).type, self.type_of(result)
        ranks = "biufc"
        if ranks.index(new.dtype[0]) > ranks.index(have.dtype[0]):
            self.refuse(
                f"an array of {have.dtype} cannot take a result of {new.dtype} in place",
                "write `x = x + y`, or make the array of that dtype",
            )
        if isinstance(new, ArrayType) and new.ndim > have.ndim:
            self.refuse("the result has more axes than the array that it is written into")

    def definite(self, value: Abstract) -> Abstract:
        """The number or tuple that is used; that it is None or not assigned is an error, as in
        Python."""
        if isinstance(value, Undefined):
            self.unbound(value)
        if isinstance(value, Conflict):
            self.conflict(value)
        if not isinstance(value, Maybe):
            return value
        present = self.truth(value.present)
        if isinstance(present, bool):
            return value.value if present else Static(None)
        if not self.facts.get(present):
            error = TypeError("a value that is used is None")
            self.either(present, lambda: [], lambda: self.raises(error), [], self.span)
            self.facts[present] = True
        return value.value

    def narrowed(self, value: Abstract) -> Abstract:
        """What may be None, where it is known here that it is not."""
        if not isinstance(value, Maybe):
            return value
        present = self.truth(value.present)
        return value.value if present is True or self.facts.get(present) else value

    def compare_optional(self, op: Callable, a: Maybe, b: Abstract) -> Abstract:
        """`==` and `!=` of a number or tuple that may be None."""
        if isinstance(b, Static) and b.value is None:
            return a.present if op is operator.ne else self.unary(operator.not_, a.present)
        present = self.truth(a.present)
        if isinstance(present, bool) or self.facts.get(present):
            return self.binary(op, self.definite(a), b)
        same, = self.either(
            present, lambda: [self.binary(operator.eq, a.value, b)], lambda: [Static(False)],
            [""], self.span,
        )  # fmt: skip
        return same if op is operator.eq else self.unary(operator.not_, same)

    def is_text(self, a: Abstract) -> bool:
        match a:
            case Static(value=str() | bytes()):
                return True
            case Dyn(value=Value(type=type)):
                return type == TEXT
        return False

    def is_scalar(self, a: Abstract) -> bool:
        return isinstance(a, Dyn) and isinstance(a.value.type, ScalarType)

    def is_opaque(self, a: Abstract) -> bool:
        return isinstance(a, Dyn) and isinstance(a.value.type, OpaqueType)


def is_number(a: Abstract) -> bool:
    """True for a plain number, known or not, and for an array of the run."""
    if type(a) is Dyn:
        return type(a.value.type) is ScalarType
    return type(a) is Array or type(a) is Static and type(a.value) in PYTHON_NUMBERS


def is_declined(found: Abstract) -> bool:
    """A method has returned NotImplemented: Python asks the other operand."""
    return isinstance(found, Static) and found.value is NotImplemented
