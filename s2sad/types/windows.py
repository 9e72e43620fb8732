"""Which length a slice has whose bounds the run decides: `x[i : i + w]` is `w` entries long where
no `i` of the loop leads beyond the end of `x`.

In: integer calls, the ranges of loop variables, and sizes of arrays that were made. Out: the
lengths of slices, where they follow. A step that is an argument is taken for positive where that
decides a length, which the generated code says on entry. Integers are linear forms of lengths and
of other integers; a form is bounded by putting in the bounds of the loop variables in it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from ..ir import prims
from ..ir.linear import ONE, ZERO, Bounds, Form, Symbol, range_bounds, symbol_form
from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import INT, ArrayType, Axis, Dim, ScalarType
from .dims import FreshDims, shift, summands, total

#: how many loop variables, each bounded by the next one, are put in
_ROUNDS = 8
_MAKERS = frozenset({np.zeros, np.ones, np.empty, np.full, np.linspace})


class Windows:
    """What is known of the integers of one compilation. `lengths`: the lengths that values hold;
    `fresh` names others."""

    def __init__(self, lengths: Mapping[Value, Axis], fresh: FreshDims):
        self.lengths, self.fresh = lengths, fresh
        self.forms: dict[Value, Form] = {}
        self.values: dict[Form, Value] = {}
        self.named: dict[Form, Dim] = {}
        self.dims: dict[str, Dim] = {}
        self.bounds = Bounds()
        self.steps: dict[Symbol, Value] = {}
        """of loop variables whose bounds hold where the step is positive"""
        self.positive: dict[Value, None] = {}
        """steps that are taken to be positive"""
        self.quotients: dict[Symbol, tuple[Form, int]] = {}
        """of integers by positive numbers, rounded down"""
        self.sizes: set[Form] = set()
        """forms that an array was made with: they are not negative"""
        self.known: dict[tuple[Form, int], Dim] = {}
        """lengths of arguments that are forms, divided by a number"""

    def dim_of(self, value: Value) -> Axis | None:
        """The length that a value holds or makes; None where it is not a form of other integers."""
        length = self.lengths.get(value)
        form = None if length is not None else self.forms.get(value)
        return length if form is None else self._named(form)

    def _named(self, form: Form) -> Dim:
        """One name for all that is the form, whichever value it is asked of."""
        dim = self.named.get(form)
        if dim is None:
            dim = self.named[form] = self.fresh((self.values.get(form, form),))
        return dim

    # --- what is noted ---

    def note(
        self, result: Value, callee: Callable, args: tuple, length: Axis | None
    ) -> Axis | None:
        """An integer that a call has given; the axis that it is, if it is one, goes in and out."""
        found = None
        if callee in (operator.add, operator.sub):
            a, b = map(self.form, args)
            found = a.plus(b) if callee is operator.add else a.minus(b)
        elif callee is operator.neg:
            found = ZERO.minus(self.form(args[0]))
        elif callee is operator.mul and any(isinstance(arg, Const) for arg in args):
            a, b = map(self.form, args)
            number, other = (a, b) if isinstance(args[0], Const) else (b, a)
            found = ZERO.plus(other, number.constant)
        elif callee is operator.floordiv and type(args[1]) is Const and args[1].value > 0:
            self.quotients[result] = self.form(args[0]), args[1].value
        elif callee in (len, prims.axis_length, np.size) and isinstance(length, (int, Dim)):
            found = self.length_form(length)
        if found is not None:
            self.forms[result] = found
            self.values.setdefault(found, result)
        if not self.known:
            return length
        return self.known.get((found, 1) if found else self.quotients.get(result), length)

    def note_range(
        self, variable: Value, start: Operand, stop: Operand, step: Operand, is_given: bool = False
    ) -> None:
        """What a loop variable runs over; `is_given`: the step is an argument."""
        known = step.value if isinstance(step, Const) else int(is_given)
        if known:
            self.bounds.note(variable, *range_bounds(self.form(start), self.form(stop), known))
        if is_given and not isinstance(step, Const):
            self.steps[variable] = step

    def note_made(self, callee: Callable, args: tuple) -> None:
        """An array is made of this size, which is therefore not negative from here on."""
        at = 2 * (callee is np.linspace)
        if callee in _MAKERS and len(args) > at:
            shape = args[at]
            sizes = shape.items if isinstance(shape, Pack) else (shape,)
            self.sizes.update(map(self.form, sizes))

    def know(self, form: Form, divisor: int, length: Dim) -> None:
        """An argument is as long as what the form is, divided and rounded down."""
        self.known[form, divisor] = length

    # --- what follows ---

    def form(self, operand: Operand) -> Form:
        if isinstance(operand, Const) and type(operand.value) is int:
            return Form(constant=operand.value)
        return self.forms.get(operand) or symbol_form(operand)

    def made(self, name: Symbol) -> Form | None:
        """What a length of that name was made with."""
        value = self.fresh.values.get(name) if type(name) is str else None
        if value is not None:
            return value if isinstance(value, Form) else self.form(value)
        same = (form for (form, by), dim in self.known.items() if by == 1 and dim.name == name)
        return next(same, None)

    def length_form(self, length: Axis) -> Form | None:
        """None for a length that is cut off at 0."""
        if isinstance(length, int):
            return Form(constant=length)
        self.dims[length.name] = length
        if length.offset:
            return None
        number, dims = summands(length)
        self.dims.update((dim.name, dim) for dim in dims)
        if any(dim.offset for dim in dims):
            return symbol_form(length.name)
        forms = (symbol_form(dim.name) for dim in dims)
        return functools.reduce(Form.plus, forms, Form(constant=number))

    def is_not_negative(self, *forms: Form) -> bool:
        steps: dict[Value, None] = {}
        found = all(self._is_not_negative(form, steps) for form in forms)
        if found:
            self.positive.update(steps)
        return found

    def _is_not_negative(self, form: Form, steps: dict[Value, None]) -> bool:
        """`steps`: those that must be positive are added."""
        for _ in range(_ROUNDS):
            if form in self.sizes or self._is_sum_of_lengths(form):
                return True
            variable = self.bounds.innermost(form)
            quotient = next((s for s, _ in form.terms if s in self.quotients), None)
            size = next((s for s, _ in form.terms if self.made(s)), None)
            if variable is not None:
                if variable in self.steps:
                    steps[self.steps[variable]] = None
                form = self.bounds.without(form, variable, least=True)
            elif quotient is not None:
                form = self.least_times(form, quotient)
            elif size is not None:
                form = form.without(size, self.made(size))
            else:
                break
        return False

    def _is_sum_of_lengths(self, form: Form) -> bool:
        return form.constant >= 0 and all(c > 0 and s in self.dims for s, c in form.terms)

    def least_times(self, form: Form, quotient: Symbol) -> Form:
        """What is not negative where the form is not, whatever the quotient was rounded down from:
        for `q = n // c`, `c * q` is between `n - (c - 1)` and n."""
        above, divisor = self.quotients[quotient]
        up = form.coefficient(quotient) > 0
        bound = above.plus(ONE, 1 - divisor) if up else above
        rest = form.without(quotient, ZERO)
        return ZERO.plus(rest, divisor).plus(bound, form.coefficient(quotient))

    def length(self, axis: Axis, start: Operand, stop: Operand) -> Axis | None:
        """The length of `[start:stop]` of an axis, if all of it lies inside."""
        whole = self.length_form(axis)
        integers = all(getattr(v, "type", INT) == INT for v in (start, stop))
        if whole is None or not integers:
            return None
        first = ZERO if _is_none(start) else self._from_start(start, whole)
        if _is_none(stop) and self.bounds.innermost(first) is None:
            return None
        end = whole if _is_none(stop) else self._from_start(stop, whole)
        size = end.minus(first)
        if not self.is_not_negative(first, whole.minus(end), size):
            return None
        return self.axis_of(size)

    def _from_start(self, bound: Operand, whole: Form) -> Form:
        """The bound, where it is surely negative counted from the end."""
        form, steps = self.form(bound), {}
        is_from_end = self._is_not_negative(ZERO.minus(form).minus(ONE), steps) and not steps
        return whole.plus(form) if is_from_end else form

    def axis_of(self, size: Form) -> Axis | None:
        """The axis whose length is the form, which is not negative."""
        if not size.terms:
            return size.constant
        if all(c == 1 and symbol in self.dims for symbol, c in size.terms):
            dims = (replace(self.dims[symbol], offset=0) for symbol, _ in size.terms)
            return shift(total((max(0, size.constant), *dims)), max(0, -size.constant))
        if len(size.terms) == 1 and not size.constant:
            (symbol, coefficient), = size.terms
            if coefficient == 1 and isinstance(symbol, Value):
                return self.lengths.get(symbol) or self.fresh((symbol,))
        value = self.values.get(size)
        return self._named(size) if value is None else self.dim_of(value)

    def narrowed(self, type_: ArrayType, array: Operand, index: Operand) -> ArrayType:
        """The type of an item of an array, with the lengths of its slices where they follow."""
        items = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
        if not any(isinstance(item, Pack) and item.kind is slice for item in items):
            return type_
        shape, axis, place = list(type_.shape), 0, 0
        for item in items:
            if _is_none(item):
                place += 1
            elif _is_integer(item):
                axis += 1
            elif isinstance(item, Pack) and item.kind is slice:
                start, stop, step = item.items
                if _is_none(step) or getattr(step, "value", None) == 1:
                    known = self.length(array.type.shape[axis], start, stop)
                    shape[place] = shape[place] if known is None else known
                axis, place = axis + 1, place + 1
            else:
                return type_
        return ArrayType(type_.dtype, tuple(shape))


def _is_none(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is None


def _is_integer(operand: Operand) -> bool:
    if isinstance(operand, Const):
        return type(operand.value) is int
    type_ = getattr(operand, "type", None)
    return isinstance(type_, ScalarType) and type_.dtype[0] in "iu"
