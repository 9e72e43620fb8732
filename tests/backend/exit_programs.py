"""Random typed programs whose loops and functions end early, as the front end desugars exits.

A `break` is a last `if` that yields True or False for `stop`, an early `return` a last `if` whose
results are returned, a `raise` a branch that yields UNDEFINED.
"""

import operator
import random

from s2sad.ir import prims
from s2sad.ir.builder import Builder, operand
from s2sad.ir.nodes import (
    UNDEFINED, Call, Const, For, Function, If, Next, Param, Return, Value, While, Yield,
)  # fmt: skip
from s2sad.ir.types import BOOL, FLOAT, INT, IterType

NAMES = ("", "x", "y", "s", "s_1", "len", "np", ".0", "if", "f")


def program(seed):
    """A function of two floats and an int that returns a float, or a tuple of floats."""
    return _Maker(random.Random(seed)).function()


class _Maker:
    def __init__(self, rng):
        self.rng = rng
        self.visible = [Value("x", FLOAT), Value("y", FLOAT)]
        self.count = Value("n", INT)

    def name(self):
        return self.rng.choice(NAMES)

    def function(self):
        params = tuple(Param(v.name, v) for v in (*self.visible, self.count))
        length = self.rng.choice((1, 1, 2, 3))
        b = Builder()
        self.ops(b, 2)
        results = self.tail(b, length, 2)
        value = results[0] if length == 1 else operand(results)
        return Function("f", params, b.block((), Return(value)))

    # values

    def pick(self):
        recent = self.visible[-4:]
        return self.rng.choice(recent if self.rng.random() < 0.7 else self.visible)

    def number(self):
        return Const(self.rng.choice((0.5, -1.5, 2.0))) if self.rng.random() < 0.3 else self.pick()

    def arithmetic(self, b):
        callee = self.rng.choice((operator.add, operator.sub, operator.mul, min))
        value = b.call(callee, self.number(), self.pick(), name=self.name(), type=FLOAT)
        self.visible.append(value)

    def test(self, b):
        callee = self.rng.choice((operator.lt, operator.ge, operator.eq))
        value = b.call(callee, self.pick(), self.number(), name=self.name(), type=BOOL)
        if self.rng.random() < 0.2:
            value = b.call(operator.not_, value, type=BOOL)
        return value

    def ops(self, b, depth, count=4):
        for _ in range(self.rng.randrange(count + 1)):
            kind = self.rng.random()
            if kind < 0.6 or not depth:
                self.arithmetic(b)
            elif kind < 0.75:
                self.visible += self.branch(b, self.rng.randrange(1, 3), depth - 1)
            else:
                self.visible += self.loop(b, depth - 1)

    # blocks

    def block(self, args, depth, leave):
        outside = len(self.visible)
        self.visible += [a for a in args if a.type == FLOAT]
        b = Builder()
        self.ops(b, depth)
        block = b.block(args, leave(b))
        del self.visible[outside:]
        return block

    def fresh(self, count):
        return tuple(Value(self.name(), FLOAT) for _ in range(count))

    def branch(self, b, count, depth):
        """An if; the branch that raises is never taken."""
        raises = self.rng.random() < 0.15
        condition = b.call(operator.ne, self.pick(), Const(1e300), type=BOOL)
        if not raises:
            condition = self.test(b)
        then = self.block((), depth, lambda _: Yield(tuple(self.number() for _ in range(count))))
        orelse = self.raising(count) if raises else None
        if orelse is None:
            orelse = self.block(
                (), depth, lambda _: Yield(tuple(self.number() for _ in range(count)))
            )
        results = self.fresh(count)
        b.append(If(condition, then, orelse, results))
        return results

    def raising(self, count):
        b = Builder()
        b.append(Call(prims.raise_, (Const(ValueError),), (), None, True))
        return b.block((), Yield((Const(UNDEFINED),) * count))

    def tail(self, b, count, depth):
        """The results of a function: an if whose branches each return."""
        if not depth or self.rng.random() < 0.2:
            self.ops(b, 1)
            return tuple(self.number() for _ in range(count))
        condition = self.test(b)
        blocks = [
            self.block((), 0, lambda inner: Yield(self.tail(inner, count, depth - 1)))
            for _ in range(2)
        ]
        results = self.fresh(count)
        b.append(If(condition, *blocks, results))
        return results

    def loop(self, b, depth):
        count = self.rng.randrange(1, 4)
        args, results = self.fresh(count), self.fresh(count)
        inits = tuple(self.number() for _ in range(count))

        def leave(inner):
            return Next(*self.stopping(inner, args, 2))

        if self.rng.random() < 0.6:
            steps = b.call(range, self.count, type=IterType(INT))
            body = self.block((Value("i", INT), *args), depth, leave)
            b.append(For((steps,), inits, body, results))
        else:
            b.append(self.while_(args, inits, results, depth))
        return results

    def while_(self, args, inits, results, depth):
        k, j, tested = Value("k", INT), Value("k", INT), self.fresh(len(args))
        test = Builder()
        more = test.call(operator.lt, j, Const(3), type=BOOL)

        def leave(inner):
            after = inner.call(operator.add, k, Const(1), name="k", type=INT)
            operands, stop = self.stopping(inner, args, 2)
            return Next((after, *operands), stop)

        body = self.block((k, *args), depth, leave)
        condition = test.block((j, *tested), Yield((more,)))
        return While((Const(0), *inits), condition, body, (Value("k", INT), *results))

    def stopping(self, b, args, depth):
        """What a loop body hands on, and whether it stops."""
        operands = tuple(self.rng.choice((self.number(), arg)) for arg in args)
        kind = self.rng.random()
        if kind < 0.3 or not depth:
            return operands, None if depth == 2 else Const(self.rng.random() < 0.3)
        if kind < 0.5:
            return operands, self.test(b)
        condition = self.test(b)
        blocks = [self.block((), 0, lambda inner: Yield(self.yields(inner, args, depth)))
                  for _ in range(2)]  # fmt: skip
        results = (*self.fresh(len(args)), Value(self.name(), BOOL))
        b.append(If(condition, *blocks, results))
        for _ in range(self.rng.randrange(3)):  # what comes behind the if
            self.arithmetic(b)
        return results[:-1], condition if self.rng.random() < 0.2 else results[-1]

    def yields(self, b, args, depth):
        operands, stop = self.stopping(b, args, depth - 1)
        return (*operands, Const(False) if stop is None else stop)
