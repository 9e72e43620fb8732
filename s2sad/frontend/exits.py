"""Rewrite `return`, `break`, `continue` and loops' `else`, so that every block has one way out.

    Before:  for v in x:                     After:  for v in x:            (stop: .stop)
                 if v > c:                               .stop = False
                     break                               if v > c:
                 s += v                                      .stop = True
             return s                                    else:
                                                             s += v
                                                     .result = s

In: the body of a function (gast). Out: new statements without any exit, where the function's
value is the variable `.result`, and for each loop the variable that stops it. What follows an `if`
that may exit moves into the branch that goes on. Only where both branches may go on, a flag guards
it. Names that begin with a dot cannot clash with the user's, and are others than those of
desugar.py.

Statements after an exit can never run: they are dropped here, and nothing else is, anywhere.
The input is not changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import gast

from ..ir.nodes import UNDEFINED
from .desugar import ProtectedIf

RESULT = ".result"


#: how control can leave a statement, a set of bits; `raise` leaves in none of these ways
Ways = int
NONE, FALL, BREAK, CONTINUE, RETURN = 0, 1, 2, 4, 8
EXITS = BREAK | CONTINUE | RETURN


@dataclass(frozen=True, slots=True)
class Normalized:
    """`stops`: for a loop that can be left early, the variable that is true at the end of the
    iteration that is the last."""

    body: list[gast.stmt]
    stops: dict[gast.stmt, str]


@dataclass(slots=True)
class Level:
    """A function or loop body: the variables that its exits set. `skip` guards the statements
    after an `if` that may exit in either branch; it is used only where `skip_needed`."""

    result: str
    returned: str | None = None
    stop: str | None = None
    skip: str = ""
    skip_needed: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """What is false at the beginning of the level."""
        names = [self.returned, self.stop, self.skip if self.skip_needed else None]
        return tuple(dict.fromkeys(name for name in names if name))


def normalize(body: list[gast.stmt]) -> Normalized:
    """The body of a function with one way out of each block; ends by assigning `.result`."""
    rewriter = _Rewriter()
    last = body[-1]
    statements = [*body, _at(gast.Return(None), last)]
    level = Level(RESULT, skip=".skip 0")
    new = rewriter.block(statements, level)
    return Normalized(_set_false(level.flags, body[0]) + new, rewriter.stops)


@dataclass(slots=True)
class _Rewriter:
    stops: dict[gast.stmt, str] = field(default_factory=dict)
    _ways: dict[gast.stmt, Ways] = field(default_factory=dict)
    _count: int = 0

    # --- how control leaves ------------------------------------------------------------------

    def ways_of_block(self, statements: list[gast.stmt]) -> Ways:
        total = NONE
        for statement in statements:
            ways = self.ways(statement)
            total |= ways & EXITS
            if not ways & FALL:
                return total
        return total | FALL

    def ways(self, node: gast.stmt) -> Ways:
        known = self._ways.get(node)
        if known is None:
            known = self._ways[node] = self._find_ways(node)
        return known

    def _find_ways(self, node: gast.stmt) -> Ways:
        match node:
            case gast.Return():
                return RETURN
            case gast.Break():
                return BREAK
            case gast.Continue():
                return CONTINUE
            case gast.Raise():
                return NONE
            case gast.If():
                return self.ways_of_block(node.body) | self.ways_of_block(node.orelse)
            case gast.With():
                return self.ways_of_block(node.body)
            case gast.For() | gast.While():
                body = self.ways_of_block(node.body)
                ways = body & RETURN
                if body & BREAK:
                    ways |= FALL
                if not _endless(node):
                    ways |= self.ways_of_block(node.orelse)
                return ways
            case _:
                return FALL

    # --- rewriting ---------------------------------------------------------------------------

    def block(self, statements: list[gast.stmt], level: Level) -> list[gast.stmt]:
        out: list[gast.stmt] = []
        for index, node in enumerate(statements):
            ways = self.ways(node)
            match node:
                case gast.Return() | gast.Break() | gast.Continue():
                    return out + self._exit(node, level)
                case gast.If() if ways & EXITS:
                    return out + self._branches(node, statements[index + 1 :], level)
                case gast.With() if ways & EXITS:
                    new = _like(node, body=self.block(node.body, level))
                    return out + [new] + self._guarded(node, statements[index + 1 :], level)
                case gast.For() | gast.While():
                    loop, after = self._loop(node)
                    out += loop
                    if after:
                        return out + self.block(after + statements[index + 1 :], level)
                case gast.If():
                    out.append(
                        _like(
                            node,
                            body=self.block(node.body, level),
                            orelse=self.block(node.orelse, level),
                        )
                    )
                case gast.With():
                    out.append(_like(node, body=self.block(node.body, level)))
                case _:
                    out.append(node)
            if not ways & FALL:
                return out
        return out

    def _exit(self, node: gast.stmt, level: Level) -> list[gast.stmt]:
        out: list[gast.stmt] = []
        flags = [level.skip]
        if isinstance(node, gast.Return):
            value = _at(gast.Constant(None, None), node) if node.value is None else node.value
            out.append(_assign(level.result, value, node))
            flags += [level.returned, level.stop]
        elif isinstance(node, gast.Break):
            flags.append(level.stop)
        out += [
            _assign(flag, _at(gast.Constant(True, None), node), node)
            for flag in dict.fromkeys(flags)
            if flag
        ]
        return out

    def _branches(self, node: gast.If, rest: list[gast.stmt], level: Level) -> list[gast.stmt]:
        """An `if` that may exit, and what follows it."""
        body_falls = self.ways_of_block(node.body) & FALL
        orelse_falls = self.ways_of_block(node.orelse) & FALL
        body, orelse = list(node.body), list(node.orelse)
        if not isinstance(node, ProtectedIf) and bool(body_falls) != bool(orelse_falls):
            if body_falls:
                body += rest
            else:
                orelse += rest
            return [_like(node, body=self.block(body, level), orelse=self.block(orelse, level))]
        new = _like(node, body=self.block(body, level), orelse=self.block(orelse, level))
        return [new, *self._guarded(node, rest, level)]

    def _guarded(self, node: gast.stmt, rest: list[gast.stmt], level: Level) -> list[gast.stmt]:
        """What follows a statement that has exited or not, to run only if it has not."""
        if not self.ways(node) & FALL:
            return []
        statements = self.block(rest, level)
        if not statements:
            return []
        level.skip_needed = True
        return [_at(gast.If(_load(level.skip, node), [], statements), node)]

    def _loop(self, node: gast.For | gast.While) -> tuple[list[gast.stmt], list[gast.stmt]]:
        """The new loop, and the statements that must follow it, not yet rewritten."""
        if isinstance(node, gast.While) and _binds(node.test):
            return self._loop_with_binding_test(node)
        self._count += 1
        number = self._count
        ways = self.ways_of_block(node.body)
        level = _loop_level(ways, number)
        body = self.block(node.body, level)
        first = _set_false(level.flags, node)
        unset = self._unset(level, node)
        first += unset
        new = _like(node, body=first + body, orelse=[])
        if level.stop:
            self.stops[new] = level.stop
        before = [f for f in (level.returned, level.stop) if f]
        return (
            [*_set_false(dict.fromkeys(before), node), *unset, new],
            self._after(node, ways, level),
        )

    def _unset(self, level: Level, node: gast.stmt) -> list[gast.stmt]:
        """Without it the value that a loop returns would seem to go round that loop, and round
        the loop around it."""
        if not level.returned:
            return []
        nothing = _at(gast.Constant(UNDEFINED, None), node)
        return [_assign(level.result, nothing, node)]

    def _after(self, node: gast.stmt, ways: Ways, level: Level) -> list[gast.stmt]:
        after: list[gast.stmt] = []
        falls = ways & BREAK or not _endless(node)
        if level.returned:
            give = _at(gast.Return(_load(level.result, node)), node)
            if not falls:
                return [give]
            after.append(_at(gast.If(_load(level.returned, node), [give], []), node))
        if node.orelse and not _endless(node):
            if ways & BREAK:
                guard = gast.If(_load(level.stop, node), [], list(node.orelse))
                after.append(_at(guard, node))
            else:
                after += node.orelse
        return after

    def _loop_with_binding_test(self, node: gast.While) -> tuple[list[gast.stmt], list[gast.stmt]]:
        """`while (a := f()) > 0: ...` tests at the top of an endless loop, since what a test
        binds is used in the body."""
        done = f".done {self._count + 1}"
        leave = [
            _assign(done, _at(gast.Constant(True, None), node), node),
            _at(gast.Break(), node),
        ]
        test = _at(gast.If(node.test, [], leave), node.test)
        endless = gast.While(_at(gast.Constant(True, None), node.test), [test, *node.body], [])
        before, after = self._loop(_at(endless, node))
        if node.orelse:
            before = [*_set_false([done], node), *before]
            after.append(_at(gast.If(_load(done, node), list(node.orelse), []), node))
        return before, after


def _loop_level(ways: Ways, number: int) -> Level:
    returned = f".returned {number}" if ways & RETURN else None
    stop = f".stop {number}" if ways & BREAK else returned
    # with one kind of exit, the flag that stops the loop also says to skip the rest of the body
    skip = f".skip {number}" if ways & CONTINUE else stop
    return Level(f".result {number}", returned, stop, skip or "")


def _endless(node: gast.For | gast.While) -> bool:
    """`while True` and its like: only an exit ends it."""
    test = node.test if isinstance(node, gast.While) else None
    return isinstance(test, gast.Constant) and bool(test.value)


def _binds(test: gast.expr) -> bool:
    return any(isinstance(node, gast.NamedExpr) for node in gast.walk(test))


# --- nodes ----------------------------------------------------------------------------------


def _at(new: gast.AST, node: gast.AST) -> gast.AST:
    return gast.copy_location(new, node)


def _like(node: gast.stmt, **changes) -> gast.stmt:
    """The statement with some fields replaced."""
    fields = {name: getattr(node, name, None) for name in node._fields}
    return _at(type(node)(**{**fields, **changes}), node)


def _load(name: str, node: gast.AST) -> gast.Name:
    return _at(gast.Name(name, gast.Load(), None, None), node)


def _assign(name: str, value: gast.expr, node: gast.AST) -> gast.Assign:
    target = _at(gast.Name(name, gast.Store(), None, None), node)
    return _at(gast.Assign([target], value, None), node)


def _set_false(names: Iterable[str], node: gast.AST) -> list[gast.stmt]:
    return [_assign(name, _at(gast.Constant(False, None), node), node) for name in names]
