"""Forward mode: every statement followed by its pushforward.

Before:  f(%x) { %y = sin %x; return %y }
After:   f(%x, %x_dot) { %y = sin %x; %0 = cos %x; %y_dot = mul %x_dot, %0; return (%y, %y_dot) }

A value that does not vary with the inputs has no tangent: nothing is emitted for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from ..analysis import shifts
from ..analysis.activity import shape_only, vary_block, varied
from ..ir.builder import Builder
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Operand, Pack, Param, Return, UNDEFINED,
    Value, While, Yield, leaves,
)  # fmt: skip
from ..ir.types import (
    ArrayType, RecordType, ScalarType, TupleType, is_differentiable, tangent_type,
)  # fmt: skip
from ..rules.lift import MATH_TWINS, ZERO, apply_rule, rule_signature
from ..rules.families import jvp_rule, takes_tuple
from ..types.abstract import Zero
from . import called, kept, logistic, placeholders, precision
from .logistic import Quotient
from .naming import check_options, refuse_argument, refuse_without_rule
from .parameters import expand_variadic, insert_params, items_of_variadic
from .pushforwards import PUSHES
from .returned import Returned
from .tangents import Arithmetic, axis_facts, operand_type


class Forward:
    """One forward transform: `dots` maps each varied value to its tangent."""

    def __init__(self, fn: Function, wrt: list[Value]):
        self.cancelled = shifts.cancelled(fn)
        self.varied = varied(fn, wrt, self.cancelled)
        self.lengths = axis_facts(fn)
        self.quotients = logistic.quotients(fn)
        self.arithmetic = Arithmetic(fn, self.lengths)
        self.dots: dict[Value, Operand] = {}
        #: values whose shape is read, and tangents that are converted, on paths that may leave
        #: them undefined
        self.bound: set[Value] = set()
        #: calls of whose results not all have a derivative that is known
        self.makers: dict[Value, Call] = {}

    def vary(self, block: Block) -> None:
        """Note which values of one more block vary."""
        vary_block(block, self.varied, self.cancelled)

    def dot(self, operand: Operand) -> Operand | None:
        """The tangent of an operand, None where it is zero."""
        match operand:
            case Value():
                return self.dots.get(operand)
            case Pack(kind=kind, items=items, keys=keys):
                parts = [self.dot(i) for i in items]
                if all(p is None for p in parts):
                    return None
                return Pack(kind, tuple(Const(None) if p is None else p for p in parts), keys)
        return None

    def zero(self, builder: Builder, value: Operand, type=None) -> Operand:
        if isinstance(value, Pack):
            types = type.items if isinstance(type, TupleType | RecordType) else ()
            pairs = zip_longest(value.items, types)
            return Pack(value.kind, tuple(self.full(builder, *p) for p in pairs), value.keys)
        if isinstance(value, Const):
            if value.value is UNDEFINED or value.value is None:
                return value
            if type is not None and not is_differentiable(type):
                return Const(None)  # a whole number, as on the other path
            return self.arithmetic.zero(operand_type(value))
        if not is_differentiable(value.type):
            return Const(None)
        self.bound.add(value)
        return self.arithmetic.zeros(builder, value.type, value, f"{value.name}_dot")

    def full(self, builder: Builder, operand: Operand, type=None) -> Operand:
        """The tangent of an operand, zeros where it has none."""
        if isinstance(operand, Value):
            found = self.dots.get(operand)
            if found is not None:
                return self.completed(builder, operand, found)
            if is_differentiable(type) and not is_differentiable(operand.type):
                # whole numbers, alone or in a list, where the other path has floats
                name = f"{operand.name}_dot"
                return self.arithmetic.zeros(builder, tangent_type(type), operand, name)
            return self.zero(builder, operand)
        if isinstance(operand, Const) and isinstance(type, ArrayType | RecordType):
            return Const(operand.value if operand.value is None else UNDEFINED)
        return self.zero(builder, operand, type)

    def completed(self, builder: Builder, value: Value, dot: Operand) -> Operand:
        """The tangent of a tuple with zeros for the items that have none, where others have one."""
        if not isinstance(dot, Pack) or not isinstance(value.type, TupleType):
            return dot
        parts = []
        for k, (part, type) in enumerate(zip(dot.items, value.type.items, strict=True)):
            if isinstance(part, Const) and part.value is None and is_differentiable(type):
                item = self.arithmetic.item(builder, value, k, type)
                part = self.arithmetic.zeros(builder, type, item, f"{value.name}_dot")
            parts.append(part)
        return replace(dot, items=tuple(parts))

    # --- ops ---

    def block(self, block: Block, builder: Builder) -> None:
        for op in block.ops:
            builder.span = op.span
            match op:
                case Call() if op.result in self.varied and kept.is_kept(op.callee):
                    kept.push(self, op, builder)
                case Call():
                    builder.append(op)
                    if op.result in self.varied:
                        self.call(op, builder)
                case If():
                    self.if_(op, builder)
                case For() | While():
                    self.loop(op, builder)

    def set_dot(self, builder: Builder, op: Call, dot: Operand | None) -> None:
        if dot is None:
            return
        if isinstance(dot, Const) and dot.value is None:
            return
        result = op.result
        if isinstance(dot, Pack) and isinstance(result.type, TupleType):
            dot = Pack(tuple, dot.items)  # rules may list the tangents of several results
        dot = self.arithmetic.fit(builder, dot, result.type, result)
        if isinstance(dot, Value) and not dot.name and result.name:
            dot.name = f"{result.name}_dot"
        self.dots[result] = dot

    def call(self, op: Call, builder: Builder) -> None:
        builder.span = None if op.span is None else op.span.in_tangent()
        if isinstance(op.callee, Function):
            self.set_dot(builder, op, called.push(self, op, builder))
            return
        structural = PUSHES.get(op.callee)
        if structural is not None:
            dot = structural(self, op, builder)
            if dot is not NotImplemented:
                self.set_dot(builder, op, dot)
                return
        if op in self.quotients:
            self.set_dot(builder, op, self.push_quotient(op, self.quotients[op], builder))
            return
        rule = jvp_rule(op.callee)
        if rule is None:
            refuse_without_rule(op)
        if takes_tuple(op.callee):
            dots = Pack(tuple, tuple(self.tangent(a) for a in op.args))
            arguments = [op.result, dots, *op.args]
            result = apply_rule(
                rule.function, arguments, dict(op.kwargs), builder, self.lengths, builder.span
            )
            returned = Returned(op, rule.function, "forward")
            returned.require(result)
            self.set_dot(builder, op, returned.fitting(result, op.result, "the result"))
            return
        signature = rule_signature(rule.function, reverse=False)
        check_options(op, signature.named)
        given = signature.bind(op.args, op.kwargs)
        for k, (name, operand) in enumerate(given.items()):
            if k == shape_only(op) or f"{name}_dot" in signature.arrives:
                continue
            if self.dot(operand) is not None:
                refuse_argument(op, name, k)
        absent = Const(None)
        dots = [self.tangent(given.get(n.removesuffix("_dot"), absent)) for n in signature.arrives]
        twins = MATH_TWINS if getattr(op.callee, "__module__", "") == "math" else None
        result = apply_rule(
            rule.function, [op.result, *dots, *op.args], dict(op.kwargs), builder, self.lengths,
            builder.span, twins,
        )  # fmt: skip
        if rule.outputs is not None and isinstance(result, Pack):
            known = rule.outputs
            parts = (d if k in known else Const(NotImplemented) for k, d in enumerate(result.items))
            result = Pack(tuple, tuple(parts))
            self.makers[op.result] = op
        self.set_dot(builder, op, result)

    def push_quotient(self, op: Call, quotient: Quotient, builder: Builder) -> Operand | None:
        """The pushforward of a quotient whose derivative is in its value."""
        function, operands = logistic.forward_rule(quotient)
        dots = self.tangent(quotient.exponent), self.tangent(quotient.above)
        return apply_rule(
            function, [op.result, *dots, *operands], {}, builder, self.lengths, builder.span
        )

    def tangent(self, operand: Operand) -> Operand:
        """The tangent for a rule, the symbol ZERO where there is none."""
        found = self.dot(operand)
        return ZERO if found is None else self.structured(operand, found)

    def structured(self, operand: Operand | None, dot: Operand) -> Operand | Zero:
        """Inside a Pack, at any depth, an inactive item's tangent is the symbol ZERO."""
        nothing = isinstance(dot, Const) and dot.value is None
        if isinstance(dot, Pack):
            likes = operand.items if isinstance(operand, Pack) else [None] * len(dot.items)
            return Pack(dot.kind, tuple(map(self.structured, likes, dot.items)), dot.keys)
        if nothing and isinstance(operand, Pack):
            items = tuple(self.structured(item, dot) for item in operand.items)
            return Pack(operand.kind, items, operand.keys)
        return Zero(operand) if nothing else dot

    def if_(self, op: If, builder: Builder) -> None:
        varying = [k for k, r in enumerate(op.results) if r in self.varied]
        blocks = []
        for block in (op.then, op.orelse):
            inner = Builder(op.span)
            self.block(block, inner)
            values = block.terminator.operands
            extra = tuple(self.fitted(inner, values[k], op.results[k]) for k in varying)
            blocks.append(inner.block((), Yield(values + extra)))
        results = tuple(self.fresh_dot(op.results[k]) for k in varying)
        builder.append(If(op.condition, *blocks, op.results + results, op.span))

    def fitted(self, builder: Builder, operand: Operand, target: Value) -> Operand:
        """The tangent of an operand that is handed to a target, in the target's dtype."""
        dot = self.full(builder, operand, target.type)
        if not isinstance(target.type, ScalarType) or isinstance(dot, Const):
            return dot
        fitted = self.arithmetic.fit(builder, dot, target.type, target)
        if fitted is not dot and isinstance(dot, Value):
            self.bound.add(dot)
        return fitted

    def fresh_dot(self, value: Value) -> Value:
        dot = Value(f"{value.name}_dot", tangent_type(value.type), value.span)
        self.dots[value] = dot
        return dot

    def loop(self, op: For | While, builder: Builder) -> None:
        count = len(op.iterables) if isinstance(op, For) else 0
        args = op.body.args[count:]
        varying = [k for k, a in enumerate(args) if a in self.varied]
        inits = tuple(self.fitted(builder, op.inits[k], args[k]) for k in varying)
        extra_iterables, extra_variables = [], []
        for k in range(count):
            variable = op.body.args[k]
            dot = self.dot(op.iterables[k]) if variable in self.varied else None
            if dot is not None:  # one of several results of an operation may have no tangent
                extra_iterables.append(dot)
                extra_variables.append(self.fresh_dot(variable))
        dots = tuple(self.fresh_dot(args[k]) for k in varying)
        inner = Builder(op.span)
        self.block(op.body, inner)
        end: Next = op.body.terminator
        nexts = tuple(self.fitted(inner, end.operands[k], args[k]) for k in varying)
        body_args = (*op.body.args[:count], *extra_variables, *args, *dots)
        body = inner.block(body_args, Next(end.operands + nexts, end.stop))
        results = op.results + tuple(self.fresh_dot(op.results[k]) for k in varying)
        if isinstance(op, For):
            iterables = (*op.iterables, *extra_iterables)
            builder.append(For(iterables, op.inits + inits, body, results, op.span, op.even))
            return
        tests = tuple(Value(d.name, d.type, d.span) for d in dots)
        condition = Block(op.condition.args + tests, op.condition.ops, op.condition.terminator)
        builder.append(While(op.inits + inits, condition, body, results, op.span))


