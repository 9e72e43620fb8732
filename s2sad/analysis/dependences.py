"""Whether one access to an array meets what another one, earlier in the run, has read or written.

Two accesses are compared as in the dependence tests of vectorizing compilers (Allen and Kennedy,
Optimizing Compilers for Modern Architectures, 2001, chapter 3): along each axis both are linear
forms of loop variables, of lengths and of what no loop changes, and the loops around both are
looked at from the outermost one inwards, for an iteration that comes later. In

    for i in range(n):
        for j in range(i):
            y[i] += a[i, j] * y[j]

a later write into `y[i]` never meets what was read of `y[j]`, since j is less than i.
What surprises: an index that may be negative counts from the end, so that nothing is known of it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from itertools import product

from ..ir import prims
from ..ir.inventory import found_once
from ..ir.linear import ONE, ZERO, Bounds, Form, range_bounds, symbol_form
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Terminator, Value, While, node,
)  # fmt: skip
from ..ir.traverse import blocks_of
from ..ir.types import ArrayType, Axis, Dim
from ..types.lattice import varies
from .steps import is_integer, is_none, plain_steps, slice_parts

Loops = tuple[For | While, ...]


@node
class Site:
    """Where an operation stands: the loops around it, outermost first, its place in the order of
    the program, and the forms that by the conditions around it are zero there, or are not."""

    loops: Loops
    place: int
    zero: frozenset[Form]
    not_zero: frozenset[Form]


@node
class Extent:
    """The least and the greatest index along one axis."""

    least: Form
    most: Form


@node
class Access:
    """A read or a write: where it stands, and which entries it is to, by an index to an array; any,
    where there is none. `extents`, filled in when asked for, has an item for each axis that the
    index names, with all that is known of it; no items stand for any entry."""

    node: Op | Terminator
    site: Site
    array: Operand | None = None
    index: Operand | None = None
    extents: tuple[tuple[Extent, ...], ...] | None = None


@node
class _Counter:
    """What counts the iterations of a loop: its variable, upwards (1) or downwards (-1)."""

    variable: Value
    sign: int


#: (callee, whether it holds): what that says of the difference of its operands
_EQUAL = {(operator.eq, True), (operator.ne, False)}
_UNEQUAL = {(operator.ne, True), (operator.lt, True), (operator.gt, True),
            (operator.eq, False), (operator.le, False), (operator.ge, False)}  # fmt: skip
_NONE: frozenset[Form] = frozenset()


class Dependences:
    """What the indices of one function are known to be; see `run`."""

    def __init__(self, fn: Function):
        self.sites: dict[int, Site] = {}
        """by the id of each operation and terminator"""
        self.makers: dict[Value, Call] = {}
        self.bounds = Bounds()
        self._counters: dict[int, _Counter | None] = {}
        self._changing: set[Value] = set()
        """what is made anew in each iteration of some loop"""
        self._forms: dict[Value, Form] = {}
        self._natural: dict[Operand, Form | None] = {}
        self._parts: dict[tuple[Form, int], Dim] = {}
        self._ends: dict[tuple[Form, Axis | None], Dim] = {}
        self._index(fn.body, (), _NONE, _NONE)

    def access(self, node: Op | Terminator, array: Operand, index: Operand) -> Access:
        """An access by one index to an array or a list, or a version of it."""
        return Access(node, self.sites[id(node)], array, index)

    def extents(self, access: Access) -> tuple[tuple[Extent, ...], ...]:
        """The entries that an access is to, axis by axis: most accesses are never compared."""
        if access.extents is None:
            axes, array, zero = (), access.array, access.site.zero
            if array is not None:
                shape = array.type.shape if isinstance(array.type, ArrayType) else (None,)
                axes = zip(plain_steps(access.index), shape)
            access.extents = tuple([self._extents(*axis, zero) for axis in axes])
        return access.extents

    def is_known(self, access: Access) -> bool:
        """True where anything is known of the entries that an access is to."""
        return any(self.extents(access))

    def to_any_entry(self, node: Op | Terminator) -> Access:
        return Access(node, self.sites[id(node)])

    # --- the program ---

    def _index(
        self, block: Block, loops: Loops, zero: frozenset[Form], not_zero: frozenset[Form]
    ) -> None:
        for op in block.ops:
            self.sites[id(op)] = Site(loops, len(self.sites), zero, not_zero)
            if loops:
                self._changing.update(op.results)
            if type(op) is Call:
                result = op.result
                self.makers[result] = op
                if result is not None and is_integer(result) and (form := self._form_of(op)):
                    self._forms[result] = form
                continue
            match op:
                case If():
                    for inner, holds in ((op.then, True), (op.orelse, False)):
                        equal, unequal = self._differences(op.condition, holds)
                        self._index(inner, loops, zero | equal, not_zero | unequal)
                case For() | While():
                    self._counters[id(op)] = self._counter(op)
                    for inner in blocks_of(op):
                        self._changing.update(inner.args)
                        self._index(inner, (*loops, op), zero, not_zero)
        self.sites[id(block.terminator)] = Site(loops, len(self.sites), zero, not_zero)

    def _differences(
        self, condition: Operand, holds: bool
    ) -> tuple[frozenset[Form], frozenset[Form]]:
        """The difference, either way round, of two integers that the condition compares, where
        that says that they are equal, or where it says that they are not."""
        call = self.makers.get(condition)
        if call is None or len(call.args) != 2 or not all(map(is_integer, call.args)):
            return _NONE, _NONE
        a, b = map(self.form, call.args)
        found = frozenset({a.minus(b), b.minus(a)})
        said = call.callee, holds
        return found if said in _EQUAL else _NONE, found if said in _UNEQUAL else _NONE

    def _counter(self, op: For | While) -> _Counter | None:
        """The variable that goes over a range, whose bounds are noted."""
        found = None
        for variable, iterable in zip(op.body.args, getattr(op, "iterables", ())):
            counted = self._counted(iterable)
            if counted is not None:
                start, stop, step = counted
                ends = start, symbol_form(variable)
                if stop is not None:
                    ends = range_bounds(start, stop, abs(step))
                self.bounds.note(variable, *ends)
                found = _Counter(variable, 1 if step > 0 else -1)
        return found

    def _counted(self, iterable: Operand) -> tuple[Form, Form | None, int] | None:
        """The first integer of what counts, upwards, the one behind the last, if there is one, and
        the step, negative where it is gone through from its end."""
        call = self.makers.get(iterable)
        if call is None or call.kwargs:
            return None
        if call.callee is reversed:
            found = self._counted(call.args[0])
            return None if found is None else (*found[:2], -found[2])
        if call.callee is prims.count:
            return self.form(call.args[0] if call.args else Const(0)), None, 1
        if call.callee is not range:
            return None
        start, stop, step = (*call.args, Const(1))[:3] if len(call.args) > 1 else (
            Const(0), call.args[0], Const(1)
        )  # fmt: skip
        if not isinstance(step, Const) or type(step.value) is not int or not step.value:
            return None
        if step.value > 0:
            return self.form(start), self.form(stop), step.value
        return self.form(stop).plus(ONE), self.form(start).plus(ONE), step.value

    # --- integers ---

    def form(self, operand: Operand) -> Form:
        if isinstance(operand, Const):
            known = type(operand.value) is int
            return Form(constant=operand.value) if known else symbol_form(operand)
        return self._forms.get(operand) or symbol_form(operand)

    def _form_of(self, call: Call) -> Form | None:
        """The form of an integer that is made of others, whose forms are known by then."""
        callee = call.callee
        if callee is operator.add:
            return self.form(call.args[0]).plus(self.form(call.args[1]))
        if callee is operator.sub:
            return self.form(call.args[0]).minus(self.form(call.args[1]))
        if callee is operator.mul:
            for factor, other in (call.args, call.args[::-1]):
                if isinstance(factor, Const) and type(factor.value) is int:
                    return Form().plus(self.form(other), factor.value)
        if callee is operator.floordiv and _is_natural_number(call.args[1]):
            whole = self._if_natural(self.form(call.args[0]))
            if whole is not None:  # what is not negative has the name of a length
                key = whole, call.args[1].value
                return symbol_form(self._parts.setdefault(key, Dim(f"//{len(self._parts)}")))
        if callee is prims.axis_length:
            return _of_length(call.args[0].type.shape[call.args[1].value])
        return None

    def _extents(
        self, step: Operand, axis: Axis | None, zero: frozenset[Form]
    ) -> tuple[Extent, ...]:
        """The entries along an axis that one step of an index names, in all ways that are known to
        say it; `zero` are forms that are zero there."""
        parts = slice_parts(step)
        if parts is None:
            place = self._place(step, axis)
            forms = [] if place is None else [place, *(place.plus(other) for other in zero)]
            return tuple([Extent(form, form) for form in forms])
        start, stop, by = parts
        upwards = is_none(by) or isinstance(by, Const) and by.value > 0
        least = ZERO if is_none(start) else self._bound(start, axis)
        behind = _of_length(axis) if is_none(stop) else self._bound(stop, axis)
        if not upwards or least is None or behind is None:
            return ()
        return (Extent(least, behind.minus(ONE)),)

    def _place(self, operand: Operand, axis: Axis | None) -> Form | None:
        """An index as a form of loop variables and of what no loop changes; None where it is
        another one, or may be negative though that is not known here."""
        if isinstance(operand, Const) and type(operand.value) is int and operand.value < 0:
            length = _of_length(axis)
            return None if length is None else length.plus(Form(constant=operand.value))
        if not is_integer(operand):
            return None
        if operand not in self._natural:
            self._natural[operand] = self._if_natural(self.form(operand))
        return self._natural[operand]

    def _bound(self, operand: Operand, axis: Axis | None) -> Form | None:
        """Where a slice starts or ends: for a number that may be negative, or beyond the end, the
        place that it stands for there, which has the name of a length."""
        place = self._place(operand, axis)
        if place is not None or not isinstance(operand, Value) or not is_integer(operand):
            return place
        form = self.form(operand)
        if any(symbol in self._changing for symbol, _ in form.terms):
            return None
        return symbol_form(self._ends.setdefault((form, axis), Dim(f"[{len(self._ends)}]")))

    def _if_natural(self, form: Form) -> Form | None:
        """The form, if it holds nothing else that changes, and is surely not negative."""
        for symbol, _ in form.terms:
            if symbol in self._changing and symbol not in self.bounds:
                return None
        least = self.bounds.of(form, (), True)
        natural = least.constant >= 0 and all(c > 0 and isinstance(s, Dim) for s, c in least.terms)
        return form if natural else None

    # --- accesses ---

    def may_meet(
        self, first: Access, second: Access, depth: int, sees: Callable[[], bool] | None = None
    ) -> bool:
        """False where the second access is to no entry of the first one at any time after it. The
        array is made anew in each iteration of the outermost loops, so many as `depth` says.
        `sees`: asked where both are in the same iterations, and the second comes after the first,
        whether it is to what the first has left."""
        extents = zip(self.extents(first), self.extents(second))
        axes = [pair for both in extents for pair in product(*both)]
        around = first.site.loops[:depth]
        keep = {found.variable for loop in around if (found := self._counters[id(loop)])}
        for one, other in zip(first.site.loops[depth:], second.site.loops[depth:]):
            if one is not other:
                break
            counter = self._counters[id(one)]
            if counter is None:
                return True
            keep.add(counter.variable)
            unequal = first.site.not_zero
            found = [self._relation(a, b, keep, counter, unequal) for a, b in axes]
            if _NEVER in found:
                return False
            if _NOW not in found:
                return True
        if second.site.place <= first.site.place:
            return False
        unequal = first.site.not_zero | second.site.not_zero
        if any(self._are_apart(a, b, keep, unequal) for a, b in axes):
            return False
        return sees is None or first.site.loops != second.site.loops or sees()

    def _relation(
        self, a: Extent, b: Extent, keep: set[Value], counter: _Counter, unequal: Collection[Form]
    ) -> str:
        """In which iterations of this loop, from that of the first access on, the second one may
        be to the same index: in none, in this one alone, or in any. `unequal` are forms that are
        not zero at the first one."""
        least, most, low, high = self._in_terms_of(a, b, keep)
        if not self._stay(keep, least, most, low, high):
            return _ANY
        variable, sign = counter.variable, counter.sign
        for distance, moving in (
            (self._greatest(most.minus(low)), low.coefficient(variable) * sign),
            (self._greatest(high.minus(least)), -high.coefficient(variable) * sign),
        ):
            if distance is not None and distance < 0 <= moving:
                return _NEVER
            if distance is not None and distance < moving > 0:
                return _NOW
        if least == most and low == high:
            if not low.coefficient(variable):  # it stays what it is
                return _NEVER if least.minus(low) in unequal else _ANY
            if least == low:
                return _NOW
        return _ANY

    def _are_apart(
        self, a: Extent, b: Extent, keep: set[Value], unequal: Collection[Form]
    ) -> bool:
        """True where the two are to no common index in the same iteration of the loops whose
        variables these are."""
        least, most, low, high = self._in_terms_of(a, b, keep)
        if not self._stay(keep, least, most, low, high):
            return False
        if least == most and low == high and least.minus(low) in unequal:
            return True
        distances = self._greatest(most.minus(low)), self._greatest(high.minus(least))
        return any(distance is not None and distance < 0 for distance in distances)

    def _in_terms_of(self, a: Extent, b: Extent, keep: set[Value]) -> tuple[Form, ...]:
        """The least and greatest index of each, whatever other loop variables are."""
        found = self.bounds.of
        return (found(a.least, keep, True), found(a.most, keep, False),
                found(b.least, keep, True), found(b.most, keep, False))  # fmt: skip

    def _stay(self, keep: set[Value], *forms: Form) -> bool:
        """True where the forms hold nothing that changes in loops but these variables."""
        return all(s in keep or s not in self._changing for form in forms for s, _ in form.terms)

    def _greatest(self, form: Form) -> int | None:
        """A number that the form is never above; lengths are not negative."""
        form = self.bounds.of(form, (), False)
        known = all(c < 0 and isinstance(s, Dim) for s, c in form.terms)
        return form.constant if known else None


_NEVER, _NOW, _ANY = "never", "now", "any"


@found_once
def run(fn: Function) -> Dependences:
    """The table of one function."""
    return Dependences(fn)


def _is_natural_number(operand: Operand) -> bool:
    return isinstance(operand, Const) and type(operand.value) is int and operand.value > 0


def _of_length(axis: Axis | None) -> Form | None:
    """A length as a form, where it has a name that stands for one number: that of a list has none,
    and one that differs from iteration to iteration is not the same number in two of them."""
    if isinstance(axis, int):
        return Form(constant=axis)
    return None if axis is None or axis.offset or varies(axis) else symbol_form(Dim(axis.name))


__all__ = ["Access", "Dependences", "Extent", "Site", "run"]
