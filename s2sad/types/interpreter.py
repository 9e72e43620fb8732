"""The abstract interpreter: runs untyped IR on abstract values and emits typed IR.

Blocks are run in order; an `if` on a known condition runs one branch, any other runs both and
merges what they leave; a loop is run until the form of what it carries no longer changes, or
unrolled where its items differ in type. Calls to user functions are run in place.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field

from ..ir import prims
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Return, UNDEFINED, Value,
    While, Yield,
)  # fmt: skip
from ..ir.traverse import Cloner
from ..ir.types import INT, ArrayType, IterType, ListType, ScalarType
from ..source import Span
from .abstract import (
    Abstract, Array, Conflict, Dyn, Enumerate, Identity, Items, Range, Ref, Reversed, Slice, State,
    Static, Tuple, Undefined, Zip,
)  # fmt: skip
from .calls import Calls
from .context import python_scalar_type
from .join import (
    Absent, Form, Hole, Parts, Same, Torn, form_of, join_forms, join_types, same_value, widen,
)  # fmt: skip
from .values import NeedsStatic

UNROLL_LIMIT = 256
MAX_DEPTH = 100


@dataclass(slots=True)
class Path:
    """One of two paths that meet: the block it emits into and what holds at its end."""

    state: State
    builder: object
    views: dict
    values: list[Abstract]
    yields: list[Operand] = field(default_factory=list)


@dataclass(slots=True)
class LoopForm:
    """What is assumed of a loop: the forms of its carries and of the things it writes into."""

    carries: list[Form]
    heap: dict[Identity, Form]
    unknown: set[Identity]
    links: set[frozenset[int]]
    indexed: bool = False


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


class LoopAttempt:
    """One run of a loop's body under assumed forms: either the forms held, or wider ones."""

    def __init__(self, cx: Interpreter, op, carries, iterable, base: State, forms: LoopForm):
        self.cx, self.op, self.forms = cx, op, forms
        self.carries, self.iterable, self.base = carries, iterable, base
        self.inits: list[Operand] = []
        self.args: list[Value] = []

    # --- flattening by form ---

    def flatten(self, form: Form, value, out: list[Operand]) -> None:
        cx = self.cx
        match form:
            case Hole(type=type_):
                if isinstance(value, (Undefined, Value)) or value is None:
                    out.append(Const(UNDEFINED) if not isinstance(value, Value) else value)
                elif isinstance(type_, ListType):
                    out.append(cx.list_operand(value, type_))
                elif isinstance(value, Array):
                    out.append(cx.value_of(value))
                else:
                    out.append(cx.operand(value))
            case Parts(items=items):
                parts = getattr(value, "items", None) or getattr(value, "values", None)
                for position, item in enumerate(items):
                    self.flatten(item, parts[position] if parts else Undefined(), out)

    def instantiate(self, form: Form, init, name: str, values: list[Value], of: Span | None):
        """An abstract value of the form, with fresh Values (appended to `values`) in its holes."""
        cx = self.cx
        match form:
            case Same():
                return init
            case Absent():
                return Undefined()
            case Torn(message=message):
                return Conflict(
                    f"the loop carries '{name}', but {message}",
                    "give it one type from the start, or use another name",
                )
            case Hole(type=type_):
                value = Value(name, type_, of)
                values.append(value)
                if isinstance(type_, ArrayType):
                    return Array(self.storage(value, init, name))
                if isinstance(type_, ListType):
                    identity = Identity("list", name)
                    cx.state.heap[identity] = value
                    return Ref(identity)
                return Dyn(value)
            case Parts(items=items, like=like):
                parts = getattr(init, "items", None) or getattr(init, "values", None)
                new = tuple(
                    self.instantiate(f, parts[k] if parts else Undefined(), name, values, of)
                    for k, f in enumerate(items)
                )
                if isinstance(like, Tuple):
                    return Tuple(new, like.cls)
                return Items(new, like.keys, like.cls)

    def storage(self, value: Value, init, name: str) -> Identity:
        storage = self.cx.new_storage(value, name)
        if isinstance(init, Array):
            storage.link(init.storage)
            for other in list(init.storage.links):
                storage.link(other)
        return storage

    # --- the run ---

    def run(self) -> LoopForm | None:
        cx, op, forms = self.cx, self.op, self.forms
        cx.state = self.base
        self.prepare_inits()
        self.sources = self.make_sources()
        with cx.inner(self.base.copy()) as builder:
            self.enter_body()
            if isinstance(op, While):
                self.condition = self.run_condition()
            item = self.bind_items()
            args = [item, *self.entries] if isinstance(op, For) else self.entries
            cx.env.update(zip(op.body.args, args))
            cx.run_ops(op.body)
            end: Next = op.body.terminator
            nexts = [cx.read(o) for o in end.operands]
            wider = self.wider(nexts)
            if wider is None:
                self.close_body(builder, nexts, end)
        cx.state = self.base
        return wider

    def prepare_inits(self) -> None:
        self.inits = []
        for form, carry in zip(self.forms.carries, self.carries):
            self.flatten(form, carry, self.inits)
        for identity, form in self.forms.heap.items():
            self.flatten(form, self.base.heap[identity], self.inits)

    def enter_body(self) -> None:
        """Carried values become block arguments; carried contents the identities' new contents."""
        cx = self.cx
        self.args = []
        names = [a.name for a in self.op.body.args[-len(self.carries) :]] if self.carries else []
        self.entries = [
            self.instantiate(form, carry, name, self.args, self.op.span)
            for form, carry, name in zip(self.forms.carries, self.carries, names)
        ]
        self.link_entries()
        self.entry_content = dict(cx.state.heap)
        for identity, form in self.forms.heap.items():
            content = self.content_for(identity, form, self.args)
            cx.state.heap[identity] = self.entry_content[identity] = content
        for identity in self.forms.unknown:
            cx.state.unknown.setdefault(identity, self.op.span)

    def content_for(self, identity: Identity, form: Form, values: list[Value]):
        """New content of a carried identity: a fresh version, or items with fresh holes."""
        old = self.base.heap[identity]
        if isinstance(form, Hole) and isinstance(form.type, (ArrayType, ListType)):
            value = Value(identity.name, form.type, self.op.span)
            values.append(value)
            return value
        return self.instantiate(form, old, identity.name, values, self.op.span)

    def link_entries(self) -> None:
        for pair in self.forms.links:
            a, b = (self.entries[k] for k in sorted(pair))
            if isinstance(a, Array) and isinstance(b, Array):
                a.storage.link(b.storage)

    def run_condition(self) -> Block:
        cx, op = self.cx, self.op
        before = dict(cx.state.heap)
        with cx.inner(cx.state) as builder:
            cx.env.update(zip(op.condition.args, self.entries))
            cx.run_ops(op.condition)
            test = cx.truth(cx.read(op.condition.terminator.operands[0]))
        if any(before[i] is not c for i, c in cx.state.heap.items() if i in before):
            cx.refuse(
                "the condition of this loop changes an array or list",
                "write `while True:` and leave the loop with `break`",
            )
        test = Const(test) if isinstance(test, bool) else test
        return Block((), tuple(builder.ops), Yield((test,)))

    # --- what the loop runs over ---

    def make_sources(self) -> list[tuple[Operand, object]]:
        """(iterable operand, type of its items) for each iterable of the emitted loop."""
        if isinstance(self.op, While):
            return []
        found: list[tuple[Operand, object]] = []
        self.plan = self.plan_source(self.iterable, found)
        return found

    def plan_source(self, iterable: Abstract, found: list):
        """How an item is made of the loop variables: a function from variables to abstract."""
        cx = self.cx
        match iterable:
            case Range():
                found.append((cx.operand(iterable), INT))
                position = len(found) - 1
                return lambda variables: Dyn(variables[position])
            case Static(value=range() as r):
                whole = Range(Static(r.start), Static(r.stop), Static(r.step))
                return self.plan_source(whole, found)
            case Zip(items=items):
                plans = [self.plan_source(i, found) for i in items]
                return lambda variables: Tuple(tuple(p(variables) for p in plans))
            case Enumerate(inner=inner, start=start):
                counter = cx.emit(prims.count, cx.operand(start), type=IterType(INT))
                found.append((counter, INT))
                position = len(found) - 1
                plan = self.plan_source(inner, found)
                return lambda variables: Tuple((Dyn(variables[position]), plan(variables)))
            case Array():
                return self.plan_array(iterable, found)
            case Reversed(inner=inner):
                return self.plan_reversed(inner, found)
            case Ref(identity=identity) if isinstance(cx.content(identity), Value):
                value = cx.content(identity)
                found.append((value, value.type.item))
                position = len(found) - 1
                return lambda variables: cx.wrap_item(variables[position])
            case Dyn(value=Value(type=ListType() | IterType()) as value):
                found.append((value, value.type.item))
                position = len(found) - 1
                return lambda variables: cx.wrap_item(variables[position])
        cx.refuse(
            "this cannot be looped over here",
            "loop over a range, an array, a list, a tuple, zip, enumerate or reversed",
        )

    def plan_array(self, array: Array, found: list, backwards: bool = False):
        """A 1-d array that the loop does not write gives its entries; any other is indexed."""
        cx = self.cx
        value = cx.value_of(array)
        if value.type.ndim == 0:
            cx.refuse("iteration over a 0-d array")
        if value.type.ndim == 1 and not self.forms.indexed and not backwards:
            self.native = True
            found.append((value, ScalarType(value.type.dtype)))
            position = len(found) - 1
            return lambda variables: Dyn(variables[position])
        length = cx.length(value, 0)
        if backwards:
            last = cx.binary(operator.sub, length, Static(1))
            indices = Range(last, Static(-1), Static(-1))
        else:
            indices = Range(Static(0), length, Static(1))
        found.append((cx.operand(indices), INT))
        position = len(found) - 1
        return lambda variables: cx.get_item(array, Dyn(variables[position]))

    def plan_reversed(self, inner: Abstract, found: list):
        cx = self.cx
        match inner:
            case Range(start=a, stop=b, step=c):
                return self.plan_source(cx.reversed_range(a, b, c), found)
            case Array():
                return self.plan_array(inner, found, backwards=True)
            case Ref(identity=identity) if isinstance(cx.content(identity), Value):
                value = cx.content(identity)
                item = value.type.item
                found.append((cx.emit(reversed, value, type=IterType(item)), item))
                position = len(found) - 1
                return lambda variables: cx.wrap_item(variables[position])
        cx.refuse("this cannot be looped over in reverse", "reverse a range, a list or an array")

    def bind_items(self) -> Abstract | None:
        """Fresh loop variables, and the item that the body's own variable stands for."""
        if isinstance(self.op, While):
            return None
        name = self.op.body.args[0].name
        self.variables = [Value("", t, self.op.span) for _, t in self.sources]
        item = self.plan(self.variables)
        if len(self.variables) == 1:
            self.variables[0].name = name if isinstance(item, Dyn) else "i"
        elif not all(v.name for v in self.variables):
            for v in self.variables:
                v.name = v.name or ""
        if isinstance(item, Array):
            self.cx.suggest_name(item, name)
        return item

    # --- did the forms hold? ---

    def wider(self, nexts: list[Abstract]) -> LoopForm | None:
        """Wider forms, or None where the assumed ones cover what the iteration leaves."""
        cx, forms = self.cx, self.forms
        if cx.state.dead:
            return None
        carries = [
            self.widen_carry(form, init, entry, value)
            for form, init, entry, value in zip(forms.carries, self.carries, self.entries, nexts)
        ]
        heap = dict(forms.heap)
        for identity, before in self.base.heap.items():
            content = cx.state.heap.get(identity, before)
            if content is not self.entry_content.get(identity, before):
                form = heap.get(identity) or self.heap_form(identity)
                heap[identity] = self.widen_content(form, identity, content)
        unknown = {i for i in cx.state.unknown if i in self.entry_content}
        unknown -= set(self.base.unknown)
        links = forms.links | self.new_links(nexts)
        indexed = forms.indexed or self.iterated_storage_written()
        same = (
            all(a is b for a, b in zip(carries, forms.carries))
            and len(heap) == len(forms.heap)
            and all(heap[i] is forms.heap[i] for i in heap if i in forms.heap)
            and unknown <= forms.unknown
            and links == forms.links
            and indexed == forms.indexed
        )
        if same:
            return None
        return LoopForm(carries, heap, unknown | forms.unknown, links, indexed)

    def heap_form(self, identity: Identity) -> Form:
        return form_of(self.cx, self.base.heap[identity])

    def widen_content(self, form: Form, identity: Identity, content) -> Form:
        """As widen; a list that changes its length becomes one of unknown length."""
        if identity.kind == "list" and isinstance(form, Parts):
            unequal = isinstance(content, Value) or len(content.values) != len(form.items)
            if unequal:
                return Hole(self.cx.list_type(self.base.heap[identity], content))
        if isinstance(form, Hole) and isinstance(form.type, ListType):
            joined = join_types(form.type, self.cx.list_type(content), self.cx.new_axis)
            if joined is None:
                return Torn("its items differ in type")
            return form if joined == form.type else Hole(joined)
        return widen(self.cx, form, self.base.heap[identity], content)

    def widen_carry(self, form: Form, init, entry, value) -> Form:
        """A carried array that the body only writes into is still the array of before the loop."""
        if isinstance(form, Hole) and isinstance(form.type, ArrayType):
            if isinstance(init, Array) and same_value(entry, value):
                return Same()
        return widen(self.cx, form, init, value)

    def new_links(self, nexts: list[Abstract]) -> set[frozenset[int]]:
        """Pairs of carried arrays that may share memory at the start of some iteration."""
        pairs = set()
        for values in (self.carries, nexts):
            holders: dict[Identity, int] = {}
            for k, (form, value) in enumerate(zip(self.forms.carries, values)):
                if not (isinstance(form, Hole) and isinstance(value, Array)):
                    continue
                for storage in (value.storage, *value.storage.links):
                    if storage in self.entry_storages() and storage is not value.storage:
                        continue
                    other = holders.setdefault(storage, k)
                    if other != k:
                        pairs.add(frozenset((other, k)))
        return pairs

    def entry_storages(self) -> set[Identity]:
        return {e.storage for e in self.entries if isinstance(e, Array)}

    def iterated_storage_written(self) -> bool:
        found = False

        def visit(iterable) -> None:
            nonlocal found
            match iterable:
                case Array(storage=storage):
                    now = self.cx.state.heap[storage]
                    found = found or now is not self.entry_content[storage]
                    found = found or storage in self.cx.state.unknown
                case Zip(items=items):
                    for item in items:
                        visit(item)
                case Enumerate(inner=inner) | Reversed(inner=inner):
                    visit(inner)

        visit(self.iterable)
        return found

    # --- closing ---

    def close_body(self, builder, nexts: list[Abstract], end: Next) -> None:
        cx = self.cx
        operands: list[Operand] = []
        for form, value in zip(self.forms.carries, nexts):
            self.flatten(form, value if not cx.state.dead else Undefined(), operands)
        for identity, form in self.forms.heap.items():
            self.flatten(form, cx.state.heap[identity], operands)
        stop = None
        if end.stop is not None:
            stop = cx.truth(cx.read(end.stop))
            stop = None if stop is False else Const(True) if stop is True else stop
        variables = self.variables if isinstance(self.op, For) else []
        self.body = Block((*variables, *self.args), tuple(builder.ops), Next(tuple(operands), stop))

    def finish(self) -> list[Abstract]:
        """Emit the loop; the values of its carries after it."""
        cx, op = self.cx, self.op
        results: list[Value] = []
        names = [r.name for r in op.results]
        carried = [
            self.instantiate(form, init, name, results, op.span)
            for form, init, name in zip(self.forms.carries, self.carries, names)
        ]
        for identity, form in self.forms.heap.items():
            cx.state.heap[identity] = self.content_for(identity, form, results)
        for identity in self.forms.unknown:
            cx.state.unknown.setdefault(identity, op.span)
        inits = tuple(self.inits)
        if isinstance(op, For):
            iterables = tuple(o for o, _ in self.sources)
            emitted: Op = For(iterables, inits, self.body, tuple(results), op.span)
        else:
            condition = self.rebound_condition()
            emitted = While(inits, condition, self.body, tuple(results), op.span)
        cx.builder.append(emitted)
        return carried

    def rebound_condition(self) -> Block:
        """The condition with arguments of its own: it was run on the body's."""
        from_body = dict(zip(self.args, (Value(a.name, a.type, a.span) for a in self.args)))
        return cloned_condition(self.condition, from_body)


