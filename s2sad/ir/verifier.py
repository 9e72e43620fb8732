"""The invariants of the IR, each checked by one function.

A function comes in and the same object goes out, or an InternalError that names the invariant and
the op. It runs after every stage, so it passes over the program once, and not again over a
function, a branch or a loop that it has seen: what is visible is one set, which loses at the end of
each block what that has defined. Functions that are called or closed over are not entered; each is
verified on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from operator import attrgetter

from ..errors import InternalError
from .fitting import fits
from .nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Return, Terminator,
    Value, While, Yield, all_leaves,
)  # fmt: skip
from .printer import print_op, print_operand, print_terminator, print_type
from .traverse import blocks_of
from .types import (
    ArrayType, IterType, ListType, OpaqueType, RecordType, ScalarType, TupleType,
)

_results, _uses = attrgetter("results"), attrgetter("uses")
_OPS = {Call, If, For, While}
_TYPES = frozenset(
    (ScalarType, ArrayType, TupleType, ListType, IterType, OpaqueType, RecordType)
)


def verify(fn: Function, typed: bool = False) -> Function:
    """The function, if it is valid IR; `typed` asks for types that agree as well."""
    if (verify, typed) not in fn.facts:  # it stays what it is
        _Verifier(fn, typed).check_function()
        fn.facts[verify, typed] = True
    return fn


class _Verifier:
    def __init__(self, fn: Function, typed: bool):
        self.fn = fn
        self.typed = typed
        self.defined: set[Value] = set()
        """in the blocks that the walk has come to"""
        self.visible: set[Value] = set()
        """what dominates the place where the walk is"""

    def fail(self, invariant: str, where: Op | Terminator | None = None) -> InternalError:
        message = f"invalid IR in @{self.fn.name}: {invariant}"
        if isinstance(where, (Yield, Next, Return)):
            message += f"\n  {print_terminator(where)}"
        elif where is not None:
            message += f"\n  {print_op(where).splitlines()[0]}"
        return InternalError(message, getattr(where, "span", None))

    # the walk

    def check_function(self) -> None:
        fn = self.fn
        for param in fn.params:
            check_tree(self, param.tree, param.name)
        self.visible.update(self.define(all_leaves([param.tree for param in fn.params])))
        check_written(self)
        if fn.body.args:
            raise self.fail("the body of a function has no block arguments")
        self.block(fn.body, Return, None)

    def block(self, block: Block, terminator: type, where: Op | None) -> None:
        check_ops(self, block)
        self.new_calls([op for op in block.ops if type(op) is Call and not op.checked])
        own = self.define(block.args, block.ops, where)
        visible = self.visible
        visible.update(block.args)
        for op in block.ops:
            if type(op) is not Call:
                self.control(op)
            elif not visible.issuperset(op.uses):
                self.use_operands(op)
            visible.update(op.results)
        self.terminator(block.terminator, terminator, where)
        if where is not None:  # nothing comes after the body of a function
            visible.difference_update(own)

    def define(
        self, args: tuple[Value, ...], ops: tuple[Op, ...] = (), where: Op | None = None
    ) -> set[Value]:
        """The values that parameters or a block define, none of which is defined elsewhere."""
        check_values(self, args, where)
        values = [*args, *chain.from_iterable(map(_results, ops))]
        own = set(values)
        if len(own) != len(values) or not self.defined.isdisjoint(own):
            check_once(self, ((args, where), *((op.results, op) for op in ops)))
        self.defined |= own
        return own

    def new_calls(self, calls: list[Call]) -> None:
        """What calls are made of; of one that was right only what it reads can be wrong elsewhere.
        """
        check_callees(self, calls)
        check_results(self, calls)
        for op in calls:
            if op.kwargs or op.uses is not op.args:
                check_operands(self, op)
            if self.typed:
                op.checked = True

    def use_operands(self, op: Call) -> None:
        self.use_all(op.args, op)
        self.use_all([operand for _, operand in op.kwargs], op)

    def control(self, op: If | For | While) -> None:
        """A branch or loop; one that was right stays so where what it reads is visible."""
        if op.checked is not None:
            read, own = op.checked
            if self.visible >= read and self.defined.isdisjoint(own):
                self.defined |= own
                return
        check_values(self, op.results, op)
        match op:
            case If():
                self.if_(op)
            case For():
                self.for_(op)
            case While():
                self.while_(op)
        if self.typed:
            op.checked = _read_and_defined(op)

    def if_(self, op: If) -> None:
        self.use(op.condition, op)
        for block in (op.then, op.orelse):
            check_count(self, "block arguments", block.args, "of a branch", (), op)
            self.block(block, Yield, op)
            check_count(self, "yields", block.terminator.operands, "results", op.results, op)
        if self.typed:
            check_condition(self, op.condition, op)
            for block in (op.then, op.orelse):
                check_types(self, "yield", block.terminator.operands, op.results, op)

    def for_(self, op: For) -> None:
        variables = op.iterables + op.inits
        self.use_all(variables, op)
        check_iterables(self, op)
        check_count(self, "block arguments", op.body.args, "iterables and carries", variables, op)
        self.loop_body(op, op.body.args[len(op.iterables) :])

    def while_(self, op: While) -> None:
        self.use_all(op.inits, op)
        check_count(self, "condition arguments", op.condition.args, "carries", op.inits, op)
        check_count(self, "block arguments", op.body.args, "carries", op.inits, op)
        self.block(op.condition, Yield, op)
        answers = op.condition.terminator.operands
        check_count(self, "yields", answers, "of a condition", (None,), op)
        if self.typed:
            check_condition(self, answers[0], op)
            check_types(self, "initial value", op.inits, op.condition.args, op)
        self.loop_body(op, op.body.args)

    def loop_body(self, op: For | While, carries: tuple[Value, ...]) -> None:
        self.block(op.body, Next, op)
        last = op.body.terminator
        check_count(self, "next operands", last.operands, "carries", op.inits, op)
        check_count(self, "results", op.results, "carries", op.inits, op)
        if self.typed:
            check_types(self, "initial value", op.inits, carries, op)
            check_types(self, "next operand", last.operands, carries, op)
            check_types(self, "carry", carries, op.results, op)
            if last.stop is not None:
                check_condition(self, last.stop, op)

    def terminator(self, node: Terminator, kind: type, where: Op | None) -> None:
        check_terminator(self, node, kind, where)
        if kind is Return:
            self.use(node.value, node)
            self.use_all(node.versions, node)
            check_versions(self, node)
            return
        self.use_all(node.operands, node)
        if kind is Next and node.stop is not None:
            self.use(node.stop, node)

    # uses: the hot check

    def use_all(self, operands: Iterable[Operand], where: Op | Terminator) -> None:
        visible = self.visible
        for operand in operands:
            if operand not in visible and type(operand) is not Const:
                self.use(operand, where)

    def use(self, operand: Operand, where: Op | Terminator) -> None:
        """Each use is dominated by its definition, and each operand is of a known class."""
        kind = type(operand)
        if kind is Value:
            if operand not in self.visible:
                known = "does not dominate this use" if operand in self.defined else "is missing"
                raise self.fail(f"the definition of %{operand.name} {known}", where)
        elif kind is Pack:
            check_pack(self, operand, where)
            self.use_all(operand.items, where)
        elif kind is not Const:
            raise self.fail(f"{operand!r} is not an operand", where)


# --- one function per invariant -------------------------------------------------------------


def check_tree(v: _Verifier, tree: Operand, name: str) -> None:
    """A parameter's tree is made of values, constants and packs."""
    match tree:
        case Value() | Const():
            return
        case Pack():
            check_pack(v, tree, None)
            for item in tree.items:
                check_tree(v, item, name)
        case _:
            raise v.fail(f"{tree!r} is not an operand, in parameter {name}")


