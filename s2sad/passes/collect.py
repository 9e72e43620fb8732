"""Collect the terms of sums in a reverse sweep: like terms, common factors, common denominators.

Before:
    func @f(%g: f64, %s: f64, %y: f64, %d: f64) {
      %0: f64 = mul 0.1, %s
      %1: f64 = mul %g, %0
      %2: f64 = mul %g, %s
      %3: f64 = mul %2, 0.1
      %4: f64 = add %1, %3
      %5: f64 = mul %g, %y
      %s_bar: f64 = add %4, %5
      %6: f64 = truediv 1.0, %d
      %d_bar: f64 = mul %6, %g
      return (%s_bar, %2, %d_bar)
    }
After:
    func @f(%g: f64, %s: f64, %y: f64, %d: f64) {
      %0: f64 = mul 0.1, %s
      %1: f64 = mul %g, %0
      %2: f64 = mul %g, %s
      %3: f64 = mul %2, 0.1
      %4: f64 = add %1, %3
      %5: f64 = mul %g, %y
      %6: f64 = mul 0.2, %s
      %7: f64 = add %6, %y
      %s_bar: f64 = mul %g, %7
      %8: f64 = truediv 1.0, %d
      %d_bar: f64 = truediv %g, %d
      return (%s_bar, %2, %d_bar)
    }

What the product rule writes term by term, a person writes as one product: it costs fewer
operations. Only a derivative may be changed so, and not what the user computes: the order of its
operations is ours to choose, and its value differs by rounding only, as long as no part of it
overflows. Ops that nothing uses any more (`%0` to `%5`) are for `dce`.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..ir.inventory import inventory, use_counts
from ..ir.nodes import Block, Call, Const, For, Function, If, Op, Operand, Value, While
from ..ir.traverse import map_blocks
from ..ir.types import ArrayType, ScalarType
from .arithmetic import errstate_of, factor_of, is_real, number_of, of_derivative
from .rewrite import type_of
from .sums import ARRAY, TERMS, Builder, Built, Known, Term, in_common

_PRODUCTS = (operator.mul, operator.truediv, operator.neg)
_ARITHMETIC = (operator.add, operator.sub, *_PRODUCTS)

#: beyond it integers are not floats
_LARGEST = 2.0**53


def run(fn: Function) -> Function:
    if not any(type(op) is Call and _is_ours(op) for op in reversed(inventory(fn).ops)):
        return fn
    body = _block(fn.body, use_counts(fn))
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block, counts: Mapping[Value, int]) -> Block:
    """From the last op to the first: a sum is seen before the products that it adds up."""
    calls = [op for op in block.ops if type(op) is Call and op.callee in _ARITHMETIC]
    known = Known(calls)
    local = _local(calls)
    absorbed: set[Value] = set()
    ops: list[Op] = []
    for op in reversed(block.ops):
        if type(op) is not Call:
            ops.append(_nested(op, counts))
            continue
        result = op.result
        if result in known.keys:
            known.leave(op)
        beside = local.get(result)
        if beside is None or result in absorbed or beside.keys().isdisjoint(op.uses):
            ops.append(op)
        elif not of_derivative(op):
            ops.append(op)
        else:
            ops.extend(reversed(_Sum(op, beside, counts, known).collected(absorbed)))
    ops.reverse()
    if tuple(ops) == block.ops:
        return block
    return Block(block.args, tuple(ops), block.terminator)


def _local(calls: list[Call]) -> dict[Value, dict[Value, Call]]:
    """For each result of arithmetic all that is under the same settings of np.errstate: only such
    operations are put together."""
    groups: dict[tuple, dict[Value, Call]] = {}
    found: dict[Value, dict[Value, Call]] = {}
    for op in calls:
        if _is_arithmetic(op, op.result.type):
            group = found[op.result] = groups.setdefault(errstate_of(op), {})
            group[op.result] = op
    return found


def _nested(op: If | For | While, counts: Mapping[Value, int]) -> Op:
    if type(op) is not While:
        return map_blocks(op, lambda block: _block(block, counts))
    body = _block(op.body, counts)
    return op if body is op.body else replace(op, body=body)


def _is_ours(op: Call) -> bool:
    """Arithmetic of real numbers in a reverse sweep."""
    return (
        of_derivative(op)
        and op.callee in _ARITHMETIC
        and _is_arithmetic(op, op.result.type)
    )


def _is_arithmetic(op: Call, whole) -> bool:
    """An operation whose operands have the type of the whole, or are scalars beside it."""
    if not is_real(whole):
        return False
    if isinstance(whole, ArrayType) and not whole.shape:
        return False
    divisor = op.args[1] if op.callee is operator.truediv else None
    for arg in op.args:
        plain = type(arg) is Value and arg.type is whole
        if not plain and not _fits(arg, whole, arg is divisor):
            return False
    return True


def _fits(operand: Operand, whole, divisor: bool) -> bool:
    t = type_of(operand)
    if not isinstance(t, ScalarType):
        return t == whole
    number = number_of(operand)
    if number is not None:
        return 0 < abs(number) < _LARGEST
    if t.python:
        return t.dtype == "f64" or (divisor and t.dtype == "i64")
    return t.dtype == whole.dtype


class _Sum:
    """One operation with those that it alone reads (`inner`): a sum of products. `local` are the
    operations of its block under the same np.errstate. `own` are products that it alone reads, but
    more than once; they are taken apart when it is `opened`, and so are those that others read too;
    or only those that are `multiples`."""

    def __init__(self, root: Call, local: dict[Value, Call], counts: Mapping[Value, int], known):
        self.root, self.local, self.counts = root, local, counts
        self.type = root.result.type
        self.inner: set[Value] = set()
        self.own: set[Value] = set()
        self.opened = False
        self.multiples: set[Value] = set()
        self.reciprocals: set[Value] = set()
        self.divisors: dict[float, Const] = {}
        self.builder = Builder(known, self.inner)

    def collected(self, absorbed: set[Value]) -> list[Op]:
        """The ops in place of the root: itself, or fewer than it had in all."""
        if not any(self.inside(arg, _ARITHMETIC) for arg in self.root.args):
            return [self.root]
        terms = self.terms(self.root, 1.0)
        absorbed |= self.inner
        shared = [v for term in terms for v, _ in term.factors if self.inside(v, _PRODUCTS)]
        saved = 0.5 * len(self.reciprocals)
        gain, best = 0.0, None
        if self.present() + saved > self.builder.at_least(terms, self.type):
            best = self.builder.sum(terms)
            gain = self.present() + saved - best.cost
        plain, tried = set(self.inner), []
        for chosen in self.choices(shared, terms):
            self.opened, self.multiples = not chosen, chosen
            self.inner.intersection_update(plain)
            own = chosen or set(shared)
            self.own = {v for v in own if shared.count(v) == self.counts.get(v)}
            terms = self.terms(self.root, 1.0)
            if not in_common(terms):
                continue
            form = [(term.number, term.factors) for term in terms], set(self.inner)
            if form not in tried:
                tried.append(form)
                opened = self.builder.sum(terms)
                if self.present() - opened.cost > gain:
                    best, gain = opened, self.present() - opened.cost
                    absorbed |= self.inner
        if gain <= 0 or best.type != self.type:
            return [self.root]
        return self.ops_of(best)

    def choices(self, shared: list[Value], terms: list[Term]) -> list[set[Value]]:
        """Which shared products are taken apart: for the empty set all, then multiples of other
        factors. In a single term nothing is in common."""
        if not shared or len(terms) == 1:
            return []
        factors = {v for term in terms for v, _ in term.factors}
        multiples = {v for v in shared if self.is_multiple(self.local[v], factors)}
        return [set(), multiples] if multiples else [multiples]

    def is_multiple(self, op: Call, factors: set[Operand]) -> bool:
        """A factor times a number, or its negative."""
        if op.callee is operator.neg:
            return op.args[0] in factors
        factor = factor_of(op) if op.callee is operator.mul else None
        return factor is not None and factor[1] in factors

    def present(self) -> int:
        """What the root and its inner operations cost as they are."""
        values = (self.root.result, *self.inner)
        return sum(ARRAY if isinstance(v.type, ArrayType) else 1 for v in values)

    # --- taking apart ---

    def inside(self, operand: Operand, callees: Sequence) -> Call | None:
        """The arithmetic that defines an operand in this block."""
        op = self.local.get(operand)
        if op is None or op.callee not in callees:
            return None
        if op.result.type is not self.type and not _is_arithmetic(op, self.type):
            return None
        return op

    def absorb(self, operand: Operand) -> bool:
        """True for what the root alone reads."""
        if self.counts.get(operand) != 1 and operand not in self.own:
            return False
        self.inner.add(operand)
        return len(self.inner) < 4 * TERMS

    def terms(self, op: Call, sign: float) -> list[Term]:
        if op.callee is operator.neg:
            signs = (-sign,)
        elif op.callee in _PRODUCTS:
            return [self.product(op, sign)]
        else:
            signs = (sign, sign if op.callee is operator.add else -sign)
        found: list[Term] = []
        for s, arg in zip(signs, op.args):
            inner = self.inside(arg, _ARITHMETIC)
            if inner is not None and len(found) < TERMS and self.absorb(arg):
                found += self.terms(inner, s)
            else:
                found.append(self.factor(arg, s))
        return found

    def product(self, op: Call, number: float, borrowed: int = 0) -> Term:
        """The factors of a product; one that is `borrowed` stays, and all that it is made of.
        `borrowed`: in how many of these it is, for the products of a long program are deep."""
        above = op.args[:1] if op.callee is operator.truediv else op.args
        number = -number if op.callee is operator.neg else number
        factors: tuple = ()
        for arg in above:
            inner = self.inside(arg, _PRODUCTS)
            if inner is not None and not borrowed and self.absorb(arg):
                part = self.product(inner, 1.0)
            else:
                part = self.factor(arg, 1.0, borrowed)
            number, factors = number * part.number, factors + part.factors
        if op.callee is operator.truediv:
            divisor, value = op.args[1], number_of(op.args[1])
            if value is not None:
                divisor = self.divisors.setdefault(float(value), divisor)
            factors += ((divisor, -1),)
        return Term(number, factors)

    def factor(self, operand: Operand, number: float, borrowed: int = 0) -> Term:
        value = number_of(operand)
        if value is not None:
            return Term(number * value, ())
        inner = self.inside(operand, _PRODUCTS)
        if inner is not None and self.is_reciprocal(inner):
            self.reciprocals.add(operand)
        elif inner is None or not (self.opened or operand in self.multiples):
            return Term(number, ((operand, 1),))
        if borrowed >= TERMS:
            return Term(number, ((operand, 1),))
        return self.product(inner, number, borrowed + 1)

    def is_reciprocal(self, op: Call) -> bool:
        """`1.0 / x` of scalars: `a / x` costs no more than `a * (1.0 / x)`, and says more."""
        reciprocal = op.callee is operator.truediv and number_of(op.args[0]) is not None
        return reciprocal and isinstance(self.type, ScalarType)

    # --- putting together ---

    def ops_of(self, built: Built) -> list[Op]:
        ops: list[Op] = []
        if not isinstance(built.root, tuple):  # what is there already: for `cse` to find
            there = self.inside(built.root, _ARITHMETIC)
            if there is None:
                return [self.root]
            return [Call(there.callee, there.args, (), self.root.result, False, self.root.span)]
        self.emit(built, self.root.result, ops)
        return ops

    def emit(self, expression: Built, result: Value | None, ops: list[Op]) -> Operand:
        """Append the operations of an expression; what holds its result."""
        if not isinstance(expression.root, tuple):
            return expression.root
        callee, *parts = expression.root
        args = tuple([self.emit(part, None, ops) for part in parts])
        result = result or Value("", expression.type, self.root.span)
        ops.append(Call(callee, args, (), result, False, self.root.span))
        return result
