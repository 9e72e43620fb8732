"""The cheapest way to write a sum of products: terms come in, an expression goes out.

Like terms are added up and common factors taken out, where that saves operations. Nothing is
cancelled, neither `x - x` nor `x / x`: what is NaN stays NaN.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Sequence

from ..ir.identity import operand_key
from ..ir.nodes import Call, Const, Operand, Value, node
from ..ir.types import FLOAT, ArrayType, ScalarType
from .cse import call_key
from .rewrite import type_of

#: what an operation on arrays costs, where one on scalars costs 1
ARRAY = 100
#: at most so many terms are looked at together, and so many candidates for a common factor
TERMS, _CANDIDATES = 12, 3

_COMMUTATIVE = (operator.add, operator.mul)

#: a value and its power, 1 or -1
Factor = tuple[Operand, int]


@node
class Term:
    """A product: a number, and values above and below the line."""

    number: float
    factors: tuple[Factor, ...]


@node
class Built:
    """An expression: an operand, or (operation, expression, ...); its type and its cost."""

    root: Operand | tuple
    type: ScalarType | ArrayType
    cost: int


class Known:
    """Operations that stand before a place in a block: who needs one of them again has it."""

    def __init__(self, ops: Sequence[Call]):
        self.keys = {op.result: call_key(op) for op in ops if len(op.args) == 2}
        self.values: dict[Hashable, Value] = {}
        for result, key in self.keys.items():
            self.values.setdefault(key, result)

    def key(self, callee, a: Operand, b: Operand) -> Hashable:
        a = a if type(a) is Value else operand_key(a)
        b = b if type(b) is Value else operand_key(b)
        return (callee, frozenset((a, b))) if callee in _COMMUTATIVE else (callee, a, b)

    def leave(self, op: Call) -> None:
        """From here on the place is before this operation."""
        key = self.keys.get(op.result)
        if key is not None and self.values.get(key) is op.result:
            del self.values[key]


class Builder:
    """Builds expressions at one place. `dropped` are values that will not be there any more."""

    def __init__(self, known: Known, dropped: set[Value]):
        self.known, self.dropped = known, dropped
        self.leaves: dict[Operand, Built] = {}

    def leaf(self, operand: Operand) -> Built:
        found = self.leaves.get(operand)
        if found is None:
            found = self.leaves[operand] = Built(operand, type_of(operand), 0)
        return found

    def apply(self, callee, *parts: Built) -> Built:
        """An operation on expressions: an array where one is an array, else a scalar."""
        made: ScalarType | ArrayType = FLOAT
        cost, whole = 0, True
        for part in reversed(parts):
            cost += part.cost
            whole = whole and type(part.root) is not tuple
            if type(part.type) is ArrayType:
                made = part.type
            elif not part.type.python and type(made) is not ArrayType:
                made = part.type
        if whole and len(parts) == 2:
            found = self.known.values.get(self.known.key(callee, parts[0].root, parts[1].root))
            if found is not None and found not in self.dropped and found.type == made:
                return Built(found, made, 0)
        return Built((callee, *parts), made, cost + (ARRAY if type(made) is ArrayType else 1))

    def sum(self, terms: list[Term], candidates: int = _CANDIDATES) -> Built:
        """The sum of terms, with the common factor taken out that makes it cheapest; inside, and
        beside it, the most frequent one: to try all there as well takes exponential time."""
        terms, opposites = like(terms)
        best = plain = self.plain(terms)
        if not 1 < len(terms) <= TERMS or opposites:
            return best
        places: dict[Factor, list[int]] = {}
        for k, term in enumerate(terms):
            for factor in dict.fromkeys(term.factors):
                places.setdefault(factor, []).append(k)
        common = [(factor, where) for factor, where in places.items() if len(where) > 1]
        common.sort(key=lambda item: -len(item[1]))
        for factor, where in common[:candidates]:
            made = self.factored(terms, factor, where)
            if made.cost < best.cost or (made.cost == best.cost and best is plain):
                best = made
        return best

    def at_least(self, terms: list[Term], whole: ScalarType | ArrayType) -> int:
        """What any form of the sum costs at the least: each factor stands in it as often as in
        the term that has it most often, but for a square that is known."""
        terms, _ = like(terms)
        most: dict[Factor, int] = {}
        for term in terms:
            for factor in term.factors:
                count = term.factors.count(factor)
                if count > most.get(factor, 0):
                    most[factor] = count if count == 1 or not self.is_square(factor) else 1
        number = any(not term.factors or abs(term.number) != 1.0 for term in terms)
        if isinstance(whole, ScalarType):
            return sum(most.values()) + number - 1
        arrays = sum(n for (v, _), n in most.items() if isinstance(type_of(v), ArrayType))
        scalars = sum(most.values()) - arrays + number
        return ARRAY * (arrays + (scalars > 0) - 1) + max(scalars - 1, 0)

    def is_square(self, factor: Factor) -> bool:
        """True where the square of a factor is there, and stays."""
        square = self.known.values.get(self.known.key(operator.mul, factor[0], factor[0]))
        return square is not None and square not in self.dropped

    def factored(self, terms: list[Term], factor: Factor, where: list[int]) -> Built:
        """The terms at these places as one product, and the others."""
        inner = [Term(terms[k].number, _without(terms[k].factors, factor)) for k in where]
        rest = [term for k, term in enumerate(terms) if k not in where]
        numbers = {abs(term.number) for term in inner}
        number = numbers.pop() if len(numbers) == 1 else 1.0
        negative = all(term.number < 0 for term in inner)
        unit = -number if negative else number
        total = self.sum([Term(term.number / unit, term.factors) for term in inner], 1)
        product = self.product(number, (factor,), total)
        if not rest:
            return self.apply(operator.neg, product) if negative else product
        others = self.sum(rest, 1)
        if negative:
            return self.apply(operator.sub, others, product)
        if isinstance(others.root, tuple) and others.root[0] in (operator.add, operator.sub):
            return self.apply(operator.add, others, product)
        return self.apply(operator.add, product, others)

    def plain(self, terms: list[Term]) -> Built:
        """The terms added up one after the other, the first with a plus sign if any has one, else
        with a number, which takes the minus sign."""
        first = next((k for k, term in enumerate(terms) if term.number >= 0), None)
        if first is None:
            first = next((k for k, term in enumerate(terms) if term.number != -1.0), 0)
        start, *others = terms[first], *terms[:first], *terms[first + 1 :]
        total = self.product(start.number, start.factors)
        for term in others:
            callee = operator.sub if term.number < 0 else operator.add
            total = self.apply(callee, total, self.product(abs(term.number), term.factors))
        return total

    def product(
        self, number: float, factors: Sequence[Factor], inner: Built | None = None
    ) -> Built:
        """The product of scalars in their order and then with the number; then that of arrays."""
        parts = [(self.leaf(v), power) for v, power in factors]
        if inner is not None:
            parts.append((inner, 1))
        scalars, arrays, late = [], [], []
        above, scalar_above = False, False
        for part in parts:
            if type(part[0].type) is ArrayType:
                arrays.append(part)
                above = above or part[1] == 1
            else:
                scalars.append(part)
                scalar_above = scalar_above or part[1] == 1
        if above and not scalar_above and abs(number) == 1.0:
            scalars, late = [], scalars
        negative = number == -1.0 and (above or scalar_above)
        unit = number == 1.0 or negative
        total = self.in_order(None, scalars) if scalar_above else None
        if total is not None and not unit:
            total = self.apply(operator.mul, Built(Const(number), FLOAT, 0), total)
        elif total is None and not (unit and above):
            total = self.in_order(Built(Const(number), FLOAT, 0), scalars)
        if arrays:
            total = self.in_order(total, [*arrays, *late])
        return self.apply(operator.neg, total) if negative else total

    def in_order(self, total: Built | None, parts: list[tuple[Built, int]]) -> Built | None:
        """`total` times the parts, one after the other; a product begins with what is above."""
        if total is None:
            first = next((k for k, (_, power) in enumerate(parts) if power == 1), None)
            if first is None:
                return None
            total = parts[first][0]
            parts = [*parts[:first], *parts[first + 1 :]]
        for part, power in parts:
            total = self.apply(operator.mul if power == 1 else operator.truediv, total, part)
        return total


def in_common(terms: list[Term]) -> bool:
    """True if two terms have a factor in common."""
    seen: set[Factor] = set()
    for term in terms:
        if not seen.isdisjoint(term.factors):
            return True
        seen.update(term.factors)
    return False


def _without(factors: tuple[Factor, ...], factor: Factor) -> tuple[Factor, ...]:
    k = factors.index(factor)
    return factors[:k] + factors[k + 1 :]


def like(terms: list[Term]) -> tuple[list[Term], bool]:
    """Terms of the same factors as one, and whether there are any left that would cancel: what is
    infinite in them must stay in both, to be NaN."""
    merged: dict[Hashable, Term] = {}
    opposites = False
    for term in terms:
        key = _unordered(term.factors)
        known = merged.get(key)
        if known is None:
            merged[key] = term
        elif known.number + term.number != 0.0:
            merged[key] = Term(known.number + term.number, known.factors)
        else:
            merged[key, len(merged)] = term
            opposites = True
    return list(merged.values()), opposites


def _unordered(factors: tuple[Factor, ...]) -> Hashable:
    """Equal for the same factors in whatever order."""
    once = frozenset(factors)
    if len(once) == len(factors):
        return once
    return frozenset([(factor, factors.count(factor)) for factor in once])