def cloned_condition(block: Block, mapping: dict[Value, Value]) -> Block:
    args = tuple(mapping.values())
    copy = Cloner(dict(mapping)).block(block)
    return Block(args, copy.ops, copy.terminator)


class Merge:
    """Merges what two paths leave into results of one If."""

    def __init__(self, cx: Interpreter, base: State, a: Path, b: Path):
        self.cx, self.base, self.a, self.b = cx, base, a, b
        self.results: list[Value] = []
        self.arrays: list[tuple[Array, Array, Array]] = []

    def on(self, path: Path, do: Callable):
        """Do something in the block and state of one path."""
        cx = self.cx
        saved = cx.builder, cx.state, cx.views
        cx.builder, cx.state, cx.views = path.builder, path.state, path.views
        try:
            return do()
        finally:
            cx.builder, cx.state, cx.views = saved

    def result(self, x: Operand, y: Operand, type_, name: str) -> Value:
        self.a.yields.append(x)
        self.b.yields.append(y)
        names = [v.name for v in (x, y) if isinstance(v, Value) and v.name]
        value = Value(name or (names[0] if names else ""), type_, self.cx.span)
        self.results.append(value)
        return value

    def value(self, x: Abstract, y: Abstract, name: str = "") -> Abstract:
        match x, y:
            case Undefined(), Undefined():
                return x
            case Conflict(), _:
                return x
            case _, Conflict():
                return y
            case Ref(), Ref():
                return self.reference(x, y, name)
            case Tuple(), Tuple() if len(x.items) == len(y.items) and x.cls is y.cls:
                items = zip(x.items, y.items)
                return Tuple(tuple(self.value(i, j) for i, j in items), x.cls)
            case Tuple(), Undefined():
                return Tuple(tuple(self.value(i, y) for i in x.items), x.cls)
            case Undefined(), Tuple():
                return Tuple(tuple(self.value(x, j) for j in y.items), y.cls)
            case (Array(), Array() | Undefined()) | (Undefined(), Array()):
                return self.array(x, y, name)
            case Ref(), Undefined():
                return self.lifted(x, self.a, True)
            case Undefined(), Ref():
                return self.lifted(y, self.b, False)
        if same_value(x, y):
            return x
        if isinstance(x, Undefined) and self.survives(y):
            return y
        if isinstance(y, Undefined) and self.survives(x):
            return x
        return self.scalar(x, y, name)

    def survives(self, value: Abstract) -> bool:
        """Known without anything that was emitted in the branch."""
        return isinstance(value, Static) and python_scalar_type(value.value) is None

    def scalar(self, x: Abstract, y: Abstract, name: str) -> Abstract:
        cx = self.cx
        types = [None if isinstance(v, Undefined) else cx.type_of(v) for v in (x, y)]
        if isinstance(x, Undefined) or isinstance(y, Undefined):
            joined = types[0] or types[1]
        else:
            joined = join_types(*types, cx.new_axis)
        if joined is None:
            what = f"'{name}'" if name else "a value"
            return Conflict(
                f"{what} has a different type or structure on two paths that meet before this",
                "give it one type on both, or use two names",
            )
        operands = [
            Const(UNDEFINED) if isinstance(v, Undefined) else cx.operand(v) for v in (x, y)
        ]
        return cx.wrap(self.result(*operands, joined, name))

    def array(self, x, y, name: str) -> Abstract:
        if same_value(x, y) and x.storage in self.base.heap:
            return x
        for known_x, known_y, merged in self.arrays:
            if self.same_part(known_x, x) and self.same_part(known_y, y):
                return merged
        cx = self.cx
        values = [
            self.on(p, lambda v=v: cx.value_of(v)) if isinstance(v, Array) else Const(UNDEFINED)
            for p, v in ((self.a, x), (self.b, y))
        ]
        types = [v.type for v in values if isinstance(v, Value)]
        joined = types[0] if len(types) == 1 else join_types(*types, cx.new_axis)
        if joined is None:
            return Conflict(
                f"{name or 'an array'} is {types[0]} on one path and {types[1]} on the other",
                "give it one dtype and number of axes on both, or use two names",
            )
        result = self.result(*values, joined, name)
        storage = cx.new_storage(result, name)
        merged = Array(storage)
        for source in (x, y):
            if isinstance(source, Array):
                for other in (source.storage, *source.storage.links):
                    if other in self.base.heap:
                        storage.link(other)
        for known_x, known_y, other in self.arrays:
            if self.shares(known_x, x) or self.shares(known_y, y):
                storage.link(other.storage)
        self.arrays.append((x, y, merged))
        return merged

    def same_part(self, a, b) -> bool:
        return same_value(a, b)

    def shares(self, a, b) -> bool:
        return (
            isinstance(a, Array)
            and isinstance(b, Array)
            and (a.storage is b.storage or b.storage in a.storage.links)
        )

    def reference(self, x: Ref, y: Ref, name: str) -> Abstract:
        if x.identity is y.identity and x.identity in self.base.heap:
            return x
        content_x, content_y = self.a.state.heap[x.identity], self.b.state.heap[y.identity]
        merged = self.content(content_x, content_y, name, x.identity.kind)
        if isinstance(merged, Conflict):
            return merged
        identity = Identity(x.identity.kind, name)
        for source in (x.identity, y.identity):
            if source in self.base.heap:
                identity.link(source)
        self.cx.state.heap[identity] = merged
        return Ref(identity)

    def lifted(self, ref: Ref, path: Path, first: bool) -> Abstract:
        """A list, dict or object that only one branch made."""
        identity = ref.identity
        if identity in self.base.heap:
            return ref
        content = path.state.heap[identity]
        none = Undefined()
        if isinstance(content, Value):
            pair = (content, Const(UNDEFINED)) if first else (Const(UNDEFINED), content)
            self.cx.state.heap[identity] = self.result(*pair, content.type, identity.name)
        elif isinstance(content, Items):
            values = tuple(
                self.value(v, none) if first else self.value(none, v) for v in content.values
            )
            self.cx.state.heap[identity] = Items(values, content.keys, content.cls)
        else:
            self.cx.state.heap[identity] = (
                self.value(content, none) if first else self.value(none, content)
            )
        return ref

    def content(self, x, y, name: str, kind: str):
        cx = self.cx
        if x is y:
            return x
        if isinstance(x, Items) and isinstance(y, Items):
            if x.keys == y.keys and len(x.values) == len(y.values) and x.cls is y.cls:
                pairs = zip(x.values, y.values)
                return Items(tuple(self.value(i, j) for i, j in pairs), x.keys, x.cls)
        if kind == "list":
            joined = join_types(
                self.on(self.a, lambda: cx.list_type(x)),
                self.on(self.b, lambda: cx.list_type(y)),
                cx.new_axis,
            )
            if joined is not None:
                lists = (
                    self.on(self.a, lambda: cx.list_value(x, joined)),
                    self.on(self.b, lambda: cx.list_value(y, joined)),
                )
                return self.result(*lists, joined, name)
        if isinstance(x, Value) and isinstance(y, Value):
            joined = join_types(x.type, y.type, cx.new_axis)
            if joined is not None:
                return self.result(x, y, joined, name)
        if kind == "cell":
            return self.value(x, y, name)
        return Conflict(
            f"this {kind} has a different structure on two paths that meet before this",
            "give it the same keys, length or class on both",
        )

    def heap(self) -> None:
        """Contents of what existed before the branches."""
        cx = self.cx
        a, b = self.a.state, self.b.state
        for identity, before in list(self.base.heap.items()):
            x, y = a.heap.get(identity, before), b.heap.get(identity, before)
            if a.dead:  # any operand will do on a path that raises
                x = before
            if b.dead:
                y = before
            if x is y:
                cx.state.heap[identity] = x
            else:
                cx.state.heap[identity] = self.content(x, y, identity.name, identity.kind)
        for state in (a, b):
            for identity, span in state.unknown.items():
                if identity in self.base.heap:
                    cx.state.unknown.setdefault(identity, span)


