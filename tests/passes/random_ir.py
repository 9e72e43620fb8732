"""Random typed programs: scalars, arrays, branches and loops, of the shapes that adjoints have."""

import operator
import random

import numpy as np

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Const, For, Function, If, Next, Pack, Param, Return, Value, While, Yield
from s2sad.ir.types import BOOL, FLOAT, INT, ArrayType, Dim, IterType, ScalarType
from s2sad.runtime.broadcast import spread, unbroadcast

ARRAY = ArrayType("f64", (Dim("n", True),))
NUMPY = ScalarType("f64")
_ARITHMETIC = (operator.add, operator.sub, operator.mul)
_CONSTANTS = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -4.0, 3.0, 0.1, 1, 2)


def program(seed, size=30):
    """A function of two floats, a NumPy scalar, two arrays and a boolean."""
    return _Maker(random.Random(seed)).function(size)


class _Maker:
    def __init__(self, rng):
        self.rng = rng
        self.visible = []

    def function(self, size):
        types = {"p": FLOAT, "q": FLOAT, "s": NUMPY, "x": ARRAY, "y": ARRAY, "c": BOOL, "k": INT}
        self.visible = [Value(name, type) for name, type in types.items()]
        params = tuple(Param(value.name, value) for value in self.visible)
        b = Builder()
        for _ in range(size):
            self.op(b, 2)
        # all of them, so that no difference is lost, or a few, so that there is dead code
        some = self.visible if self.rng.random() < 0.5 else self.rng.sample(self.visible, 4)
        results = tuple(some)
        return Function("f", params, b.block((), Return(Pack(tuple, results))))

    def pick(self, *types):
        return self.rng.choice([v for v in self.visible if v.type in types])

    def number(self):
        if self.rng.random() < 0.3:
            return Const(self.rng.choice(_CONSTANTS))
        return self.pick(FLOAT, NUMPY, ARRAY)

    def op(self, b, depth):
        makers = [self.arithmetic] * 8 + [self.broadcast] * 3 + [self.question] * 2 + [self.store]
        if depth:
            makers += [self.branch] * 2 + [self.for_loop, self.while_loop]
        maker = self.rng.choice(makers)
        nested = maker in (self.branch, self.for_loop, self.while_loop)
        for value in maker(b, depth) if nested else (maker(b),):
            self.visible.append(value)

    def arithmetic(self, b):
        chance = self.rng.random()
        if chance < 0.2:
            x = self.pick(FLOAT, NUMPY, ARRAY)
            return b.call(operator.neg, x, type=x.type)
        if chance < 0.25:
            x = self.pick(NUMPY, ARRAY)
            return b.call(np.sin, x, type=x.type)
        x, y = self.number(), self.number()
        if isinstance(x, Const) and isinstance(y, Const):
            y = self.pick(FLOAT, NUMPY, ARRAY)
        type = ARRAY if ARRAY in _types(x, y) else NUMPY if NUMPY in _types(x, y) else FLOAT
        callee = self.rng.choice(_ARITHMETIC)
        if chance > 0.85 and type is not FLOAT:
            callee = {operator.add: np.add, operator.sub: np.subtract, operator.mul: np.multiply}[
                callee
            ]
        elif chance > 0.7 and type is not FLOAT and not isinstance(y, Const):
            callee = operator.truediv
            y = self.pick(NUMPY, ARRAY) if y.type == FLOAT else y
            type = ARRAY if ARRAY in _types(x, y) else NUMPY
        return b.call(callee, x, y, type=type)

    def broadcast(self, b):
        if self.rng.random() < 0.3:
            return b.call(unbroadcast, self.pick(ARRAY), self.pick(ARRAY), type=ARRAY)
        return b.call(spread, self.pick(FLOAT, NUMPY, ARRAY), self.pick(ARRAY), type=ARRAY)

    def question(self, b):
        x = self.pick(ARRAY)
        match self.rng.randrange(5):
            case 0:
                return b.call(len, x, type=INT)
            case 1:
                return b.call(prims.axis_length, x, 0, type=INT)
            case 2:
                return b.call(np.zeros_like, x, type=ARRAY)
            case 3:
                c = self.pick(BOOL)
                return b.call(operator.not_, c, type=BOOL)
        return b.call(operator.gt, self.pick(FLOAT), self.rng.choice((0.0, 1.0)), type=BOOL)

    def store(self, b):
        callee = self.rng.choice((prims.write, prims.accumulate))
        value = self.pick(ARRAY, FLOAT)
        return b.call(callee, self.pick(ARRAY), (), value, type=ARRAY)

    def block(self, args, count, depth, terminator):
        """A block of some ops; `terminator` is made with them visible."""
        outside = len(self.visible)
        self.visible += args
        b = Builder()
        for _ in range(count):
            self.op(b, depth - 1)
        block = b.block(args, terminator(b))
        del self.visible[outside:]
        return block

    def branch(self, b, depth):
        types = self.rng.choices((FLOAT, NUMPY, ARRAY), k=self.rng.randrange(3))

        def leave(b):
            return Yield(tuple(self.result(t) for t in types))

        blocks = [self.block((), self.rng.randrange(4), depth, leave) for _ in range(2)]
        results = tuple(Value("", t) for t in types)
        condition = Const(True) if self.rng.random() < 0.1 else self.pick(BOOL)
        b.append(If(condition, *blocks, results))
        return results

    def result(self, type):
        if type is FLOAT and self.rng.random() < 0.3:
            return Const(self.rng.choice((0.0, 1.0)))
        return self.pick(type)

    def carries(self):
        types = self.rng.choices((FLOAT, NUMPY, ARRAY), k=self.rng.randrange(1, 5))
        shared = {t: self.pick(t) for t in types}
        inits = tuple(shared[t] if self.rng.random() < 0.5 else self.result(t) for t in types)
        return types, inits

    def handed_on(self, types, args):
        return tuple(
            arg if self.rng.random() < 0.3 else self.result(t) for t, arg in zip(types, args)
        )

    def for_loop(self, b, depth):
        types, inits = self.carries()
        iterables, variables = [], []
        for _ in range(self.rng.randrange(1, 4)):
            iterable, type = self.iterable(b)
            iterables.append(iterable)
            variables.append(Value("i", type))
        args = tuple(Value("a", t) for t in types)

        def leave(_):
            stop = self.pick(BOOL) if self.rng.random() < 0.2 else None
            return Next(self.handed_on(types, args), stop)

        body = self.block((*variables, *args), self.rng.randrange(5), depth, leave)
        results = tuple(Value("", t) for t in types)
        b.append(For(tuple(iterables), inits, body, results))
        return results

    def iterable(self, b):
        match self.rng.randrange(3):
            case 0:
                return self.pick(ARRAY), NUMPY
            case 1:
                length = b.call(len, self.pick(ARRAY), type=INT)
                return b.call(range, length, type=IterType(INT)), INT
        return b.call(range, self.pick(INT), type=IterType(INT)), INT

    def while_loop(self, b, depth):
        """Counts to three, whatever else it does."""
        types, inits = self.carries()
        count = (Value("count", INT), Value("count", INT))
        args = [tuple(Value("a", t) for t in types) for _ in range(2)]

        def goes_on(inner):
            return Yield((inner.call(operator.lt, count[0], 3, type=BOOL),))

        def leave(inner):
            more = inner.call(operator.add, count[1], 1, type=INT)
            return Next((more, *self.handed_on(types, args[1])))

        condition = self.block((count[0], *args[0]), self.rng.randrange(2), depth, goes_on)
        body = self.block((count[1], *args[1]), self.rng.randrange(5), depth, leave)
        results = tuple(Value("", t) for t in types)
        b.append(While((Const(0), *inits), condition, body, (Value("", INT), *results)))
        return results


def _types(*operands):
    return [operand.type for operand in operands if isinstance(operand, Value)]
