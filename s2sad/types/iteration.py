"""What a loop runs over: the iterables of the emitted loop, and items made of its variables."""

from __future__ import annotations

import operator

from ..ir import prims
from ..ir.nodes import Operand, Value, While
from ..ir.types import INT, IterType, ListType, ScalarType
from .abstract import Abstract, Array, Dyn, Enumerate, Range, Ref, Reversed, Static, Tuple, Zip


class Iteration:
    """Base of LoopAttempt."""

    def make_sources(self) -> list[tuple[Operand, object]]:
        """(iterable operand, type of its items) for each iterable of the emitted loop."""
        if isinstance(self.op, While):
            return []
        found: list[tuple[Operand, object]] = []
        self.plan = self.plan_source(self.iterable, found)
        return found

    def plan_source(self, iterable: Abstract, found: list):
        """How an item is made of the loop variables: a function from variables to abstract."""
        cx = self.cx
        match iterable:
            case Range():
                found.append((cx.operand(iterable), INT))
                position = len(found) - 1
                return lambda variables: Dyn(variables[position])
            case Static(value=range() as r):
                whole = Range(Static(r.start), Static(r.stop), Static(r.step))
                return self.plan_source(whole, found)
            case Zip(items=items):
                plans = [self.plan_source(i, found) for i in items]
                return lambda variables: Tuple(tuple(p(variables) for p in plans))
            case Enumerate(inner=inner, start=start):
                counter = cx.emit(prims.count, cx.operand(start), type=IterType(INT))
                found.append((counter, INT))
                position = len(found) - 1
                plan = self.plan_source(inner, found)
                return lambda variables: Tuple((Dyn(variables[position]), plan(variables)))
            case Array():
                return self.plan_array(iterable, found)
            case Reversed(inner=inner):
                return self.plan_reversed(inner, found)
            case Ref(identity=identity) if isinstance(cx.content(identity), Value):
                value = cx.content(identity)
                found.append((value, value.type.item))
                position = len(found) - 1
                return lambda variables: cx.wrap_item(variables[position])
            case Dyn(value=Value(type=ListType() | IterType()) as value):
                found.append((value, value.type.item))
                position = len(found) - 1
                return lambda variables: cx.wrap_item(variables[position])
        cx.refuse(
            "this cannot be looped over here",
            "loop over a range, an array, a list, a tuple, zip, enumerate or reversed",
        )

    def plan_array(self, array: Array, found: list, backwards: bool = False):
        """A 1-d array that the loop does not write gives its entries; any other is indexed."""
        cx = self.cx
        value = cx.value_of(array)
        if value.type.ndim == 0:
            cx.refuse("iteration over a 0-d array")
        if value.type.ndim == 1 and not self.forms.indexed and not backwards:
            self.native = True
            found.append((value, ScalarType(value.type.dtype)))
            position = len(found) - 1
            return lambda variables: Dyn(variables[position])
        length = cx.length(value, 0)
        if backwards:
            last = cx.binary(operator.sub, length, Static(1))
            indices = Range(last, Static(-1), Static(-1))
        else:
            indices = Range(Static(0), length, Static(1))
        found.append((cx.operand(indices), INT))
        position = len(found) - 1
        return lambda variables: cx.get_item(array, Dyn(variables[position]))

    def plan_reversed(self, inner: Abstract, found: list):
        cx = self.cx
        match inner:
            case Range(start=a, stop=b, step=c):
                return self.plan_source(cx.reversed_range(a, b, c), found)
            case Array():
                return self.plan_array(inner, found, backwards=True)
            case Ref(identity=identity) if isinstance(cx.content(identity), Value):
                value = cx.content(identity)
                item = value.type.item
                found.append((cx.emit(reversed, value, type=IterType(item)), item))
                position = len(found) - 1
                return lambda variables: cx.wrap_item(variables[position])
        cx.refuse("this cannot be looped over in reverse", "reverse a range, a list or an array")

    def bind_items(self) -> Abstract | None:
        """Fresh loop variables, and the item that the body's own variable stands for."""
        if isinstance(self.op, While):
            return None
        name = self.op.body.args[0].name
        self.variables = [Value("", t, self.op.span) for _, t in self.sources]
        item = self.plan(self.variables)
        if len(self.variables) == 1:
            self.variables[0].name = name if isinstance(item, Dyn) else "i"
        elif not all(v.name for v in self.variables):
            for v in self.variables:
                v.name = v.name or ""
        if isinstance(item, Array):
            self.cx.suggest_name(item, name)
        return item
