"""The state while a random program is written: what is in scope, and the lines so far.

Shapes are concrete: a program is written for the arguments that come with it. A program is only
ever written so that it most likely runs; `generate` executes it and discards the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Union


@dataclass(frozen=True)
class Float:
    """A Python float or NumPy scalar."""


@dataclass(frozen=True)
class Int:
    """An integer from `low` to `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Array:
    shape: tuple[int, ...]


@dataclass(frozen=True)
class ListOf:
    """At least `length` items, all of one kind."""

    item: Kind
    length: int


@dataclass(frozen=True)
class TupleOf:
    items: tuple[Kind, ...]


@dataclass(frozen=True)
class DictOf:
    entries: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True)
class Callee:
    """A function to call: positional kinds, names of optional keyword floats, what it returns.

    `written` numbers the parameters that it writes into, `fresh` says that its result is no alias.
    """

    params: tuple[Kind, ...]
    result: Kind
    keywords: tuple[str, ...] = ()
    written: tuple[int, ...] = ()
    fresh: bool = True


Kind = Union[Float, Int, Array, ListOf, TupleOf, DictOf, Callee]
FLOAT = Float()


@dataclass(frozen=True)
class Variable:
    kind: Kind
    writable: bool = True
    """Its array may be written in place."""
    rebindable: bool = True
    """The name may be assigned: not so for the variables of an enclosing function."""


@dataclass
class Context:
    """One function while it is written; `inner` makes the context of a function inside it."""

    random: Random
    statement: Callable[[Context], None]
    result: Kind
    tags: set[str]
    counters: dict[str, int]
    argument_writes: bool
    scope: dict[str, Variable] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    loops: int = 0
    calls: int = 0
    """Nested function definitions around this one."""
    budget: int = 12
    iterated: frozenset[str] = frozenset()
    """Lists that a loop runs over just now: nothing may be appended to them."""

    # --- chance

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def choose(self, options):
        return self.random.choice(list(options))

    def weighted(self, options: dict):
        names = list(options)
        return self.random.choices(names, [options[name] for name in names])[0]

    def integer(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def number(self, low: float = 0.1, high: float = 1.5) -> str:
        """A literal with an odd last digit, so that it seldom equals anything computed."""
        return f"{self.random.uniform(low, high):.2f}7"

    # --- text

    def emit(self, line: str, *tags: str) -> None:
        self.lines.append("    " * self.depth + line)
        self.tags.update(tags)

    def fresh(self, prefix: str) -> str:
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}{self.counters[prefix]}"

    # --- scope

    def names(self, kind: type, test: Callable[[Variable], bool] = lambda v: True) -> list[str]:
        return [n for n, v in self.scope.items() if isinstance(v.kind, kind) and test(v)]

    def arrays(
        self, shape: tuple[int, ...] | None = None, ndim: int = 0,
        writable: bool = False, rebindable: bool = False, least: int = 0,
    ) -> list[str]:  # fmt: skip
        """Arrays of this shape or number of axes, each axis at least `least` long."""

        def fits(v: Variable) -> bool:
            return (
                (shape is None or v.kind.shape == shape)
                and (not ndim or len(v.kind.shape) == ndim)
                and min(v.kind.shape, default=least) >= least
                and (v.writable or not writable)
                and (v.rebindable or not rebindable)
            )

        return self.names(Array, fits)

    def shape(self, name: str) -> tuple[int, ...]:
        return self.scope[name].kind.shape

    def bind(self, name: str, kind: Kind, writable: bool = True) -> None:
        self.scope[name] = Variable(kind, writable)

    # --- nesting

    @contextmanager
    def suite(self, loop: bool = False, iterated: str = "") -> Iterator[None]:
        """An indented suite: what it binds anew is forgotten after it."""
        outer, frozen = dict(self.scope), self.iterated
        self.depth += 1
        self.loops += loop
        self.iterated = frozen | {iterated} if iterated else frozen
        start = len(self.lines)
        yield
        if len(self.lines) == start:
            self.emit("pass")
        self.depth -= 1
        self.loops -= loop
        self.iterated = frozen
        # An alias made inside (`u = x`) may make an outer name unwritable; keep the stricter one.
        self.scope = {
            n: replace(v, writable=v.writable and self.scope[n].writable) for n, v in outer.items()
        }

    def statements(self, count: int) -> None:
        for _ in range(count):
            if self.budget > 0:
                self.budget -= 1
                self.statement(self)

    def function(self, result: Kind, params: dict[str, Variable], budget: int) -> Context:
        """The context of a new function on top level, whose lines are its own."""
        return Context(
            self.random, self.statement, result, self.tags, self.counters, self.argument_writes,
            scope=dict(params), calls=self.calls + 1, budget=budget,
        )  # fmt: skip

    def nested(self, result: Kind, params: dict[str, Variable], budget: int) -> Context:
        """The context of a function inside this one, which sees this one's variables."""
        seen = {n: replace(v, rebindable=False) for n, v in self.scope.items()}
        inner = self.function(result, seen | params, budget)
        inner.depth = self.depth + 1
        inner.iterated = self.iterated
        return inner
