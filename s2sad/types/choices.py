"""Values that two paths leave with no common type: what uses them is run for each of the two.

    Before:  f = sin if c else cos           After:  t = g(x)
             t = g(x)                                y = sin(t) if c else cos(t)
             y = f(t)

Such a value is a Conflict, and using it an error. The first error makes the interpreter begin
again: now the merge keeps both values (a Choice), and from the operation on that uses it the block
is run twice, in the branches of an If on the same condition. Where they meet, at the end of the
block, the results may differ in type again, and so on.

A number that is None on some paths is a Maybe; what is asked of None too is run for each of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..ir import prims
from ..ir.nodes import UNDEFINED, Block, Call, Const, For, If, Op, Value, leaves
from .abstract import (
    Abstract, Array, Choice, Closure, Conflict, Dyn, Identity, Items, Maybe, Method, Partial, Range,
    Ref, Slice, Static, Tuple, Undefined,
)  # fmt: skip
from .demands import Parted

#: how often one specialization may run a block twice; a loop that is written out repeats it
MOST = 100

# --- where two paths meet ---


def choice(merge, x, y) -> Choice | None:
    """Both values, if that was asked for."""
    parted = merge.cx.directives.parted
    if not any(isinstance(c, Parted) and c.op in parted for c in merge.culprits):
        return None
    return Choice(merge.condition, handed_out(merge, x, True), handed_out(merge, y, False))


def handed_out(merge, value, first: bool):
    """What one path has left, as it is behind the If; nobody reads it on the other path."""

    def keep(part):
        return handed_out(merge, part, first)

    match value:
        case Value():
            sides = (value, Const(UNDEFINED)) if first else (Const(UNDEFINED), value)
            return merge.result(*sides, value.type, value.name)
        case Tuple(items=items):
            return _with_items(value, tuple(map(keep, items)))
        case Items(values=values):
            return Items(tuple(map(keep, values)), value.keys, value.cls)
        case Closure(cells=cells, defaults=defaults, kwdefaults=named):
            cells, named = ({k: keep(v) for k, v in d.items()} for d in (cells, named))
            return replace(
                value, cells=cells, defaults=tuple(map(keep, defaults)), kwdefaults=named
            )
        case Method(owner=owner):
            return replace(value, owner=keep(owner))
        case Partial(function=function, args=args, kwargs=kwargs):
            named = {k: keep(v) for k, v in kwargs.items()}
            return Partial(keep(function), tuple(map(keep, args)), named)
        case Conflict(choice=Choice(condition=condition, holds=a, fails=b)):
            return replace(value, choice=Choice(keep(condition), keep(a), keep(b)))
        case Array(storage=storage, path=()) if storage in merge.known:
            return value
        case Dyn() | Array() | Ref() | Range() | Maybe():
            none = Undefined()
            return merge.value(value, none) if first else merge.value(none, value)
    return value


# --- where one is used ---


def conflicts_in(values: Iterable[Abstract]) -> Iterator[Conflict]:
    """The conflicts among values and the items of tuples."""
    for value in values:
        if isinstance(value, Conflict):
            yield value
        elif isinstance(value, Tuple):
            yield from conflicts_in(value.items)


@dataclass(frozen=True, slots=True)
class Place:
    """What holds a Choice: an operand (in `env`), or the identity of a thing (in the heap)."""

    holder: object
    conflict: Conflict

    def put(self, cx, value) -> None:
        where = cx.env if isinstance(self.holder, Value) else cx.state.heap
        where[self.holder] = value

    def holds(self, cx, value) -> bool:
        """True where a thing is still what it was said to be."""
        return not isinstance(self.holder, Value) and cx.state.heap.get(self.holder) is value


def place_of(cx, op: Op) -> Place | None:
    """The first operand of an operation that two paths have left differently."""
    match op:
        case Call():
            operands = op.uses
        case If():
            operands = (op.condition,)
        case For():
            operands = op.iterables
        case _:
            operands = ()
    things = _cells(cx, op)
    for operand in operands:
        match cx.env.get(operand) if isinstance(operand, Value) else None:
            case Conflict(choice=Choice()) as found:
                return Place(operand, found)
            case Ref(identity=identity):
                things.append(identity)
    for identity in things:
        content = cx.state.heap.get(identity)
        if isinstance(content, Conflict) and content.choice is not None:
            return Place(identity, content)
    return None


def _cells(cx, op: Op) -> list[Identity]:
    """The cell that a nested function reads a variable of."""
    if not isinstance(op, Call) or op.callee is not prims.load_free:
        return []
    cell = cx.frames[-1].cells.get(op.args[0].value)
    return [cell.identity] if isinstance(cell, Ref) else []


def run_apart(cx, block: Block, index: int) -> None:
    """Run the rest of the block for each of what two paths have left."""
    made = {result for op in block.ops[index:] for result in op.results}
    ends = [value for value in dict.fromkeys(block.terminator.uses) if value in made]
    names = [value.name for value in ends]

    def finish() -> list[Abstract]:
        return [cx.env[value] for value in ends]

    cx.env.update(zip(ends, _run_from(cx, block, index, names, finish)))


def _run_from(cx, block: Block, start: int, names: list[str], finish: Callable) -> list[Abstract]:
    """Run the block from this position on, apart where an operand is a Choice; what `finish` gives
    at its end."""
    for index in range(start, len(block.ops)):
        op = block.ops[index]
        place = place_of(cx, op) if op in cx.directives.apart else None
        if place is None:
            cx.run_op(block, op)
            continue

        kept: list[bool] = []

        def way(value, number: int, index=index, place=place, kept=kept) -> Callable:
            def run() -> list[Abstract]:
                with cx.site(number):  # it is run at two places
                    place.put(cx, value)
                    found = _run_from(cx, block, index, names, finish)
                    kept.append(place.holds(cx, value))
                    return found

            return run

        cx.choices += 1
        if cx.choices > MOST:
            cx.at(op.span)
            cx.refuse(place.conflict.message, place.conflict.advice)
        found = place.conflict.choice
        before = cx.env.get(place.holder)
        ways = way(found.holds, -1), way(found.fails, -2)
        culprits = (*leaves(found.condition), Parted(op))
        holds = cx.facts.get(found.condition)  # in a branch on the same condition
        try:
            if holds is not None:
                return ways[0]() if holds else ways[1]()
            return cx.either(found.condition, *ways, names, op.span, culprits)
        finally:
            if before is not None:  # a thing is put back with the state
                cx.env[place.holder] = before
            elif kept and all(kept):  # what is only read is no other thing behind that
                place.put(cx, place.conflict)
    return finish()


def with_none(cx, values: list[Abstract], run: Callable[[list[Abstract]], Abstract]) -> Abstract:
    """What `run` gives for the values, in branches for those that are None on some paths."""
    place = next(_optional(values), None)
    if place is None:
        return run(values)
    maybe = _part(values, place)
    present = cx.truth(maybe.present)
    known = present if isinstance(present, bool) else cx.facts.get(present)

    def way(value: Abstract) -> Callable[[], list[Abstract]]:
        return lambda: [with_none(cx, _with_part(values, place, value), run)]

    ways = way(maybe.value), way(Static(None))
    if known is not None:
        return ways[not known]()[0]
    return cx.either(present, *ways, [""], cx.span)[0]


def has_open_bound(index: Abstract) -> bool:
    """True where a bound of a slice in an index is a number on some paths and None on others."""
    match index:
        case Slice():
            return any(isinstance(bound, Maybe) for bound in _parts(index))
        case Tuple(items=items):
            return any(map(has_open_bound, items))
    return False


def shown(cx, values: list[Abstract], run: Callable[[list[Abstract]], Abstract]) -> Abstract:
    """Likewise, of what a text says of the values: in lists and dicts, too."""
    values = [_as_tuple(cx, v, ()) for v in values]
    if next(_optional(values), None) is None:
        return run([_as_it_was(cx, v) for v in values])

    def way(found: list[Abstract]) -> Abstract:
        said = run([_as_it_was(cx, v) for v in found])
        is_text = isinstance(said, Static) and isinstance(said.value, str)
        if not is_text:
            return said
        # the run decides which text it is
        return cx.emit_text(prims.format_value, said, Static(""), Static(""))

    return with_none(cx, values, way)


def _as_tuple(cx, value: Abstract, around: tuple[Identity, ...]) -> Abstract:
    """A tuple in the place of a list or dict that holds what may be None."""
    if isinstance(value, Tuple):
        return _with_items(value, tuple(_as_tuple(cx, v, around) for v in value.items))
    if not isinstance(value, Ref) or value.path or value.identity in around:
        return value
    content = cx.state.heap.get(value.identity)
    if value.identity.kind not in ("list", "dict") or not isinstance(content, Items):
        return value
    items = tuple(_as_tuple(cx, v, (*around, value.identity)) for v in content.values)
    if next(_optional(items), None) is None:
        return value
    return Tuple(items, _Dict if value.identity.kind == "dict" else list, content.keys or ())


class _Dict:
    """The class of a tuple that stands for a dict; `names` are its keys."""


def _as_it_was(cx, value: Abstract) -> Abstract:
    if not isinstance(value, Tuple):
        return value
    items = tuple(_as_it_was(cx, v) for v in value.items)
    if value.cls is list:
        return cx.new_list(items)
    return cx.new_dict(value.names, items) if value.cls is _Dict else _with_items(value, items)


def _optional(values: Iterable[Abstract]) -> Iterator[tuple[int, ...]]:
    """Where among values, and the items of tuples, there is one that may be None."""
    for k, value in enumerate(values):
        if isinstance(value, Maybe):
            yield (k,)
        elif isinstance(value, (Tuple, Slice)):
            yield from ((k, *rest) for rest in _optional(_parts(value)))


def _parts(value: Tuple | Slice) -> tuple[Abstract, ...]:
    return value.items if isinstance(value, Tuple) else (value.start, value.stop, value.step)


def _part(values: Sequence[Abstract], place: tuple[int, ...]) -> Abstract:
    part = values[place[0]]
    return part if len(place) == 1 else _part(_parts(part), place[1:])


def _with_part(values: Sequence[Abstract], place: tuple[int, ...], part: Abstract) -> list:
    k, *rest = place
    if rest:
        parts = _with_part(_parts(values[k]), tuple(rest), part)
        whole = values[k]
        part = Slice(*parts) if isinstance(whole, Slice) else _with_items(whole, tuple(parts))
    return [*values[:k], part, *values[k + 1 :]]


def _with_items(value: Tuple, items: tuple[Abstract, ...]) -> Tuple:
    """Such a tuple of other items, of which none is an argument as it stands."""
    return Tuple(items, value.cls, value.names)
