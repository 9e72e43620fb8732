"""The IR: structured SSA. Values are defined once; control flow is nested blocks.

    function  ::=  func @name(param, ...) block          Function
    param     ::=  name ":" tree of values               Param
    block     ::=  { op ... terminator }                 Block (with arguments)
    op        ::=  %y = callee operand, ... key=operand  Call
                |  %r... = if operand block else block   If
                |  %r... = for %i in operand, ... carry (%a = operand, ...) block     For
                |  %r... = while carry (%a = operand, ...) block do block             While
    terminator::=  yield operand, ...                    Yield   of a branch or a loop's condition
                |  next operand, ... [stop operand]      Next    of a loop body
                |  return operand                        Return  of a function
    operand   ::=  %value | constant | pack              Value | Const | Pack
    pack      ::=  tuple, list, dict, slice or class of operands, nested at will

There is one way out of every block, its terminator. A `break` or a `return` in a loop is a carried
boolean: `next ..., stop %s` leaves the loop after this iteration, with the values that it names.
A `return` or `continue` in the middle is an `if` that holds the rest of the block in its other
branch. `raise` is an effect; the branch then yields UNDEFINED.

Everything here is immutable; a pass builds new nodes and keeps the old ones it did not change.
Values and nodes are compared by identity, and so are tuples of them. A test holds the compiler to
it (tests/ir/test_nodes.py): `frozen=True` would do so at run time, and make each of ten thousand
nodes four times as dear.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Callable, Union

from ..source import Span
from .types import Type


node = dataclass(slots=True, eq=False)


def known():
    """A field that the others determine: what the node reads itself, with repetition (`uses`), or
    holds."""
    return field(init=False, repr=False)


class Value:
    """One definition. `name` is the user's name for it or a suggestion (emission may add a number).

    `type` is None in untyped IR.
    """

    __slots__ = ("name", "type", "span")

    def __init__(self, name: str = "", type: Type | None = None, span: Span | None = None):
        self.name = name
        self.type = type
        self.span = span

    def __repr__(self) -> str:
        return f"%{self.name or '?'}: {self.type}"


class _Undefined:
    """The value of a variable on a path that does not assign it."""

    def __repr__(self) -> str:
        return "undefined"

    def __reduce__(self):
        return "UNDEFINED"


UNDEFINED = _Undefined()


@node
class Const:
    """A value known when the code is generated: a number, None, a string, a dtype, a function."""

    value: Any

    def __repr__(self) -> str:
        return f"Const({self.value!r})"


def is_undefined(operand: object) -> bool:
    """True for the constant that stands for no value."""
    return type(operand) is Const and operand.value is UNDEFINED


@node
class Pack:
    """A tree of operands. `kind` is tuple, list, dict, slice or a class that is called with them.

    `dict`: items are values, `keys` constants of the same length. A class (a namedtuple, a
    dataclass): items by position, or by `keys` where given. `slice` has always three items.
    """

    kind: type
    items: tuple["Operand", ...]
    keys: tuple[Any, ...] | None = None


Operand = Union[Value, Const, Pack]


def leaves(operand: Operand) -> tuple[Value, ...]:
    """The Values in an operand, from left to right."""
    kind = type(operand)
    if kind is Value:
        return (operand,)
    if kind is Pack:
        return all_leaves(operand.items)
    return ()


def all_leaves(operands: Sequence[Operand]) -> tuple[Value, ...]:
    """The Values in several operands, from left to right."""
    for operand in operands:
        if type(operand) is not Value:
            break
    else:
        return tuple(operands)
    found: list[Value] = []
    for operand in operands:
        kind = type(operand)
        if kind is Value:
            found.append(operand)
        elif kind is Pack:
            found += all_leaves(operand.items)
    return tuple(found)


@dataclass(slots=True, eq=False, init=False)
class Call:
    """`result = callee(*args, **kwargs)`. The callee is static: a Python callable (`np.sin`,
    `operator.add`, a function of `ir.prims`) or another `Function`.

    `effect`: must happen, once, in order (print, assert, a draw from a generator).
    `result` is None where nothing uses it and the call is kept for its effect. `uses` is `args`
    itself where that holds values alone. `key` is filled in by `passes.cse`, `checked` by the
    verifier when it has found the call to be right.
    """

    callee: Callable | "Function"
    args: tuple[Operand, ...]
    kwargs: tuple[tuple[str, Operand], ...] = ()
    result: Value | None = None
    effect: bool = False
    span: Span | None = None
    results: tuple[Value, ...] = known()
    uses: tuple[Value, ...] = known()
    key: Hashable | None = known()
    checked: bool | None = known()

    def __init__(self, callee, args, kwargs=(), result=None, effect=False, span=None):
        self.callee, self.args, self.kwargs = callee, args, kwargs
        self.result, self.effect, self.span = result, effect, span
        self.results = () if result is None else (result,)
        self.uses = all_leaves([*args, *[v for _, v in kwargs]] if kwargs else args)
        self.key = self.checked = None


@node
class If:
    """Both blocks end in a Yield with one operand for each result.

    `checked`, here and in loops: what is read from outside and what the blocks define, filled in by
    the verifier when it has found both to be right.
    """

    condition: Operand
    then: "Block"
    orelse: "Block"
    results: tuple[Value, ...] = ()
    span: Span | None = None
    uses: tuple[Value, ...] = known()
    checked: tuple[frozenset[Value], frozenset[Value]] | None = known()

    def __post_init__(self):
        self.uses = all_leaves((self.condition,))
        self.checked = None


@node
class For:
    """`body.args` are one loop variable for each iterable, then one argument for each carry.

    Several iterables advance together and the shortest ends the loop, as with `zip`. Results are
    the carries after the last iteration (the `inits` where there was none). The body ends in a
    Next with one operand for each carry. `even`: the iterables are known to be equally long.
    """

    iterables: tuple[Operand, ...]
    inits: tuple[Operand, ...]
    body: "Block"
    results: tuple[Value, ...] = ()
    span: Span | None = None
    even: bool = False
    uses: tuple[Value, ...] = known()
    checked: tuple[frozenset[Value], frozenset[Value]] | None = known()

    def __post_init__(self):
        self.uses = all_leaves(self.iterables + self.inits)
        self.checked = None


@node
class While:
    """`condition` and `body` both take the carries as arguments; the condition yields a boolean."""

    inits: tuple[Operand, ...]
    condition: "Block"
    body: "Block"
    results: tuple[Value, ...] = ()
    span: Span | None = None
    uses: tuple[Value, ...] = known()
    checked: tuple[frozenset[Value], frozenset[Value]] | None = known()

    def __post_init__(self):
        self.uses = all_leaves(self.inits)
        self.checked = None


Op = Union[Call, If, For, While]


@node
class Yield:
    operands: tuple[Operand, ...] = ()
    uses: tuple[Value, ...] = known()

    def __post_init__(self):
        self.uses = all_leaves(self.operands)


@node
class Next:
    """`stop` is an operand of boolean type, or None for a loop that runs to its end."""

    operands: tuple[Operand, ...] = ()
    stop: Operand | None = None
    uses: tuple[Value, ...] = known()

    def __post_init__(self):
        self.uses = all_leaves((*self.operands, self.stop))


@node
class Return:
    """`value` is the function's result; `versions` the last version of each parameter that the
    function writes into, in the order of `Function.written`: they keep the writes alive."""

    value: Operand
    versions: tuple[Operand, ...] = ()
    uses: tuple[Value, ...] = known()

    def __post_init__(self):
        self.uses = all_leaves((self.value, *self.versions))


Terminator = Union[Yield, Next, Return]


_CALL = {Call}


@node
class Block:
    """`controls`: the branches and loops among the ops."""

    args: tuple[Value, ...]
    ops: tuple[Op, ...]
    terminator: Terminator
    controls: tuple["If | For | While", ...] = known()

    def __post_init__(self):
        only_calls = _CALL.issuperset(map(type, self.ops))
        self.controls = () if only_calls else tuple([o for o in self.ops if type(o) is not Call])


@node
class Param:
    """A parameter of the function: its name and the tree of values that it brings.

    The leaves are Values (what the body uses) or Consts (what the signature fixed, such as a
    string); `Pack` is the structure, for instance a list of tuples of arrays. `kind` is Python's
    (inspect.Parameter kinds); `default` is None, or a Const holding the default value. `absent`:
    paths to arrays that may be placeholders, which nobody reads (see `analysis.absent`).
    `moves`: a derivative with respect to it was taken, for which its numbers must be floats. The
    dtypes of other arguments are only what the signature says, which exported code does not check.
    """

    name: str
    tree: Operand
    kind: int = 1
    default: Const | None = None
    absent: tuple[tuple[int, ...], ...] = ()
    moves: bool = False


@node
class Function:
    """`written` are the parameter leaves that the function changes in place, for its caller to see.

    `derivative` is None, or the custom derivative that stands in place of the body's own.
    `results` is the type of what a function returns that stays a call.
    `derived` are the derivatives that were made of it, by what they are with respect to; `facts`
    what was found out about it and stays so. A function that calls itself is `declared` first, and
    `defined` when its body is known.
    """

    name: str
    params: tuple[Param, ...]
    body: Block
    written: tuple[Value, ...] = ()
    span: Span | None = None
    doc: str | None = None
    derivative: Any = None
    results: Type | None = None
    derived: dict = field(default_factory=dict, init=False)
    facts: dict = field(default_factory=dict, init=False)


def declared(name: str) -> Function:
    """A function that can be called already; `define` gives it the rest."""
    return Function(name, (), Block((), (), Return(Const(None))))


def define(fn: Function, like: Function) -> None:
    """Give a declared function all that the other has, but for its name and its derivatives."""
    fn.facts.clear()
    for each in fields(Function):
        if each.name not in ("name", "derived", "facts"):
            object.__setattr__(fn, each.name, getattr(like, each.name))


__all__ = [
    "Block", "Call", "Const", "For", "Function", "If", "Next", "Op", "Operand", "Pack", "Param",
    "Return", "Terminator", "UNDEFINED", "Value", "While", "Yield", "declared", "define",
    "is_undefined", "leaves", "all_leaves",
]  # fmt: skip
