"""The walk that `fold`, `algebra`, `extents`, `branches`, `cse` and `simplify` share.

A Function and a table of rules come in, the rewritten Function goes out: one walk forward over
the nested blocks. Operands are final when an op is reached, so that an op is rewritten once and
for all where it stands; what replaces a value is remembered and put in as the walk goes on.

A rule takes a call and gives None (it does not apply), an operand (the call is replaced by it) or
another call with the same result. Most rules look through the operands to what these are made by,
and say so (`sees`); then they are asked only where there is something for them to see. What
surprises: a rule that pays only if the op that it sees through has no other user asks `only_use`.
Other users may go later in the same walk; only if one was counted that is gone at the end, and the
call that asked is still there, is there another walk.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ..ir.identity import operand_key
from ..ir.inventory import use_counts
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Terminator, Value, While,
)  # fmt: skip
from ..ir.prims import EXPECTATIONS, retyped
from ..ir.traverse import (
    always_raises, map_call, map_operand, map_operands, map_replaced, map_terminator,
)  # fmt: skip
from ..ir.types import BOOL, COMPLEX, FLOAT, INT, ArrayType, ScalarType, Type
from .known_branches import outside_of_branches, said_by
from .settled import Settled
from .sighted import Maker, Rule, Rules

#: an op is rewritten at most so often; each rule leaves less to do, so that few need more than 3
ROUNDS = 16

_PYTHON_TYPES = {float: FLOAT, int: INT, bool: BOOL, complex: COMPLEX}
_NUMPY_TYPES = {
    np.float64: ScalarType("f64"), np.float32: ScalarType("f32"), np.int64: ScalarType("i64"),
    np.bool_: ScalarType("bool"), np.complex128: ScalarType("c128"),
}  # fmt: skip


def run(fn: Function, rules: Rules, before: Settled | None = None) -> Function:
    """The function rewritten until no rule applies; the same object where none does. `before`: of
    an earlier run of the same rules, and for a later one."""
    before, counts = before or Settled(), use_counts(fn)
    while True:
        walk = Walk(fn, rules, counts, before)
        body = walk.function()
        new = fn if body is fn.body else replace(fn, body=body)
        before.note(new, walk.settled)
        if new is fn or not walk.refused:
            return new
        fn, counts = new, use_counts(new)
        if not walk.could_go_on(counts):
            return fn


def type_of(operand: Operand) -> Type | None:
    """The type of a value or a number; None for what is neither."""
    if type(operand) is Value:
        return operand.type
    if type(operand) is Const:
        kind = type(operand.value)
        return _PYTHON_TYPES.get(kind) or _NUMPY_TYPES.get(kind)
    return None


def array_type(operand: Operand) -> ArrayType | None:
    """The type of an array; None for what is none."""
    t = type_of(operand)
    return t if isinstance(t, ArrayType) else None


class Walk:
    """The state of one walk, and what rules may ask of it.

    `fn`: the function as it came in, for analyses that a rule asks only where it needs them;
    `given`: the same, for what it calls at all, which shows in definitions where it matters.
    `definitions`: the call that defines a value. `table`: facts that hold from here to the end of
    the block; rules add to it with `remember`. `decided`: conditions that are known here.
    `refused`: values that have other users, each with the call that would have liked them not to.
    `signless`, `mirrored`: what `signs` and `symmetric` have found out of definitions. `settled`:
    the calls to which no rule applies, and of which none has asked anything but definitions.
    """

    def __init__(self, fn: Function, rules: Rules, uses: Mapping[Operand, int], before: Settled):
        self.given = fn
        self.rules = rules
        self.definitions: dict[Value, Call] = {}
        self._table: dict[Hashable, Operand] = {}
        self.decided: dict[Value, bool] = {}
        self.refused: list[tuple[Value, Call]] = []
        self.signless: dict[Operand, int] = {}
        self.mirrored: dict[Operand, int] = {}
        self.settled: set[Call] = set()
        self._before = before
        #: what is not made as it was when the walk before was over
        self._moved: set[Value] = set()
        self._asking: Call | None = None
        self._asks_more = False
        self.effects = 0
        self._sighted = rules.sighted
        self._makers: dict[Value, Maker] = {}
        self._key = rules.key[0] if rules.key else None
        self._replaced: dict[Value, Operand] = {}
        self._named: dict[Value, Operand] = {}  # what each retyped value is
        self._log: list[Hashable] = []
        self._stands_for: dict[Value, list[Value]] = {}
        #: for a condition and whether it holds, what results of earlier Ifs on it are
        self._in_branch: dict[tuple[Value, bool], dict[Value, Operand]] = {}
        #: the Ifs that give conditions
        self._choices: dict[Value, If] = {}
        #: conditions that are decided in the rest of the block: one of their branches has raised
        self._beyond: list[Value] = []
        self._ops: list[Op] = []
        self._local: set[Value] = set()
        self._uses = dict(uses)

    # what rules may ask

    @property
    def fn(self) -> Function:
        self._asks_more = True
        return self.given

    @property
    def table(self) -> dict[Hashable, Operand]:
        self._asks_more = True
        return self._table

    def definition(self, operand: Operand, callee: Callable) -> Call | None:
        """The call of `callee` that defines the operand, where one does."""
        call = self.definitions.get(operand)
        return call if call is not None and call.callee is callee else None

    def only_use(self, value: Value, most: int = 1) -> bool:
        """True where new ops in place of the value's users, `most` at most, leave it unused.

        The value must be of this block: an op from outside of a loop is not moved into it.
        """
        self._asks_more = True
        if value not in self._local:
            return False
        if self._uses.get(value, 0) <= most:
            return True
        self.refused.append((value, self._asking))
        return False

    def remember(self, key: Hashable, operand: Operand) -> None:
        """The key, which is not yet in the table, stands for the operand in this block."""
        self.table[key] = operand
        self._log.append(key)

    def emit(
        self, callee: Callable, *args: Operand, type: Type | None, at: Call,
        kwargs: tuple[tuple[str, Operand], ...] = (),
    ) -> Operand:
        """A new call before the op that is being rewritten; the operand that holds its result."""
        value = Value("", type, at.span)
        self._uses[value] = 1
        self._call(Call(callee, args, kwargs, value, False, at.span))
        return self._replaced.get(value, value)

    def known(self, callee: Callable, *args: Operand) -> bool:
        """True where such a call stands before, and its result can be used here."""
        return self._key is not None and self._key(Call(callee, args, (), args[0])) in self.table

    def replace(self, value: Value, operand: Operand) -> None:
        """From here on the operand stands for the value."""
        self._replaced[value] = operand
        if type(operand) is Value:
            self._stands_for.setdefault(operand, []).append(value)
            self._uses[operand] = self._uses.get(operand, 0) + self._uses.get(value, 0)

    def could_go_on(self, counts: Mapping[Value, int]) -> bool:
        """True where a value that was refused has one user now: the call that has asked."""
        return any(
            counts.get(value) == 1 and op.result in counts and self.definitions.get(op.result) is op
            for value, op in self.refused
        )

    # the walk

    def function(self) -> Block:
        for start in self.rules.start:
            start(self)
        return self._block(self.given.body)

    def _resolve(self, value: Value) -> Operand:
        return self._replaced.get(value, value)

    def _block(self, block: Block) -> Block:
        """The block rewritten; what was learned in it is forgotten."""
        outer_ops, outer_local, mark = self._ops, self._local, len(self._log)
        beyond, self._beyond = self._beyond, []
        self._ops, self._local = [], set()
        stays = self._replaced.keys().isdisjoint
        for op in block.ops:
            if type(op) is Call:
                self._call(op if stays(op.uses) else map_call(op, self._resolve))
            else:
                self._op(op)
        terminator = self._terminator(block.terminator)
        ops = tuple(self._ops)
        self._ops, self._local = outer_ops, outer_local
        for condition in self._beyond:
            del self.decided[condition]
        self._beyond = beyond
        for key in self._log[mark:]:
            del self._table[key]
        del self._log[mark:]
        if terminator is block.terminator and ops == block.ops:
            return block
        return Block(block.args, ops, terminator)

    def _terminator(self, terminator: Terminator) -> Terminator:
        if not self._replaced.keys().isdisjoint(terminator.uses):
            terminator = map_terminator(terminator, self._resolve)
        for leave in self.rules.leave:
            terminator = leave(terminator)
        return terminator

    def _op(self, op: Op) -> None:
        match op:
            case Call():
                self._call(map_replaced(op, self._replaced))
            case If():
                self._if(op)
            case For():
                self._for(op)
            case While():
                self._while(op)

    def _call(self, op: Call) -> None:
        result = op.result
        if op.effect or result is None:
            if op.callee not in EXPECTATIONS or self._is_new(op):
                self.effects += 1
                self._append(op)
            return
        if result in self._uses:
            given, known = op, op in self._before.ops and self._moved.isdisjoint(op.uses)
            settled = known and op in self._before.calls
            rules = () if settled else self._sighted.rules_for(op, self._makers)
            if rules:
                op = self._rewritten(op, rules)
                if type(op) is not Call:
                    self.replace(result, op)
                    return
            else:
                self.settled.add(op)
            if not known or op is not given:
                self._moved.add(result)
        if self._key is not None:
            plain = op if op.callee is retyped else map_replaced(op, self._named)
            key = self._key(plain)
            known = None if key is None else self._table.get(key)
            if known is not None:
                if op is plain or type_of(known) == result.type:
                    self.replace(result, known)
                    return
                op = Call(retyped, (known,), (), result, False, op.span)
            elif key is not None:
                self._table[key] = result
                self._log.append(key)
        self._append(op)

    def _is_new(self, op: Call) -> bool:
        """True where what is expected here was not asked before."""
        key = (op.callee, *map(operand_key, op.args))
        if key in self.table:
            return False
        self.remember(key, op.args[0])
        return True

    def _append(self, op: Call) -> None:
        result = op.result
        if result is not None:
            self.definitions[result] = op
            self._local.add(result)
            callee, makers = op.callee, self._sighted.makers
            if type(callee).__hash__ is not None and callee in makers:
                self._makers[result] = callee if op.uses is op.args else makers[callee]
            if callee is retyped:
                self._named[result] = self._named.get(op.args[0], op.args[0])
        self._ops.append(op)

    def _rewritten(self, op: Call, rules: tuple[Rule, ...]) -> Call | Operand:
        """What the rules make of the call, each time the first that applies."""
        outer = self._asking
        for _ in range(ROUNDS):
            self._asking, self._asks_more = op, False
            for rule in rules:
                new = rule(op, self)
                if new is not None:
                    break
            else:
                if not self._asks_more:
                    self.settled.add(op)
                break
            op = new
            if type(op) is not Call:
                break
            rules = self._sighted.rules_for(op, self._makers)
        self._asking = outer
        return op

    def _if(self, op: If) -> None:
        condition = map_operand(op.condition, self._resolve)
        if condition is not op.condition:
            op = If(condition, op.then, op.orelse, op.results, op.span)
        for orient in self.rules.orient:
            op = orient(op, self)
        for decide in self.rules.decide:
            taken = decide(op.condition, self)
            if taken is not None:
                self._inline(op.then if taken else op.orelse, op.results)
                return
        effects = self.effects
        then, orelse = self._branch(op, op.then, True), self._branch(op, op.orelse, False)
        if then is not op.then or orelse is not op.orelse:
            op = If(op.condition, then, orelse, op.results, op.span)
        for settle in self.rules.settle:
            op = settle(op, self)
            if not op.results and effects == self.effects:
                return
        self._ops.append(op)
        if self.rules.decide:
            self._choices.update((result, op) for result in op.results if result.type == BOOL)
            for taken, result, operand in outside_of_branches(op):
                self._in_branch.setdefault((op.condition, taken), {})[result] = operand
        raises = always_raises(op.then)
        if raises or always_raises(op.orelse):
            self._decide_beyond(op.condition, not raises)

    def _decide_beyond(self, condition: Operand, taken: bool) -> None:
        if type(condition) is Value and condition not in self.decided:
            self.decided[condition] = taken
            self._beyond.append(condition)

    def _branch(self, op: If, block: Block, taken: bool) -> Block:
        condition = op.condition
        if type(condition) is not Value or condition in self.decided:
            return self._block(block)
        said = dict(said_by(condition, taken, self._choices))
        said = {value: holds for value, holds in said.items() if value not in self.decided}
        self.decided.update(said)
        known = self._in_branch.get((condition, taken), {})
        outside = [(value, self._replaced.get(value)) for value in self._standing_for(known)]
        for value, operand in outside:  # what stands for another value is known by that one's name
            self._replaced[value] = map_operand(known[operand or value], self._resolve)
        block = self._block(block)
        for value, operand in outside:
            if operand is None:
                del self._replaced[value]
            else:
                self._replaced[value] = operand
        for value in said:
            del self.decided[value]
        return block

    def _standing_for(self, values: Iterable[Value]) -> Iterator[Value]:
        """These values as far as nothing stands for them, and those for which they stand."""
        for value in values:
            if value not in self._replaced:
                yield value
                others = self._stands_for.get(value, ())
                yield from (each for each in others if self._replaced.get(each) is value)

    def _inline(self, block: Block, results: tuple[Value, ...]) -> None:
        """The ops of the block, here; its operands in place of the results."""
        for op in block.ops:
            self._op(op)
        for result, operand in zip(results, block.terminator.operands):
            self.replace(result, map_operand(operand, self._resolve))

    def _for(self, op: For) -> None:
        iterables, inits = op.iterables, op.inits
        if not self._replaced.keys().isdisjoint(op.uses):
            iterables = map_operands(iterables, self._resolve)
            inits = map_operands(inits, self._resolve)
        if any(empty(iterable, self) for empty in self.rules.empty for iterable in iterables):
            for result, init in zip(op.results, inits):
                self.replace(result, init)
            return
        body = self._block(op.body)
        if body is not op.body or iterables is not op.iterables or inits is not op.inits:
            op = For(iterables, inits, body, op.results, op.span, op.even)
        self._ops.append(op)

    def _while(self, op: While) -> None:
        inits = map_operands(op.inits, self._resolve)
        condition, body = self._block(op.condition), self._block(op.body)
        if body is not op.body or condition is not op.condition or inits is not op.inits:
            op = While(inits, condition, body, op.results, op.span)
        self._ops.append(op)
