"""The abstract interpreter: runs untyped IR on abstract values and emits typed IR.

Blocks are run in order; an `if` on a known condition runs one branch, any other runs both and
merges what they leave; a loop is run until the form of what it carries no longer changes, or
unrolled where its items differ in type. Calls to user functions are run in place.
"""

from __future__ import annotations

from collections.abc import Callable

from ..ir.nodes import (
    Block, Call, Const, For, If, Next, Op, Operand, Pack, UNDEFINED, Value, While, Yield,
)  # fmt: skip
from ..source import Span
from .abstract import (
    Abstract, Array, Conflict, Dyn, Enumerate, Range, Ref, Reversed, Slice, Static, Tuple,
    Undefined, Zip,
)  # fmt: skip
from .calls import Calls
from .join import Same, Torn, form_of, join_forms
from .loops import LoopAttempt, LoopForm
from .merge import Merge, Path
from .values import NeedsStatic

UNROLL_LIMIT = 256


class Interpreter(Calls):
    """Adds control flow to the calls."""

    def __init__(self, span: Span | None = None):
        super().__init__(span)
        self.env: dict[Value, Abstract] = {}
        self.loop_forms: dict[Op, LoopForm] = {}
        self.depth = 0
        self.unroll_ranges = False

    # --- blocks and operands ---

    def read(self, operand: Operand) -> Abstract:
        """The abstract value of an operand of untyped IR."""
        match operand:
            case Value():
                return self.env[operand]
            case Const(value=v):
                return Undefined() if v is UNDEFINED else Static(v)
            case Pack(kind=kind, items=items):
                if kind is slice:
                    return Slice(*map(self.read, items))
                return Tuple(tuple(map(self.read, items)))
        raise TypeError(f"not an operand: {operand!r}")

    def run_ops(self, block: Block) -> None:
        for op in block.ops:
            if self.fixed_span is None:
                self.span = self.builder.span = op.span
            match op:
                case Call():
                    result = self.run_call(op)
                    if op.result is not None:
                        self.env[op.result] = result
                        self.suggest_name(result, op.result.name)
                case If():
                    self.run_if(op)
                case For():
                    self.run_for(op)
                case While():
                    self.run_while(op)

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
            case Ref(identity=identity):
                identity.name = identity.name or name
                content = self.state.heap[identity]
                if isinstance(content, Value) and not content.name:
                    content.name = name

    def truth(self, value: Abstract) -> bool | Operand:
        """A condition: True or False where it is known, else the operand to test."""
        match value:
            case Static(value=v):
                return bool(v)
            case Tuple(items=items):
                return bool(items)
            case Dyn(value=v):
                return v
            case Array():
                return self.value_of(value)
            case Ref(identity=identity):
                content = self.content(identity)
                if isinstance(content, Value):
                    return content
                return bool(content.values) if identity.kind != "object" else True
            case Conflict(message=message, advice=advice):
                self.refuse(message, advice)
            case Undefined():
                self.refuse("a variable is used before it is assigned")
        return True

    # --- if ---

    def run_if(self, op: If) -> None:
        condition = self.truth(self.read(op.condition))
        if isinstance(condition, bool):
            taken = op.then if condition else op.orelse
            self.run_ops(taken)
            for result, operand in zip(op.results, taken.terminator.operands):
                self.env[result] = self.read(operand)
            return

        def branch(block: Block) -> Callable[[], list[Abstract]]:
            def run() -> list[Abstract]:
                self.run_ops(block)
                return [self.read(o) for o in block.terminator.operands]

            return run

        names = [r.name for r in op.results]
        merged = self.either(condition, branch(op.then), branch(op.orelse), names, op.span)
        self.env.update(zip(op.results, merged))

    def either(self, condition, then, orelse, names, span) -> list[Abstract]:
        """Emit an If whose branches run the two callables; the merged values that they return."""
        base, paths = self.state, []
        for run in (then, orelse):
            with self.inner(base.copy()) as builder:
                values = run()
                paths.append(Path(self.state, builder, self.views, values))
        if self.fixed_span is None:
            self.span = self.builder.span = span
        a, b = paths
        if a.state.dead != b.state.dead:  # one branch raises: what the other leaves holds
            dead = a if a.state.dead else b
            dead.values = [Undefined() for _ in dead.values]
        merge = Merge(self, base, a, b)
        merged = [merge.value(x, y, name) for x, y, name in zip(a.values, b.values, names)]
        merge.heap()
        blocks = [Block((), tuple(p.builder.ops), Yield(tuple(p.yields))) for p in paths]
        self.builder.append(If(condition, *blocks, tuple(merge.results), self.span))
        self.state.dead = a.state.dead and b.state.dead
        return merged

    # --- loops ---

    def run_for(self, op: For) -> None:
        iterable = self.read(op.iterables[0])
        carries = [self.read(o) for o in op.inits]
        items = self.static_items(iterable)
        if items is not None:
            results = self.unroll(op, items, carries)
        else:
            try:
                results = self.loop(op, carries, iterable)
            except NeedsStatic:
                items = self.static_range(iterable)
                if items is None:
                    raise
                self.loop_forms.pop(op, None)
                results = self.unroll(op, items, carries)
        self.env.update(zip(op.results, results))

    def run_while(self, op: While) -> None:
        results = self.loop(op, [self.read(o) for o in op.inits], None)
        self.env.update(zip(op.results, results))

    def static_items(self, iterable: Abstract) -> list[Abstract] | None:
        """The items, where the loop is to be unrolled."""
        match iterable:
            case Tuple(items=items):
                return list(items)
            case Static(value=tuple() | str() | frozenset() | range() as v):
                return [Static(x) for x in v] if not isinstance(v, range) else None
            case Ref(identity=identity):
                content = self.content(identity)
                if isinstance(content, Value):
                    return None
                if identity.kind == "dict":
                    return [Static(k) for k in content.keys]
                if identity.kind == "list":
                    return list(content.values)
                return None
            case Range() if self.unroll_ranges:
                return self.static_range(iterable)
            case Zip(items=items):
                columns = [self.static_items(i) for i in items]
                if all(c is None for c in columns):
                    return None
                return self._zip_columns(items, columns)
            case Enumerate(inner=inner, start=Static(value=start)):
                column = self.static_items(inner)
                if column is None:
                    return None
                return [Tuple((Static(start + k), v)) for k, v in enumerate(column)]
            case Reversed(inner=inner):
                column = self.static_items(inner)
                return None if column is None else column[::-1]
        return None

    def _zip_columns(self, items, columns) -> list[Abstract] | None:
        """Known items zipped with a range or array: the unrolled length is the shortest known."""
        count = min(len(c) for c in columns if c is not None)
        for k, (item, column) in enumerate(zip(items, columns)):
            if column is None:
                column = self.static_range(item)
                if column is None:
                    return None
                columns[k] = column
                count = min(count, len(column))
        return [Tuple(row) for row in zip(*(c[:count] for c in columns))]

    def static_range(self, iterable: Abstract) -> list[Abstract] | None:
        match iterable:
            case Range(start=Static(value=a), stop=Static(value=b), step=Static(value=c)):
                numbers = range(a, b, c)
                return [Static(i) for i in numbers] if len(numbers) <= UNROLL_LIMIT else None
            case Static(value=range() as numbers) if len(numbers) <= UNROLL_LIMIT:
                return [Static(i) for i in numbers]
            case Enumerate(inner=inner, start=Static(value=start)):
                column = self.static_range(inner)
                return column and [Tuple((Static(start + k), v)) for k, v in enumerate(column)]
            case Reversed(inner=inner):
                column = self.static_range(inner)
                return None if column is None else column[::-1]
            case Zip(items=items):
                columns = [self.static_items(i) or self.static_range(i) for i in items]
                return None if None in columns else [Tuple(row) for row in zip(*columns)]
            case Range():
                return None
        return self.static_items(iterable)

    def unroll(self, op: For, items: list[Abstract], carries: list[Abstract]) -> list[Abstract]:
        """Run the body once for each item; a stop that is decided at run time nests the rest."""
        for k, item in enumerate(items):
            self.env.update(zip(op.body.args, [item, *carries]))
            self.run_ops(op.body)
            end: Next = op.body.terminator
            carries = [self.read(o) for o in end.operands]
            stop = False if end.stop is None else self.truth(self.read(end.stop))
            if stop is True:
                return carries
            if stop is not False and k + 1 < len(items):
                now, rest = carries, items[k + 1 :]
                names = [r.name for r in op.results]
                return self.either(
                    stop, lambda: now, lambda: self.unroll(op, rest, now), names, op.span
                )
        return carries

    def loop(self, op: For | While, carries: list[Abstract], iterable) -> list[Abstract]:
        base = self.state
        forms = self.loop_forms.get(op)
        if forms is None or len(forms.carries) != len(carries):
            forms = LoopForm([form_of(self, c) for c in carries], {}, set(), set())
        else:
            forms = self._renewed(forms, carries)
        while True:
            attempt = LoopAttempt(self, op, carries, iterable, base.copy(), forms)
            wider = attempt.run()
            if wider is None:
                self.loop_forms[op] = forms
                return attempt.finish()
            forms = wider

    def _renewed(self, forms: LoopForm, carries: list[Abstract]) -> LoopForm:
        """Forms of an earlier visit of this loop, widened to what comes in now."""
        merged = []
        for form, carry in zip(forms.carries, carries):
            now = form_of(self, carry)
            fits = isinstance(form, Same) or type(now) is type(form)
            differs = fits and form != now
            merged.append(join_forms(self, form, now, carry, carry) if differs else form)
            if isinstance(form, (Same, Torn)) or not fits:
                merged[-1] = form if isinstance(form, Same) else now
        heap = {i: f for i, f in forms.heap.items() if i in self.state.heap}
        return LoopForm(merged, heap, set(), set(forms.links), forms.indexed)