def run(fn: Function, trees: Sequence[Operand]) -> Function:
    """`f(*params, *tangents) -> (y, y_dot)`, one tangent for each of `trees` (parameters, items of
    `*args`, or all of these), in its structure and named `x_dot` after it."""
    trees = [one for tree in trees for one in items_of_variadic(fn, tree)]
    fn = expand_variadic(fn)
    wrt = [v for tree in trees for v in leaves(tree)]
    forward = Forward(fn, wrt)
    chosen = set(wrt)
    names = {id(p.tree): p.name for p in fn.params}
    dots = [
        Param(f"{names.get(id(tree), 'x')}_dot", _tangent_tree(forward, tree, chosen))
        for tree in trees
    ]
    builder = Builder(fn.span)
    forward.block(fn.body, builder)
    end: Return = fn.body.terminator
    exactly = precision.Exactly(fn, builder.ops)
    result = Pack(tuple, (end.value, _result_dot(forward, end.value, builder, exactly)))
    body = placeholders.run(builder.block((), Return(result, end.versions)), forward.bound)
    return replace(fn, name=f"{fn.name}_jvp", params=insert_params(fn.params, dots), body=body)


def _tangent_tree(forward: Forward, tree: Operand, chosen: set[Value]) -> Operand:
    match tree:
        case Value():
            if tree not in chosen or not is_differentiable(tree.type):
                return Const(None)
            return forward.fresh_dot(tree)
        case Pack(kind=kind, items=items, keys=keys):
            return Pack(kind, tuple(_tangent_tree(forward, i, chosen) for i in items), keys)
    return Const(None)


def _result_dot(
    forward: Forward, value: Operand, builder: Builder, exactly: precision.Exactly
) -> Operand:
    match value:
        case Pack(kind=kind, items=items, keys=keys):
            parts = (_result_dot(forward, item, builder, exactly) for item in items)
            return Pack(kind, tuple(parts), keys)
        case Value() if is_differentiable(value.type):
            dot = exactly.of_result(builder, forward.full(builder, value), value)
            return forward.arithmetic.exact(builder, dot, value.type)
        case Const(value=float() | complex() | np.inexact() as number):
            return Const(type(number)(0))
    return Const(None)
