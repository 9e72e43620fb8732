"""Which rules of a rewriting walk have something to see at a call, so that only these are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..ir.nodes import Call, Operand, Value

#: of a call and the walk: an operand or another call in place of the call, or None
Rule = Callable[[Call, object], Call | Operand | None]


def sees(
    *makers: Callable | type, every: bool = False, gives: type | None = None
) -> Callable[[Rule], Rule]:
    """The rule applies only to calls with an operand that one of these callees has made, or with
    a constant, where `Const` is among them; `every`: only if all operands are so. `gives`: only to
    calls whose result has a type of this class."""

    def mark(rule: Rule) -> Rule:
        rule.sees, rule.every, rule.gives = frozenset(makers), every, gives
        return rule

    return mark


class Sighted:
    """The rules of each callee, and of those the ones that have something to see."""

    def __init__(self, calls: Mapping[Callable, tuple[Rule, ...]]):
        self.calls = calls
        rules = [rule for rules in calls.values() for rule in rules]
        #: the callees whose results some rule looks through
        self.makers = frozenset().union(*(getattr(rule, "sees", ()) for rule in rules))
        self._found: dict[Callable, dict[tuple, tuple[Rule, ...]]] = {each: {} for each in calls}

    def rules_for(self, op: Call, makers: Mapping[Value, Callable]) -> tuple[Rule, ...]:
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


def _may_apply(rule: Rule, given: type, *seen: Callable | type) -> bool:
    if getattr(rule, "gives", None) not in (None, given):
        return False
    wanted = getattr(rule, "sees", None)
    if not seen or not wanted:
        return True
    return wanted.issuperset(seen) if rule.every else not wanted.isdisjoint(seen)
