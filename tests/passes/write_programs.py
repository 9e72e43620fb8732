"""Random typed programs with writes, views, tapes, branches and loops."""

from __future__ import annotations

import operator
import random
from dataclasses import dataclass, field

import numpy as np

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import (
    Const, For, Function, If, Next, Pack, Param, Return, Value, While, Yield,
)  # fmt: skip
from s2sad.ir.types import (
    BOOL, INT, ArrayType, Dim, IterType, ListType, ScalarType, TupleType,
)  # fmt: skip
from s2sad.passes import inplace

N = 4
VEC = ArrayType("f64", (Dim("n", not_one=True),))
PART = ArrayType("f64", (Dim("k"),))
MAT = ArrayType("f64", (Dim("n", not_one=True), Dim("n", not_one=True)))
PAIR = TupleType((VEC, VEC))
VECS = ListType(VEC)
PAIRS = ListType(PAIR)
F64 = ScalarType("f64")
CARRIED = (VEC, MAT, VECS, PAIRS, PAIR)


def arguments() -> list:
    rng = np.random.default_rng(3)
    return [rng.normal(size=N), rng.normal(size=N), rng.normal(size=(N, N)), True, False]


def callees() -> list[Function]:
    """Functions of two arrays that return a pair: views, new ones, and what they have written."""
    found = []
    for k in range(3):
        a, c = Value("a", VEC), Value("c", VEC)
        b = Builder()
        match k:
            case 0:
                pair = (b.call(np.ravel, a, type=VEC), b.call(np.sin, c, type=VEC))
            case 1:
                pair = (b.call(prims.write, a, (0,), 0.5, type=VEC), c)
            case 2:
                result = Value("r", VEC)
                blocks = [Builder().block((), Yield((v,))) for v in (a, c)]
                b.append(If(b.call(operator.lt, 0, 1, type=BOOL), *blocks, (result,)))
                pair = (result, result)
        body = b.block((), Return(Pack(tuple, pair)))
        fn = Function(f"g{k}", (Param("a", a), Param("c", c)), body)
        found.append(inplace.run(fn, fresh_results=False))
    return found


@dataclass
class Scope:
    values: dict = field(default_factory=dict)
    versions: list = field(default_factory=list)

    def inner(self) -> "Scope":
        return Scope({t: list(vs) for t, vs in self.values.items()}, list(self.versions))

    def add(self, value: Value) -> Value:
        self.values.setdefault(value.type, []).append(value)
        return value