def check_written(v: _Verifier) -> None:
    """Only leaves of parameters are written for the caller to see."""
    for value in v.fn.written:
        if value not in v.visible:
            raise v.fail(f"%{value.name} is written and is no leaf of a parameter")


def check_versions(v: _Verifier, node: Return) -> None:
    """The function returns one version of each parameter that it writes into."""
    if len(node.versions) != len(v.fn.written):
        counts = f"{len(node.versions)} versions for {len(v.fn.written)} written parameters"
        raise v.fail(f"return has {counts}", node)


def check_ops(v: _Verifier, block: Block) -> None:
    """A block consists of calls, branches and loops."""
    if not _OPS.issuperset(map(type, block.ops)):
        op = next(op for op in block.ops if type(op) not in _OPS)
        raise v.fail(f"{op!r} is not an op")


def check_values(v: _Verifier, values: tuple[Value, ...], where: Op | None) -> None:
    """What is defined is a value, and has a type in typed IR."""
    for value in values:
        if type(value) is not Value:
            raise v.fail(f"{value!r} stands where a value is defined", where)
        if v.typed and type(value.type) not in _TYPES:
            raise v.fail(f"%{value.name} has no type", where)


def check_once(
    v: _Verifier, definitions: Iterable[tuple[tuple[Value, ...], Op | None]]
) -> None:
    """Each value is defined once."""
    defined = set(v.defined)
    for values, where in definitions:
        for value in values:
            if value in defined:
                raise v.fail(f"%{value.name} is defined twice", where)
            defined.add(value)


