"""Destructuring assignments: `a, b = value`, `a, *b, c = value`."""

from __future__ import annotations

import operator
from dataclasses import replace

from ..ir import prims
from ..ir.nodes import Value
from . import misuse
from .abstract import Abstract, Array, Ref, Slice, Static, Tuple
from .given import is_given, parts_given
from .lists import Lists


class Unpacking(Lists):
    """Adds them to the lists."""

    def unpack(self, value: Abstract, before: int, star: bool, after: int) -> Tuple:
        """The parts of a destructuring assignment."""
        if misuse.is_number(value):
            misuse.check(self, misuse.unpacked, value)
        value = self.iterate(value)
        self.prefer_known(value)
        if not star and self.is_dynamic(value):
            self.check_count(self.call(Static(len), [value], {}), before)
            value = self.so_long(value, before)
            return Tuple(tuple(self.get_item(value, Static(k)) for k in range(before)))
        if star and self.is_growing_list(value):
            return self.unpack_growing(value, before, after)
        content = self.content(value) if isinstance(value, Ref) else value
        if not star and is_given(content) and len(parts_given(content)) == before:
            return Tuple(parts_given(content))  # without a look: other numbers are errors
        items = self.items_of(value)
        if not star:
            if len(items) != before:
                text = prims.TOO_MANY if len(items) > before else prims.TOO_FEW
                self.raises(ValueError(text.format(before, len(items))))
            return Tuple(items)
        if len(items) < before + after:
            least = f"at least {before + after}"
            self.raises(ValueError(prims.TOO_FEW.format(least, len(items))))
        end = len(items) - after
        return Tuple((*items[:before], self.new_list(items[before:end]), *items[end:]))

    def unpack_growing(self, value: Ref, before: int, after: int) -> Tuple:
        """A list of unknown length: its first items, a list of the others, its last ones."""
        count = self.call(Static(len), [value], {})
        too_few = self.truth(self.binary(operator.lt, count, Static(before + after)))

        def fail() -> list[Abstract]:
            self.raises(ValueError(f"at least {before + after} values are needed to unpack"))

        self.either(too_few, fail, lambda: [], [], self.span)
        first = [self.get_item(value, Static(k)) for k in range(before)]
        last = [self.get_item(value, Static(k)) for k in range(-after, 0)]
        bounds = Static(before), Static(-after if after else None), Static(None)
        return Tuple((*first, self.get_item(value, Slice(*bounds)), *last))

    def so_long(self, value: Abstract, count: int) -> Abstract:
        """A vector as one that is known to be so long."""
        whole = self.value_of(value) if isinstance(value, Array) else None
        if whole is None or whole.type.ndim != 1:
            return value
        known = replace(whole.type, shape=(count,))
        return self.wrap(self.emit(prims.retyped, whole, type=known, name=whole.name))

    def is_dynamic(self, value: Abstract) -> bool:
        """An array or list whose length is known only at run time."""
        match value:
            case Array():
                shape = self.value_of(value).type.shape
                return bool(shape) and not isinstance(shape[0], int)
            case Ref(identity=identity):
                return identity.kind != "record" and isinstance(self.content(value), Value)
        return False

    def check_count(self, count: Abstract, expected: int) -> None:
        """As Python does, fail where another number of values is unpacked."""
        unequal = self.truth(self.binary(operator.ne, count, Static(expected)))

        def fail() -> list[Abstract]:
            self.raises(ValueError(prims.WRONG_COUNT.format(expected)))

        self.either(unequal, fail, lambda: [], [], self.span)