class Programs:
    carried = CARRIED

    def __init__(self, seed: int, size: int = 14, written: bool = True):
        self.rng = random.Random(seed)
        self.size = size
        self.written = written
        self.callees = callees()

    def function(self) -> Function:
        params = [Value(n, t) for n, t in zip("pqmab", (VEC, VEC, MAT, BOOL, BOOL))]
        scope = Scope()
        for param in params:
            scope.add(param)
        owned = [p for p in params[:3] if self.written and self.rng.random() < 0.3]
        scope.versions = list(owned)
        b = Builder()
        for _ in range(2):
            scope.add(b.call(np.copy, params[0], name="u", type=VEC))
        first, second = self.pick(scope, VEC), self.pick(scope, VEC)
        scope.add(b.call(prims.list_append, Pack(list, (first,)), second, name="l", type=VECS))
        pair = Pack(tuple, (first, second))
        scope.add(b.call(prims.list_append, Pack(list, (pair,)), pair, name="tape", type=PAIRS))
        scope.add(b.call(operator.getitem, scope.values[PAIRS][0], 0, name="t", type=PAIR))
        self.fill(b, scope, self.size, 0)
        results = [self.pick(scope, self.rng.choice((*CARRIED, PART))) for _ in range(3)]
        results = [r for r in results if r is not None]
        end = Return(Pack(tuple, tuple(results)), tuple(scope.versions))
        trees = tuple(Param(p.name, p) for p in params)
        return Function("f", trees, b.block((), end), tuple(owned))

    def pick(self, scope: Scope, type):
        found = scope.values.get(type)
        if not found:
            return None
        return found[-1] if self.rng.random() < 0.4 else self.rng.choice(found)

    def fill(self, b: Builder, scope: Scope, size: int, depth: int) -> None:
        for _ in range(size):
            steps = [self.fresh, self.view, self.view, self.write, self.write, self.write,
                     self.version, self.list_step, self.list_step, self.element]  # fmt: skip
            if depth < 2:
                steps += [self.branch, self.for_, self.for_, self.while_]
            self.rng.choice(steps)(b, scope, depth)

    def fresh(self, b, scope, depth):
        x, y = self.pick(scope, VEC), self.pick(scope, VEC)
        match self.rng.randrange(6):
            case 5:
                scope.add(b.call(self.rng.choice(self.callees), x, y, type=PAIR))
            case 0:
                scope.add(b.call(np.zeros_like, x, type=VEC))
            case 1:
                half = b.call(operator.mul, x, 0.5, type=VEC)
                name = self.rng.choice(("w_bar", "w"))
                scope.add(b.call(operator.add, half, y, name=name, type=VEC))
            case 2:
                scope.add(b.call(np.outer, x, y, type=MAT))
            case 3:
                scope.add(b.call(np.broadcast_to, x, (N, N), type=MAT))
            case 4:
                scope.add(b.call(operator.getitem, x, [3, 0, 1, 2], type=VEC))

    def view(self, b, scope, depth):
        x, m = self.pick(scope, VEC), self.pick(scope, MAT)
        match self.rng.randrange(5):
            case 0:
                start = self.rng.randrange(3)
                scope.add(b.call(operator.getitem, x, slice(start, start + 2), type=PART))
            case 1:
                scope.add(b.call(operator.getitem, x, slice(None, None, -1), type=VEC))
            case 2:
                scope.add(b.call(operator.getitem, m, self.rng.randrange(N), type=VEC))
            case 3:
                scope.add(b.call(np.transpose, m, type=MAT))
            case 4:
                scope.add(b.call(np.diag, m, type=VEC))

    def write(self, b, scope, depth):
        match self.rng.randrange(3):
            case 0:
                self.write_to(b, scope, self.pick(scope, VEC))
            case 1:
                self.write_to(b, scope, self.pick(scope, MAT))
            case 2:
                x, y = self.pick(scope, VEC), self.pick(scope, VEC)
                if x is not y:
                    scope.add(b.call(operator.iadd, x, y, type=VEC))

    def write_to(self, b, scope, x) -> Value:
        callee = self.rng.choice((prims.write, prims.accumulate))
        k = self.rng.randrange(N)
        if x.type == MAT:
            reverse = slice(None, None, -1)
            path = self.rng.choice(((k,), ((slice(None), k),), (k, slice(None)), (reverse, k)))
            return scope.add(b.call(callee, x, path, self.pick(scope, VEC), name="m", type=MAT))
        part = self.pick(scope, PART)
        match self.rng.randrange(4):
            case 0 if part is not None:
                path, value = (slice(k // 2, k // 2 + 2),), part
            case 1:
                path, value = (), self.pick(scope, VEC)
            case 2:
                callee = prims.accumulate_at
                path, value = ([0, 1, 1, 3],), self.pick(scope, VEC)
            case _:
                path, value = (k,), 0.25
        return scope.add(b.call(callee, x, path, value, name="u", type=VEC))

    def version(self, b, scope, depth):
        if scope.versions:
            k = self.rng.randrange(len(scope.versions))
            scope.versions[k] = self.write_to(b, scope, scope.versions[k])

    def list_step(self, b, scope, depth):
        xs, pairs = self.pick(scope, VECS), self.pick(scope, PAIRS)
        x, y = self.pick(scope, VEC), self.pick(scope, VEC)
        match self.rng.randrange(6):
            case 0 | 1:
                scope.add(b.call(prims.list_append, xs, x, name="l", type=VECS))
            case 2:
                shorter = b.call(prims.list_drop_last, xs, name="l", type=VECS)
                scope.add(b.call(prims.list_append, shorter, x, name="l", type=VECS))
            case 3:
                scope.add(b.call(prims.list_write, xs, 0, x, name="l", type=VECS))
            case 4:
                pair = Pack(tuple, (x, y))
                scope.add(b.call(prims.list_append, pairs, pair, name="tape", type=PAIRS))
            case 5:
                pair = self.pick(scope, PAIR)
                scope.add(b.call(prims.list_append, pairs, pair, name="tape", type=PAIRS))

    def element(self, b, scope, depth):
        match self.rng.randrange(3):
            case 0:
                scope.add(b.call(operator.getitem, self.pick(scope, VECS), -1, type=VEC))
            case 1:
                scope.add(b.call(operator.getitem, self.pick(scope, PAIRS), -1, type=PAIR))
            case 2:
                k = self.rng.randrange(2)
                scope.add(b.call(operator.getitem, self.pick(scope, PAIR), k, type=VEC))

    # control flow

    def branch(self, b, scope, depth):
        types = [self.rng.choice(self.carried) for _ in range(self.rng.randrange(4))]
        blocks, ends = [], []
        for _ in range(2):
            inner, inner_scope = Builder(), scope.inner()
            self.fill(inner, inner_scope, self.rng.randrange(4), depth + 1)
            picked = [self.pick(inner_scope, t) for t in types]
            ends.append(inner_scope.versions)
            blocks.append(inner.block((), Yield((*picked, *inner_scope.versions))))
        results = tuple(Value("r", t) for t in types)
        versions = tuple(Value("v", v.type) for v in scope.versions)
        condition = self.pick(scope, BOOL)
        b.append(If(condition, blocks[0], blocks[1], (*results, *versions)))
        scope.versions = list(versions)
        for result in (*results, *versions):
            scope.add(result)

    def carries(self, scope):
        count = self.rng.randrange(1, 4)
        inits = [self.pick(scope, self.rng.choice(self.carried)) for _ in range(count)]
        return [*inits, *scope.versions]

    def body(self, b, scope, inits, items, depth, more=()):
        inner, inner_scope = Builder(), scope.inner()
        args = [Value(f"c{k}", v.type) for k, v in enumerate(inits)]
        free = len(args) - len(scope.versions)
        inner_scope.versions = args[free:]
        for value in (*items, *args):
            inner_scope.add(value)
        self.fill(inner, inner_scope, self.rng.randrange(1, 5), depth + 1)
        ends = [self.end(inner, inner_scope, arg) for arg in args[:free]]
        ends += inner_scope.versions
        return inner, args, ends

    def end(self, b, scope, arg):
        """What a carry becomes."""
        chance = self.rng.random()
        if chance < 0.2:
            return arg
        if chance < 0.5 and arg.type == VEC:
            callee = self.rng.choice((operator.add, operator.sub))
            return b.call(callee, arg, self.pick(scope, VEC), name="w", type=VEC)
        return self.pick(scope, arg.type)

    def finish(self, scope, inits) -> tuple:
        results = tuple(Value("s", v.type) for v in inits)
        for result in results:
            scope.add(result)
        free = len(results) - len(scope.versions)
        scope.versions = list(results[free:])
        return results

    def for_(self, b, scope, depth):
        inits = self.carries(scope)
        match self.rng.randrange(4):
            case 0:
                iterable, item = self.pick(scope, VECS), Value("x", VEC)
            case 1:
                iterable, item = self.pick(scope, MAT), Value("row", VEC)
            case _:
                iterable, item = b.call(range, 3, type=IterType(INT)), Value("i", INT)
        inner, args, ends = self.body(b, scope, inits, (item,), depth)
        stop = self.pick(scope, BOOL) if self.rng.random() < 0.3 else None
        # a list that grows while it is iterated over must not make the loop endless
        block = inner.block((item, *args), Next(tuple(ends), stop))
        b.append(For((iterable,), tuple(inits), block, self.finish(scope, inits)))

    def while_(self, b, scope, depth):
        inits = self.carries(scope)
        inner, args, ends = self.body(b, scope, inits, (), depth)
        counter = Value("k", INT)
        more = inner.call(operator.add, counter, 1, type=INT)
        body = inner.block((counter, *args), Next((more, *ends)))
        test = Builder()
        seen = [Value(f"d{k}", INT if k == 0 else v.type) for k, v in enumerate((counter, *inits))]
        inner_scope = scope.inner()
        for value in seen:
            inner_scope.add(value)
        inner_scope.versions = []
        self.fill(test, inner_scope, self.rng.randrange(2), depth + 1)
        again = test.call(operator.lt, seen[0], 3, type=BOOL)
        count = Value("count", INT)
        results = (count, *self.finish(scope, inits))
        b.append(While((Const(0), *inits), test.block(seen, Yield((again,))), body, results))
