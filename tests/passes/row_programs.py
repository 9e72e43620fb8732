"""Random typed programs with lists of lists: rows that are shared, moved, copied, and written by
their own names and by paths."""

from __future__ import annotations

import operator

from write_programs import Programs, Scope

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import For, Function, Next, Pack, Param, Return, Value
from s2sad.ir.types import BOOL, INT, IterType, ListType, ScalarType, TupleType

F64 = ScalarType("f64")
ROW = ListType(F64)
ROWS = ListType(ROW)
BLOCKS = ListType(ROWS)
PAIR = TupleType((ROW, ROWS))
PAIRS = ListType(PAIR)
CARRIED = (ROW, ROWS, ROWS, BLOCKS, PAIR, PAIRS)
TWO = (0, 1, -1)


def arguments() -> list:
    return [[0.5, -1.0, 2.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], True, False, 0.25]


class RowPrograms(Programs):
    """Rows hold three numbers, lists of rows two rows or more, and lists of those two or more."""

    carried = CARRIED
    newest = 0.9

    def function(self) -> Function:
        params = [Value(n, t) for n, t in zip("rmabx", (ROW, ROWS, BOOL, BOOL, F64))]
        scope = Scope()
        for param in params:
            scope.add(param)
        b = Builder()
        for _ in range(2):
            self.fresh(b, scope, 0)
        rows, row = self.pick(scope, ROWS), self.pick(scope, ROW)
        blocks = Pack(list, (rows,))
        scope.add(b.call(prims.list_append, blocks, self.pick(scope, ROWS), name="d", type=BLOCKS))
        scope.add(b.call(prims.list_append, Pack(list, ()), Pack(tuple, (row, rows)), type=PAIRS))
        scope.add(b.call(operator.getitem, scope.values[PAIRS][0], 0, type=PAIR))
        self.fill(b, scope, self.size, 0)
        results = tuple(self.pick(scope, self.rng.choice(self.carried)) for _ in range(4))
        trees = tuple(Param(p.name, p) for p in params)
        return Function("f", trees, b.block((), Return(Pack(tuple, results))))

    def fill(self, b: Builder, scope: Scope, size: int, depth: int) -> None:
        for _ in range(size):
            steps = [self.fresh, self.moved, self.moved, self.item, self.item, self.deep,
                     self.deep, self.deep, self.deep, self.element, self.element]  # fmt: skip
            if depth < 2:
                steps += [self.branch, self.for_, self.for_, self.while_]
            self.rng.choice(steps)(b, scope, depth)

    def pick(self, scope, type):
        """Mostly the newest: a program that reads what it has written over copies it."""
        found = scope.values[type]
        newest = type in (ROWS, BLOCKS) and self.rng.random() < self.newest
        return found[-1] if newest else super().pick(scope, type)

    def end(self, b, scope, arg):
        return arg if self.rng.random() < 0.2 else self.pick(scope, arg.type)

    def number(self, b, scope):
        x = self.rng.choice(scope.values[F64])
        return self.rng.choice((x, x, 0.75))

    def fresh(self, b, scope, depth):
        x, y = self.number(b, scope), self.number(b, scope)
        row = b.call(prims.build_list, x, y, 0.5, name="r", type=ROW)
        scope.add(row)
        match self.rng.randrange(6):
            case 0:
                zeros = b.call(operator.mul, [0.0], 3, name="z", type=ROW)
                scope.add(b.call(prims.build_list, row, zeros, name="c", type=ROWS))
            case 1:
                scope.add(b.call(prims.build_list, row, self.pick(scope, ROW), name="c", type=ROWS))
            case 2 | 3 | 4:
                self.filled(b, scope)
            case 5:
                items = self.pick(scope, ROWS), self.pick(scope, ROWS)
                scope.add(b.call(prims.build_list, *items, name="d", type=BLOCKS))

    def filled(self, b, scope):
        """Rows of a comprehension, made in each iteration or before."""
        inner, rows, k = Builder(), Value("c", ROWS), Value("k", INT)
        row = self.pick(scope, ROW)
        if self.rng.random() < 0.7:
            row = inner.call(list, row, type=ROW)
        longer = inner.call(prims.list_append, rows, row, type=ROWS)
        if self.rng.random() < 0.3:
            number = self.number(b, scope)
            longer = inner.call(prims.list_write, longer, (0, 1), number, type=ROWS)
        body = inner.block((k, rows), Next((longer,)))
        result = scope.add(Value("c", ROWS))
        times = b.call(range, 3, type=IterType(INT))
        b.append(For((times,), (Pack(list, ()),), body, (result,)))

    def moved(self, b, scope, depth):
        """Rows and lists that go from one list to another."""
        rng, rows, row = self.rng, self.pick(scope, ROWS), self.pick(scope, ROW)
        blocks = self.pick(scope, BLOCKS)
        match rng.randrange(8):
            case 0:
                scope.add(b.call(prims.list_append, rows, row, name="c", type=ROWS))
            case 1:
                shorter = b.call(prims.list_drop_last, rows, name="c", type=ROWS)
                scope.add(b.call(prims.list_append, shorter, row, name="c", type=ROWS))
            case 2:
                scope.add(b.call(prims.list_write, rows, rng.choice(TWO), row, type=ROWS))
            case 3:
                i, j = rng.choice(TWO), rng.choice(TWO)
                one = b.call(operator.getitem, rows, i, type=ROW)
                other = b.call(operator.getitem, rows, j, type=ROW)
                first = b.call(prims.list_write, rows, i, other, type=ROWS)
                scope.add(b.call(prims.list_write, first, j, one, type=ROWS))
            case 4:
                scope.add(b.call(list, rows, name="c", type=ROWS))
            case 5:
                scope.add(b.call(list, row, name="r", type=ROW))
            case 6:
                path = rng.choice((rng.choice(TWO), (rng.choice(TWO), rng.choice(TWO))))
                put = row if isinstance(path, tuple) else rows
                scope.add(b.call(prims.list_write, blocks, path, put, name="d", type=BLOCKS))
            case 7:
                pairs, pair = self.pick(scope, PAIRS), Pack(tuple, (row, rows))
                scope.add(b.call(prims.list_append, pairs, pair, name="tape", type=PAIRS))

    def item(self, b, scope, depth):
        row, number = self.pick(scope, ROW), self.number(b, scope)
        place = self.rng.choice(TWO)
        scope.add(b.call(prims.list_write, row, place, number, name="r", type=ROW))

    def deep(self, b, scope, depth):
        number = self.number(b, scope)
        path = tuple(self.rng.choice(TWO) for _ in range(3))
        if self.rng.random() < 0.3:
            blocks = self.pick(scope, BLOCKS)
            scope.add(b.call(prims.list_write, blocks, path, number, name="d", type=BLOCKS))
        else:
            rows = self.pick(scope, ROWS)
            scope.add(b.call(prims.list_write, rows, path[:2], number, name="c", type=ROWS))

    def element(self, b, scope, depth):
        source, type = self.rng.choice(
            ((ROW, F64), (ROWS, ROW), (ROWS, ROW), (BLOCKS, ROWS), (PAIRS, PAIR))
        )
        found = b.call(operator.getitem, self.pick(scope, source), self.rng.choice(TWO)
                       if source is not PAIRS else -1, type=type)  # fmt: skip
        scope.add(found)
        if type is PAIR:
            scope.add(b.call(operator.getitem, found, 0, type=ROW))
            scope.add(b.call(operator.getitem, found, 1, type=ROWS))

    def for_(self, b, scope, depth):
        inits = self.carries(scope)
        match self.rng.randrange(4):
            case 0:
                iterable, item = self.pick(scope, ROWS), Value("row", ROW)
            case 1:
                iterable, item = self.pick(scope, BLOCKS), Value("rows", ROWS)
            case _:
                iterable, item = b.call(range, 3, type=IterType(INT)), Value("i", INT)
        inner, args, ends = self.body(b, scope, inits, (item,), depth)
        stop = self.pick(scope, BOOL) if self.rng.random() < 0.3 else None
        block = inner.block((item, *args), Next(tuple(ends), stop))
        b.append(For((iterable,), tuple(inits), block, self.finish(scope, inits)))