def check_callees(v: _Verifier, calls: list[Call]) -> None:
    """A callee is a Python callable or another function."""
    for op in calls:
        if not callable(op.callee) and type(op.callee) is not Function:
            raise v.fail(f"{op.callee!r} cannot be called", op)


def check_results(v: _Verifier, calls: list[Call]) -> None:
    """What calls define is a value, and has a type in typed IR."""
    for op in calls:
        result = op.result
        if type(result) is not Value or type(result.type) not in _TYPES:
            check_values(v, op.results, op)


def check_operands(v: _Verifier, op: Call) -> None:
    """An operand is a value, a constant, or a pack of operands."""
    todo = [*op.args, *[operand for _, operand in op.kwargs]]
    while todo:
        operand = todo.pop()
        if type(operand) is Pack:
            check_pack(v, operand, op)
            todo += operand.items
        elif type(operand) is not Value and type(operand) is not Const:
            raise v.fail(f"{operand!r} is not an operand", op)


def check_pack(v: _Verifier, pack: Pack, where: Op | Terminator | None) -> None:
    """A pack has a class, as many keys as items, and a slice three items."""
    kind, keys = pack.kind, pack.keys
    if not isinstance(kind, type):
        raise v.fail(f"a pack of {kind!r}, which is no class", where)
    if kind is slice and len(pack.items) != 3:
        raise v.fail("a slice has three items", where)
    if kind is dict and keys is None:
        raise v.fail("a dict has keys", where)
    if keys is not None and (kind in (tuple, list, slice) or len(keys) != len(pack.items)):
        raise v.fail(f"the keys of a {kind.__name__} do not match its items", where)


def check_terminator(v: _Verifier, node: Terminator, kind: type, where: Op | None) -> None:
    """Branches and conditions end in yield, loop bodies in next, functions in return."""
    if type(node) is not kind:
        place = "a function" if where is None else f"a block of {type(where).__name__}"
        raise v.fail(f"{place} ends in {kind.__name__}, not in {type(node).__name__}", where)


def check_iterables(v: _Verifier, op: For) -> None:
    """A for loop runs over something."""
    if not op.iterables:
        raise v.fail("a for loop without an iterable", op)


def check_count(
    v: _Verifier, what: str, found: tuple, against: str, expected: tuple, op: Op
) -> None:
    """Things that correspond by position are equally many."""
    if len(found) != len(expected):
        raise v.fail(f"{len(found)} {what}, {len(expected)} {against}", op)


def check_condition(v: _Verifier, operand: Operand, op: Op) -> None:
    """A condition is one truth value, hence no array with axes."""
    kind = operand.type if type(operand) is Value else None
    if type(kind) is ArrayType and kind.shape:
        raise v.fail(f"the condition {print_operand(operand)} is an array, {print_type(kind)}", op)


def check_types(
    v: _Verifier, what: str, found: tuple[Operand, ...], expected: tuple[Value, ...], op: Op
) -> None:
    """What a block hands on has the type of the value that receives it."""
    for operand, value in zip(found, expected):
        same = type(operand) is Value and operand.type is value.type
        if not same and not fits(operand, value.type):
            text = print_operand(operand)
            if type(operand) is Value:
                text += f": {print_type(operand.type)}"
            raise v.fail(f"{what} {text} does not fit %{value.name}: {print_type(value.type)}", op)


def _read_and_defined(op: If | For | While) -> tuple[frozenset[Value], frozenset[Value]]:
    """What an operation reads from outside, and what its blocks define; those in it are known."""
    read, own = set(op.uses), set()
    for block in blocks_of(op):
        read.update(block.terminator.uses, *map(_uses, block.ops))
        own.update(block.args, *map(_results, block.ops))
        for inner in block.controls:
            read |= inner.checked[0]
            own |= inner.checked[1]
    return frozenset(read - own), frozenset(own)
