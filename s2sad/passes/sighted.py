"""The rules of a rewriting walk, and which of them have something to see at a call.

Only these are asked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields

from ..ir.nodes import Call, If, Operand, Terminator, Value

#: of a call and the walk: an operand or another call in place of the call, or None
Rule = Callable[[Call, object], Call | Operand | None]
#: what has made an operand: a callee, (callee, Const) where it was given a constant, or the class
#: of an operand that nothing in sight has made
Maker = Callable | type | tuple[Callable, type]


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a rule wants to see at a call; see `sees`."""

    makers: frozenset[Maker]
    every: bool
    gives: type | None

    def is_there(self, given: type, seen: tuple[Maker, ...]) -> bool:
        if self.gives not in (None, given):
            return False
        if not seen or not self.makers:
            return True
        wanted = (
            each in self.makers or type(each) is tuple and each[0] in self.makers for each in seen
        )
        return all(wanted) if self.every else any(wanted)


def sees(
    *makers: Maker, every: bool = False, gives: type | None = None
) -> Callable[[Rule], Rule]:
    """The rule applies only to calls with an operand that one of these callees has made, or with
    a constant, where `Const` is among them; `every`: only if all operands are so. `gives`: only to
    calls whose result has a type of this class. Where a rule says it twice, both must be so."""

    def mark(rule: Rule) -> Rule:
        sight = _Sight(frozenset(makers), every, gives)
        rule.sights = (*getattr(rule, "sights", ()), sight)
        return rule

    return mark


class Sighted:
    """The rules of each callee, and of those the ones that have something to see."""

    def __init__(self, calls: Mapping[Callable, tuple[Rule, ...]]):
        self.calls = calls
        rules = [rule for rules in calls.values() for rule in rules]
        seen = {each for rule in rules for sight in _sights(rule) for each in sight.makers}
        with_constant = {each[0]: each for each in seen if type(each) is tuple}
        #: the callees whose results some rule looks through, and as what such a rule sees them
        #: where they were given a constant
        self.makers: dict[Callable | type, Maker] = {
            **{each: each for each in seen if type(each) is not tuple}, **with_constant
        }  # fmt: skip
        self._found: dict[Callable, dict[tuple, tuple[Rule, ...]]] = {each: {} for each in calls}

    def rules_for(self, op: Call, makers: Mapping[Value, Maker]) -> tuple[Rule, ...]:
        """The rules for a call of which the operands are made so."""
        # objects of classes that only define equality have no hash
        known = None if type(op.callee).__hash__ is None else self._found.get(op.callee)
        if known is None:
            return ()
        # what has made each operand, or its class where nothing in sight has
        given = (type(op.result.type), *map(makers.get, op.args, map(type, op.args)))
        found = known.get(given)
        if found is None:
            rules = self.calls[op.callee]
            found = known[given] = tuple(rule for rule in rules if _may_apply(rule, *given))
        return found


def _sights(rule: Rule) -> tuple[_Sight, ...]:
    return getattr(rule, "sights", ())


def _may_apply(rule: Rule, given: type, *seen: Maker) -> bool:
    return all(sight.is_there(given, seen) for sight in _sights(rule))


@dataclass(frozen=True)
class Rules:
    """What one pass does; `|` joins passes.

    `calls`: the rules of each callee. `decide`: which branch a condition takes, if it is known.
    `empty`: whether an iterable is known to have no items.
    `orient`, `settle`: an `if` before and after its branches were walked. `leave`: the last word
    on a terminator. `key`: what two calls must share to be the same call; None never is. `start`:
    called once, before the walk.
    """

    calls: Mapping[Callable, tuple[Rule, ...]] = field(default_factory=dict)
    decide: tuple[Callable[[Operand, object], bool | None], ...] = ()
    empty: tuple[Callable[[Operand, object], bool], ...] = ()
    orient: tuple[Callable[[If, object], If], ...] = ()
    settle: tuple[Callable[[If, object], If], ...] = ()
    leave: tuple[Callable[[Terminator], Terminator], ...] = ()
    key: tuple[Callable[[Call], Hashable | None], ...] = ()
    start: tuple[Callable[[object], None], ...] = ()

    @functools.cached_property
    def sighted(self) -> Sighted:
        return Sighted(self.calls)

    def __or__(self, other: Rules) -> Rules:
        mine, theirs = self.calls, other.calls
        calls = {f: mine.get(f, ()) + theirs.get(f, ()) for f in (mine | theirs)}
        others = (getattr(self, f.name) + getattr(other, f.name) for f in fields(Rules)[1:])
        return Rules(calls, *others)
