"""The abstract interpreter: runs untyped IR on abstract values and emits typed IR.

Blocks are run in order; an `if` on a known condition runs one branch, any other runs both and
merges what they leave; a loop is run until the form of what it carries no longer changes, or
unrolled where its items differ in type. Calls to user functions are run in place.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace

from ..errors import Error
from ..ir.nodes import (
    Block, Call, Const, For, If, Next, Op, Operand, Pack, UNDEFINED, Value, While, leaves,
)  # fmt: skip
from ..ir.types import BOOL
from ..source import Span
from .abstract import (
    Abstract, Array, Conflict, Dyn, Maybe, Range, Ref, Slice, Static, Tuple, Undefined, is_unnamed,
)  # fmt: skip
from . import gaps, known_loops
from .branches import Branches
from .carried import noted
from .choices import run_apart
from .demands import UNROLL_LIMIT, Parted, Ran
from .enough import facts_of
from .failure import Signal
from .iterables import Walked
from .iterators import gone_through
from .join import Form, form_of
from .loop_forms import LoopForm, first_forms, renewed
from .loops import LoopAttempt
from .protected import note_risk, run_attempt
from .statement_handlers import Attempt

AMBIGUOUS = (
    "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
)


class Interpreter(Branches):
    """Adds blocks and loops to the calls."""

    note_risk = note_risk  #: see Context

    def __init__(self, span: Span | None = None):
        super().__init__(span)
        self.env: dict[Value, Abstract] = {}
        self.loop_forms: dict[tuple, LoopForm] = {}
        self.choices = 0  # how often a block was run for each of two values
        #: the operation that is run, and where it stands
        self.running: tuple[Block | None, Op | None] = None, None
        self.made_sets: dict[int, tuple[set, Op | None]] = {}  # by id; which operation made them
        self.known_loops = 0  # how many loops over known items are open
        self.short: dict[tuple, None] = {}  # facts of arguments for which a loop runs too rarely

    # --- blocks and operands ---

    def chosen(self, value: Conflict) -> Abstract:
        """What two paths have left, or one of both in a branch on the same condition."""
        holds = self.facts.get(value.choice.condition) if value.choice else None
        if holds is None:
            return value
        one = value.choice.holds if holds else value.choice.fails
        return self.chosen(one) if isinstance(one, Conflict) else one

    def read(self, operand: Operand) -> Abstract:
        """The abstract value of an operand of untyped IR."""
        match operand:
            case Value():
                found = self.env[operand]
                return found if type(found) is not Conflict else self.chosen(found)
            case Const(value=v):
                return Undefined() if v is UNDEFINED else Static(v)
            case Pack(kind=kind, items=items):
                if kind is slice:
                    return Slice(*map(self.read, items))
                return Tuple(tuple(map(self.read, items)))
        raise TypeError(f"not an operand: {operand!r}")

    def run_ops(self, block: Block) -> None:
        apart = self.directives.apart
        for index, op in enumerate(block.ops):
            if apart and op in apart:
                run_apart(self, block, index)
                return
            self.run_op(block, op)

    def run_op(self, block: Block, op: Op) -> None:
        if self.fixed_span is None:
            self.at(op.span)
        around, self.running = self.running, (block, op)
        try:
            match op:
                case Call():
                    result = self.followed(op)
                    if op.result is not None:
                        self.env[op.result] = result
                        self.suggest_name(result, op.result.name)
                case If():
                    self.run_if(op)
                case For():
                    self.run_for(self.directives.here(op, self.sites))
                case While():
                    self.run_while(self.directives.here(op, self.sites))
        finally:
            self.running = around

    def followed(self, op: Call) -> Abstract:
        """The result of a call; what goes wrong on values that are known is told at its line."""
        try:
            return self.run_call(op)
        except (Error, Signal):
            raise
        except Exception as error:  # of the program, or of ours: the reader of the line knows
            raise self.not_followed(error) from error

    def suggest_name(self, value: Abstract, name: str) -> None:
        """The user's name for what was just emitted, unless it has one already."""
        if not name or self.fixed_span is not None:
            return
        match value:
            case Dyn(value=v) if not v.name:
                v.name = name
            case Array(storage=storage, path=()):
                latest = self.state.heap[storage]
                if not latest.name:
                    latest.name = name
                if not storage.name:
                    storage.name = name
            case Array(storage=storage) if storage not in self.state.unknown:
                seen = self.value_of(value)
                if not seen.name:
                    seen.name = name
            case Ref(identity=identity, path=()):
                content = self.state.heap[identity]
                if is_unnamed(identity.name, getattr(content, "cls", None)):
                    identity.name = name
                if isinstance(content, Value) and not content.name:
                    content.name = name

    def truth(self, value: Abstract) -> bool | Operand:
        """A condition: True or False where it is known, else the operand to test."""
        match value:
            case Static(value=v):
                own = self.own_truth(value)
                return self.evaluate(bool, v) if own is None else own
            case Tuple(items=items):
                own = self.own_truth(value)
                return bool(items) if own is None else own
            case Dyn(value=v):
                self.check_tracked(v)
                gaps.ask_truth(self, value)
                return v
            case Array():
                gaps.ask_truth(self, value)
                return self.truth_of_array(self.value_of(value))
            case Ref(identity=identity):
                content = self.content(value)
                if isinstance(content, Value):
                    return content
                if identity.kind == "object":
                    own = self.own_truth(value)
                    return True if own is None else own
                if identity.kind == "iterator":
                    return True
                return bool(content.values)
            case Maybe(present=present, value=number):
                there = self.truth(present)
                found = self.either(
                    there, lambda: [self.truth_value(number)], lambda: [Static(False)],
                    [""], self.span,
                )  # fmt: skip
                return self.truth(found[0])
            case Conflict():
                self.conflict(value)
            case Undefined():
                self.unbound(value)
        return True

    def truth_value(self, number: Abstract) -> Abstract:
        if isinstance(number, Tuple):
            return Static(bool(number.items))
        return Dyn(self.emit(operator.ne, self.operand(number), Const(0), type=BOOL))

    def truth_of_array(self, array: Value) -> Value:
        if any(isinstance(n, int) and n > 1 for n in array.type.shape):
            self.raises(ValueError(AMBIGUOUS))
        return self.emit(bool, array, type=BOOL) if array.type.shape else array

    def own_truth(self, value: Abstract) -> bool | Operand | None:
        """What a method of the user's own says; None where there is none."""
        for name in ("__bool__", "__len__"):
            if self.has_method(value, name):
                return self.truth(self.call_method(value, name, (), {}))
        return None

    # --- if ---

    def run_if(self, op: If) -> None:
        condition = self.read(op.condition)
        if isinstance(condition, Static) and isinstance(condition.value, Attempt):
            run_attempt(self, op, condition.value)
            return
        condition = self.truth(condition)
        if isinstance(condition, bool):
            taken = op.then if condition else op.orelse
            self.run_ops(taken)
            self.leave(op, taken)
            return

        def branch(block: Block) -> Callable[[], list[Abstract]]:
            def run() -> list[Abstract]:
                self.run_ops(block)
                return [self.read(o) for o in block.terminator.operands]

            return run

        names = [r.name for r in op.results]
        culprits = (*leaves(condition), Parted(op))
        ways = branch(op.then), branch(op.orelse)
        merged = self.either(condition, *ways, names, op.span, culprits)
        self.env.update(zip(op.results, merged))

    def leave(self, op: If, taken: Block) -> None:
        """The results of an If are what the branch has left."""
        for result, operand in zip(op.results, taken.terminator.operands):
            left = self.read(operand)
            self.env[result] = Undefined(result.name) if isinstance(left, Undefined) else left

    # --- loops ---

    def run_for(self, op: For) -> None:
        source = self.read(op.iterables[0])
        pending = self.pending(source)
        iterable = self.iterate(source)
        carries = [self.read(o) for o in op.inits]
        known = known_loops.of(self, op, iterable)
        items = self.static_items(iterable) if known is None else None
        if items is None and op in self.directives.unroll:
            items = self.written_out(iterable)
            if items is None:
                self.need("the number of iterations of this loop", *self.counts(iterable))
        with known_loops.inside(self, items is not None or known is not None):
            if items is not None:
                views = [p for p in pending if p.again]
                results = self.unroll(op, self.walked(iterable, items), carries, views)
            else:
                results = self.peeled(op, iterable if known is None else known, carries)
        for iterator in pending:
            if not iterator.again:
                self.check_unchanged(iterator)
        if op.body.terminator.stop is None:
            self.used_up(source)
        self.env.update(zip(op.results, results))

    def run_while(self, op: While) -> None:
        carries = [self.read(o) for o in op.inits]
        if op in self.directives.unroll:
            results = self.unroll_while(op, carries)
        else:
            results = self.peeled(op, None, carries)
        self.env.update(zip(op.results, results))

    def iteration(self, op: For | While, item: Abstract | None, carries: list[Abstract]):
        """Run the body once, in this block: the carries after it, and whether it stops the loop."""
        own = [item, *carries] if isinstance(op, For) else carries
        self.env.update(zip(op.body.args, own))
        self.run_ops(op.body)
        end: Next = op.body.terminator
        stop = False if end.stop is None else self.truth(self.read(end.stop))
        return [self.read(o) for o in end.operands], stop

    def test(self, op: While, carries: list[Abstract]) -> bool | Operand:
        """The condition of a loop, in this block."""
        self.env.update(zip(op.condition.args, carries))
        self.run_ops(op.condition)
        return self.truth(self.read(op.condition.terminator.operands[0]))

    @contextmanager
    def site(self, number: int):
        """A round of a loop that is written out is a place of its own."""
        self.sites.append(number)
        try:
            yield
        finally:
            self.sites.pop()

    def unroll(self, op: For, walked: Walked, carries, views=(), first: int = 0) -> list[Abstract]:
        """Run the body once for each item; a stop that is decided at run time nests the rest."""
        k = first
        while k < len(self.items_now(walked)):
            for view in views:
                self.check_item(view, k)
            carries, stop = self.iteration(op, walked.items[k], carries)
            if stop is True:
                return carries
            k += 1
            if stop is not False and k < len(self.items_now(walked)):
                now = carries
                return self.stop_or(
                    op, stop, now, lambda: self.unroll(op, replace(walked), now, views, k)
                )
        return carries

    def unroll_while(self, op: While, carries: list[Abstract], count: int = 0) -> list[Abstract]:
        test = self.test(op, carries)
        if not isinstance(test, bool):
            self.need("the number of iterations of this loop", Dyn(test))
        if not test:
            return carries
        if count >= UNROLL_LIMIT:
            self.refuse("this loop has too many iterations to be written out")
        with self.site(count):
            now, stop = self.iteration(op, None, carries)
        if stop is True:
            return now
        if stop is False:
            return self.unroll_while(op, now, count + 1)
        return self.stop_or(op, stop, now, lambda: self.unroll_while(op, now, count + 1))

    def stop_or(self, op, stop: Operand, now: list[Abstract], go_on: Callable) -> list[Abstract]:
        names = [r.name for r in op.results]
        return self.either(stop, lambda: now, go_on, names, op.span)

    def peeled(self, op, iterable, carries: list[Abstract], level: int = 0) -> list[Abstract]:
        """The loop, its first iterations run apart where what it carries changes its type."""
        if level == self.directives.peel.get(op, 0):
            return self.loop(op, carries, iterable)
        if isinstance(op, While):
            first = rest = None
            runs = self.test(op, carries)
        else:
            first, rest, runs = self.split(iterable)
            runs = self.truth(runs)

        def run() -> list[Abstract]:
            before = self.contents(gone_through(iterable))
            now, stop = self.iteration(op, first and first(), carries)
            if stop is True:
                return now
            self.check_lists(before)
            if stop is False:
                return self.peeled(op, rest, now, level + 1)
            return self.stop_or(op, stop, now, lambda: self.peeled(op, rest, now, level + 1))

        if isinstance(runs, bool):
            return run() if runs else carries
        names = [r.name for r in op.results]
        if Ran(op, level) not in self.directives.must_run:
            return self.either(runs, run, lambda: carries, names, op.span, (Ran(op, level),))
        self.short.update(dict.fromkeys(facts_of(self, runs)))
        self.either(runs, lambda: [], lambda: self.too_short(level), [], op.span)
        return run()

    def too_short(self, level: int) -> list[Abstract]:
        times = "once" if level == 0 else f"{level + 1} times"
        self.raises(ValueError(f"a loop must run {times}, else it gives another type"))

    def loop(self, op: For | While, carries: list[Abstract], iterable) -> list[Abstract]:
        base, key = self.state, (op, *self.sites)
        forms = self.loop_forms.get(key)
        forms = first_forms(self, op, carries) if forms is None else self._renewed(forms, carries)
        visit, before = object(), noted(base.heap)
        rounds = self.rounds(iterable)
        while True:
            attempt = LoopAttempt(self, op, visit, carries, iterable, base.copy(), forms, before)
            with self.under(rounds):
                wider = attempt.run()
            if wider is None:
                self.loop_forms[key] = forms
                return attempt.finish()
            forms = wider

    def rounds(self, iterable: Abstract | None) -> Operand:
        """The numbers that decide how often a loop runs."""
        numbers = self.counts(iterable) if isinstance(iterable, Range) else ()
        return Pack(tuple, tuple(v.value for v in numbers if isinstance(v, Dyn)))

    def _renewed(self, forms: LoopForm, carries: list[Abstract]) -> LoopForm:
        """Forms of an earlier visit of this loop, widened to what comes in now. What that visit
        has written into may be something else than what this one does."""
        merged = [self._renewed_form(*pair) for pair in zip(forms.carries, carries)]
        known = self.state.heap
        heap = {i: self._renewed_form(f, known[i]) for i, f in forms.heap.items() if i in known}
        guessed = frozenset(heap)
        known = {"guessed": guessed, "moved_to": forms.moved_to}
        return LoopForm(merged, heap, {}, set(forms.links), forms.indexed, **known)

    def _renewed_form(self, form: Form, value) -> Form:
        return renewed(self, form, form_of(self, value), value)
