"""Which rules of a rewriting walk have something to see at a call, so that only these are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..ir.nodes import Call, Operand, Value

#: of a call and the walk: an operand or another call in place of the call, or None
Rule = Callable[[Call, object], Call | Operand | None]


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
        seen = tuple(map(makers.get, op.args, map(type, op.args)))
        found = known.get(seen)
        if found is None:
            found = known[seen] = tuple(
                rule for rule in self.calls[op.callee]
                if not seen or not getattr(rule, "sees", None) or rule.sees.intersection(seen)
            )  # fmt: skip
        return found
