"""One loop: its body is run under assumed forms of what it carries, until they hold."""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import (
    Block, Const, For, Next, Op, Operand, UNDEFINED, Value, While, Yield,
)  # fmt: skip
from ..ir.traverse import Cloner
from ..ir.types import BOOL, ArrayType, ListType
from ..source import Span
from . import grown
from .abstract import (
    Abstract, Array, Conflict, Dyn, Identity, Items, Maybe, Ref, State, Static, Tuple, Undefined,
    part_names,
)  # fmt: skip
from .carried import Place, left_outside, link, listed, listed_now, pairs, start, things
from .failure import Unreachable
from .iteration import Iteration
from .join import (
    Absent, Form, Hole, Optional, Parts, Same, Thing, Torn, content_in, is_none, present_part,
    unchanged, widen, widen_content,
)  # fmt: skip
from .loop_forms import LoopForm
from .moves import Moves
from .unbound import may_be_unbound


class LoopAttempt(Iteration):
    """One run of a loop's body under assumed forms: either the forms held, or wider ones."""

    def __init__(self, cx, op, visit, carries, iterable, base: State, forms: LoopForm, before):
        self.cx, self.op, self.visit, self.forms = cx, op, visit, forms
        self.before = before  # what things may share before the loop
        self.carries, self.iterable, self.base = carries, iterable, base
        self.span = cx.fixed_span or cx.place(op.span)
        self.inits: list[Operand] = []
        self.args: list[Value] = []
        self.orders = dict(forms.orders)

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
            case Optional(content=content):
                present = value.present if isinstance(value, Maybe) else Static(not is_none(value))
                out.append(Const(False) if isinstance(value, Undefined) else cx.operand(present))
                self.flatten(content, present_part(value), out)
            case Thing(content=content):
                known = cx.content(value) if isinstance(value, Ref) else Undefined()
                self.flatten(content, known, out)
            case Parts(items=items):
                parts = getattr(value, "items", None) or getattr(value, "values", None)
                for position, item in enumerate(items):
                    self.flatten(item, parts[position] if parts else Undefined(), out)

    def instantiate(
        self, form: Form, init, name: str, values: list[Value], of: Span | None, part: str = ""
    ):
        """An abstract value of the form, with fresh Values (appended to `values`) in its holes;
        `part` is what they are called where they are parts of what the name stands for."""
        cx, called = self.cx, part or name
        match form:
            case Same():
                return init
            case Absent():
                return Undefined(name)
            case Torn(message=message, culprits=culprits):
                said = "the loop carries "  # a loop around this one has said it
                if not message.startswith(said):
                    message = f"{said}'{name}', but {message}"
                return Conflict(
                    message,
                    "give it one type from the start, or use another name",
                    culprits or (self.op,),
                )
            case Hole(type=type_):
                value = Value(called, type_, of)
                values.append(value)
                cx.origins.loops[value] = self.op
                if isinstance(type_, ArrayType):
                    return Array(self.storage(value, init, called, len(values) - 1))
                if isinstance(type_, ListType):
                    identity = Identity("list", called)
                    cx.state.heap[identity] = value
                    return Ref(identity)
                return Dyn(value)
            case Optional(content=content):
                present = Value("", BOOL, of)
                values.append(present)
                cx.origins.loops[present] = self.op
                number = self.instantiate(content, present_part(init), name, values, of, part)
                return Maybe(Dyn(present), number)
            case Thing(kind=kind, content=content):
                return self.thing(kind, content, init, name, values, of, part)
            case Parts(items=items, like=like):
                parts = getattr(init, "items", None) or getattr(init, "values", None)
                names = part_names(called, like)
                new = tuple(
                    self.instantiate(
                        f, parts[k] if parts else Undefined(), name, values, of, names[k]
                    )
                    for k, f in enumerate(items)
                )
                if isinstance(like, Tuple):
                    return Tuple(new, like.cls)
                return Items(new, like.keys, like.cls)

    def thing(self, kind: str, form: Form, init, name: str, values: list[Value], of, part) -> Ref:
        """A list, dict or object of its own, which may be the one of before the loop."""
        cx, identity = self.cx, Identity(kind, part or name)
        old = Undefined()
        if isinstance(init, Ref):
            old = content_in(cx, init, self.base.heap)
            start(identity, init.identity, self.before, self.op)
        if isinstance(form, Hole):
            content = Value(part or name, form.type, of)
            values.append(content)
            cx.origins.loops[content] = self.op
        else:
            content = self.instantiate(form, old, name, values, of, part)
        cx.state.heap[identity] = content
        return Ref(identity)

    def storage(self, value: Value, init, name: str, place: int) -> Identity:
        if self.cx.directives.in_order:
            before = self.cx.order.of_all((self.inits[place],))
            self.cx.order.known[value] = self.orders.setdefault(place, before)
        storage = self.cx.new_storage(value, name)
        if isinstance(init, Array):
            start(storage, init.storage, self.before, self.op)
        return storage

    # --- the run ---

    def run(self) -> LoopForm | None:
        cx, op, forms = self.cx, self.op, self.forms
        cx.state = self.base
        before = self.shared()
        with listed_now(self.before):  # a known list that becomes one of unknown length
            self.prepare_inits()
        self.moves = Moves(self)
        self.inits.extend(self.moves.flags_before())
        self.sources = self.make_sources()
        with cx.inner(self.base.copy()) as builder:
            self.enter_body()
            if isinstance(op, While):
                self.condition = self.run_condition()
            item = self.bind_items()
            args = [item, *self.entries] if isinstance(op, For) else self.entries
            cx.env.update(zip(op.body.args, args))
            end: Next = op.body.terminator
            try:
                cx.run_ops(op.body)
                nexts = [cx.read(o) for o in end.operands]
            except Unreachable:
                nexts = [Undefined() for _ in end.operands]
            wider = self.wider(nexts)
            if wider is None and self.shared() != before:
                wider = replace(forms)  # the next iteration starts with what this one has linked
            wider = wider or self.without_untouched() or self.close_body(builder, nexts, end)
        cx.state = self.base
        return wider

    def shared(self) -> int:
        """How many pairs of things of before the loop may share memory."""
        return sum(other in self.base.heap for i in self.base.heap for other in i.links)

    def prepare_inits(self) -> None:
        self.inits = []
        for form, carry in zip(self.forms.carries, self.carries):
            self.flatten(form, carry, self.inits)
        for identity, form in self.forms.heap.items():
            self.flatten(form, self.base.heap[identity], self.inits)
            if isinstance(form, Hole):
                self.cx.hold_items(identity, self.base.heap[identity])

    def enter_body(self) -> None:
        """Carried values become block arguments; carried contents the identities' new contents."""
        cx = self.cx
        self.args = []
        names = [a.name for a in self.op.body.args[-len(self.carries) :]] if self.carries else []
        self.entries = [
            self.instantiate(form, carry, name, self.args, self.span)
            for form, carry, name in zip(self.forms.carries, self.carries, names)
        ]
        self.entry_content = dict(cx.state.heap)
        for identity, form in self.forms.heap.items():
            content = self.content_for(identity, form, self.args)
            cx.state.heap[identity] = self.entry_content[identity] = content
        cx.unsure.update(a for a, init in zip(self.args, self.inits) if may_be_unbound(cx, init))
        self.entered = self.things(self.entries, cx.state.heap)
        self.note_shared(self.entered)
        self.moves.enter(self.entered, self.args)
        for identity, blur in self.forms.unknown.items():
            cx.state.unknown.setdefault(identity, blur)

    def note_shared(self, found: dict[Place, Identity]) -> None:
        """What the things at these places may share because of earlier iterations."""
        link(found, self.forms.links, self.forms.outer)
        for place in self.forms.listed & found.keys():
            found[place].listed = True

    def content_for(self, identity: Identity, form: Form, values: list[Value]):
        """New content of a carried identity: a fresh version, or items with fresh holes."""
        old = self.base.heap[identity]
        if isinstance(form, Hole) and identity.kind in ("array", "list"):
            value = Value(identity.name, form.type, self.span)
            values.append(value)
            self.cx.origins.loops[value] = self.op
            self.cx.order.known[value] = identity.order
            is_there = identity.kind == "list" and identity not in self.forms.moved
            if is_there and isinstance(old, Value):
                self.cx.roots[value] = self.cx.roots.get(old, old)
            return value
        return self.instantiate(form, old, identity.name, values, self.span)

    def things(self, carries: list[Abstract], heap: dict) -> dict[Place, Identity]:
        return things(zip(self.forms.carries, carries), self.forms.heap, heap)

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

    # --- did the forms hold? ---

    def wider(self, nexts: list[Abstract]) -> LoopForm | None:
        """Wider forms, or None where the assumed ones cover what the iteration leaves."""
        cx, forms = self.cx, self.forms
        if cx.state.dead:
            return None
        carries = [
            widen(cx, form, init, value, self.base.heap)
            for form, init, value in zip(forms.carries, self.carries, nexts)
        ]
        heap = dict(forms.heap)
        for identity, before in self.base.heap.items():
            content = cx.state.heap.get(identity, before)
            if content is not self.entry_content.get(identity, before):
                form = heap.get(identity) or self.heap_form(identity)
                heap[identity] = self.widen_content(form, identity, content)
        unknown = {
            i: blur
            for i, blur in cx.state.unknown.items()
            if i in self.base.heap and i not in self.base.unknown
        }
        inits = self.things(self.carries, self.base.heap)
        left = self.things(nexts, cx.state.heap)
        links = forms.links | pairs(inits) | pairs(left)
        outer = forms.outer | left_outside(self.entered, left, self.base.heap)
        in_lists = forms.listed | listed(left)
        indexed = forms.indexed or self.iterated_storage_written()
        moved_to = self.moves.after(nexts)
        moved = forms.moved | {i for i in forms.heap if i.kind == "list" and self.is_moved(i)}
        same = (
            all(a is b for a, b in zip(carries, forms.carries))
            and len(heap) == len(forms.heap)
            and all(heap[i] is forms.heap[i] for i in heap if i in forms.heap)
            and unknown.keys() <= forms.unknown.keys()
            and links == forms.links
            and indexed == forms.indexed
            and outer == forms.outer
            and in_lists == forms.listed
            and moved == forms.moved
            and moved_to == forms.moved_to
        )
        if same:
            return None
        unknown |= forms.unknown
        return LoopForm(
            carries, heap, unknown, links, indexed, moved, outer, in_lists, forms.guessed,
            moved_to=moved_to,
        )  # fmt: skip

    def without_untouched(self) -> LoopForm | None:
        """The forms without arrays that the iteration did not write into; None where it did."""
        forms, now, entered = self.forms, self.cx.state.heap, self.entry_content
        written = {i: form for i, form in forms.heap.items()
                   if i not in forms.guessed or now[i] is not entered[i]}  # fmt: skip
        same = len(written) == len(forms.heap)
        return None if same else replace(forms, heap=written, guessed=frozenset(), orders={})

    def is_moved(self, identity: Identity) -> bool:
        """The iteration has done more to a list than to write into its items."""
        entry, now = self.entry_content[identity], self.cx.state.heap[identity]
        roots = self.cx.roots
        return isinstance(now, Value) and roots.get(now, now) is not roots.get(entry, entry)

    def heap_form(self, identity: Identity) -> Form:
        return unchanged(self.cx, self.base.heap[identity])

    def widen_content(self, form: Form, identity: Identity, content) -> Form:
        before = self.base.heap
        return widen_content(self.cx, identity, form, before[identity], content, before)

    # --- closing ---

    def close_body(self, builder, nexts: list[Abstract], end: Next) -> LoopForm | None:
        cx = self.cx
        operands: list[Operand] = []
        for form, value in zip(self.forms.carries, nexts):
            self.flatten(form, value, operands)
        for identity, form in self.forms.heap.items():
            self.flatten(form, cx.state.heap[identity], operands)
        operands.extend(self.moves.flags_after())
        stop = None
        if end.stop is not None and not cx.state.dead:
            stop = cx.truth(cx.read(end.stop))
            stop = None if stop is False else Const(True) if stop is True else stop
        variables = self.variables if isinstance(self.op, For) else []
        self.body = Block((*variables, *self.args), tuple(builder.ops), Next(tuple(operands), stop))
        lost = cx.order.lost(self.orders, self.args, operands)
        return replace(self.forms, orders=lost) if lost else None

    def finish(self) -> list[Abstract]:
        """Emit the loop; the values of its carries after it."""
        cx, op = self.cx, self.op
        results: list[Value] = []
        names = [r.name for r in op.results]
        carried = [
            self.instantiate(form, init, name, results, self.span)
            for form, init, name in zip(self.forms.carries, self.carries, names)
        ]
        for identity, form in self.forms.heap.items():
            cx.state.heap[identity] = self.content_for(identity, form, results)
        found = self.things(carried, cx.state.heap)
        self.note_shared(found)
        self.moves.enter(found, results)
        for identity, blur in self.forms.unknown.items():
            cx.state.unknown.setdefault(identity, blur)
        inits = tuple(self.inits)
        handed = zip(results, inits, self.body.terminator.operands)
        cx.unsure.update(r for r, *both in handed if any(may_be_unbound(cx, o) for o in both))
        if isinstance(op, For):
            iterables = tuple(o for o, _ in self.sources)
            emitted: Op = For(iterables, inits, self.body, tuple(results), self.span, self.even)
            grown.note(cx, emitted)
        else:
            condition = self.rebound_condition()
            emitted = While(inits, condition, self.body, tuple(results), self.span)
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
