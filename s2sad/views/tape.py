"""One run of a typed function, as a straight line: each operation on floats that was executed.

A Function and arguments come in, a `Tape` of `Step`s goes out. What surprises: floats travel
through the evaluator as `Node`s that know where they come from; containers stay containers, with
nodes in them, so that lists and tuples need no derivative of their own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from inspect import Parameter
from typing import Any

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.evaluator import evaluate
from ..ir.nodes import Block, Call, For, Function, If, Op, Value, While
from ..source import Span
from ..structure import flatten, is_differentiable, map_structure, walk

_CONTAINERS = (list, tuple, dict)
#: what only moves the items of containers
_MOVERS = (prims.list_append, prims.list_drop_last, prims.list_write, prims.build_list,
           list, tuple, reversed, iter, enumerate, zip)  # fmt: skip


class Node:
    """One float, or array of floats, of a run. `dot` and `bar` are None where they are zero.

    `step` made it; an input has none. `varied`: it depends on an input.
    """

    __slots__ = ("bar", "dot", "step", "tape", "value", "variable", "varied")

    def __init__(self, tape: Tape, value: Any, step: Step | None, variable: str = ""):
        self.tape = tape
        self.value = value
        self.step = step
        self.variable = variable
        self.varied = step is None or any(node.varied for node in step.inputs())
        self.dot: Any = None
        self.bar: Any = None

    def __bool__(self) -> bool:
        return bool(self.value)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Any]:
        return (self.tape.item(self, k) for k in range(len(self.value)))

    def __reversed__(self) -> Iterator[Any]:
        return (self.tape.item(self, k) for k in reversed(range(len(self.value))))


@dataclass(eq=False, slots=True)
class Step:
    """One executed operation. `nodes` has an entry for each leaf of `output`, None where the leaf
    is no float; `iteration` holds the number of the round in each loop around it."""

    callee: Any
    args: tuple
    kwargs: dict[str, Any]
    output: Any
    span: Span | None
    iteration: tuple[int, ...]
    nodes: list[Node | None] = field(default_factory=list)

    def inputs(self) -> Iterator[Node]:
        """The nodes among the operands."""
        yield from nodes_in((self.args, self.kwargs))


@dataclass(frozen=True, eq=False)
class CustomCall:
    """A function that is differentiated by rules of the user's; `closed` are the values that it
    closes over, which get no derivative."""

    fn: Function
    jvp: Callable[..., Any] | None
    vjp: Callable[..., Any] | None
    closed: tuple

    @property
    def __name__(self) -> str:
        return self.fn.name

    def __call__(self, *args: Any) -> Any:
        return evaluate(self.fn, *args, *self.closed)


@dataclass(eq=False)
class Tape:
    """The inputs (by their paths: `params[0]['w']`), the steps and the value of one run."""

    inputs: dict[str, Node] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    value: Any = None
    _rounds: list[int] = field(default_factory=list)
    _called: dict[Function, Function] = field(default_factory=dict)

    # what the evaluator runs in place of the function

    def run(self, fn: Function, args: list, kwargs: dict) -> None:
        """Evaluate the function, with calls that report to this tape."""
        self.value = evaluate(replace(fn, body=self._block(fn.body)), *args, **kwargs)

    def _block(self, block: Block, args: tuple = (), first: tuple = ()) -> Block:
        ops = tuple(new for op in block.ops for new in self._ops(op))
        return Block((*args, *block.args), (*first, *ops), block.terminator)

    def _ops(self, op: Op) -> tuple[Op, ...]:
        """What stands in place of an op. A loop gets one more iterable, which counts its rounds
        before the others make the items of the round."""
        match op:
            case Call():
                return (replace(op, callee=partial(self.execute, op)),)
            case If():
                blocks = self._block(op.then), self._block(op.orelse)
                return (replace(op, then=blocks[0], orelse=blocks[1]),)
            case For():
                counter, number = Value("counter"), Value("number")
                body = self._block(op.body, args=(number,))
                loop = replace(op, iterables=(counter, *op.iterables), body=body, even=False)
                return Call(self._enter, (), result=counter), loop, Call(self._leave, ())
            case While():
                first = (Call(self._count, ()),)
                condition = self._block(op.condition, first=first)
                loop = replace(op, condition=condition, body=self._block(op.body))
                return Call(self._enter, ()), loop, Call(self._leave, ())

    def _enter(self) -> Iterator[int]:
        self._rounds.append(-1)
        return iter(self._count, None)

    def _count(self) -> int:
        self._rounds[-1] += 1
        return self._rounds[-1]

    def _leave(self) -> None:
        self._rounds.pop()

    # what the calls do

    def execute(self, op: Call, *args: Any, **kwargs: Any) -> Any:
        """The result of a call, with nodes for floats; on the tape, where there are any."""
        if isinstance(op.callee, Function):
            return self._call(op.callee, args, op.span)
        if _only_moves(op.callee, args):
            return op.callee(*args, **kwargs)
        if op.callee == prims.Method("tolist") and isinstance(args[0], Node):
            return _nested(args[0])
        variable = "" if op.result is None else op.result.name
        return self.record(op.callee, args, kwargs, op.span, variable)

    def _call(self, fn: Function, args: tuple, span: Span | None) -> Any:
        """A call of another function: its statements, or one step where it has its own rules."""
        if fn not in self._called:
            # what a function closes over is passed by position, whatever its kind
            params = tuple(replace(param, kind=1) for param in fn.params)
            self._called[fn] = replace(fn, params=params, body=self._block(fn.body))
        custom = fn.derivative
        if custom is None or not hasattr(custom.wrapper, "vjp_rule"):
            return evaluate(self._called[fn], *args)
        if not isinstance(custom.result, Value):
            raise UnsupportedError(f"{fn.name}() has rules and returns more than one array, which "
                                   "a trace does not show", span)  # fmt: skip
        plain = replace(fn, params=self._called[fn].params)
        rest = unboxed(args[custom.count :])
        keywords = dict(zip(custom.keywords, rest))
        jvp, vjp = (
            rule and partial(rule, **keywords)
            for rule in (custom.wrapper.jvp_rule, custom.wrapper.vjp_rule)
        )
        call = CustomCall(plain, jvp, vjp, rest)
        return self.record(call, args[: custom.count], {}, span)

    def record(
        self, callee: Any, args: tuple, kwargs: dict, span: Span | None = None, variable: str = ""
    ) -> Any:
        """Call and note down the call, unless no float comes of it."""
        output = callee(*unboxed(args), **unboxed(kwargs))
        leaves, rebuild = flatten(output)
        if not any(map(is_differentiable, leaves)):
            return output
        step = Step(callee, args, kwargs, output, span, tuple(self._rounds))
        step.nodes = [
            Node(self, leaf, step, variable) if is_differentiable(leaf) else None
            for leaf in leaves
        ]
        self.steps.append(step)
        return rebuild([leaf if node is None else node for node, leaf in zip(step.nodes, leaves)])

    def item(self, node: Node, index: int) -> Any:
        """What iterating over an array gives."""
        return self.record(operator.getitem, (node, index), {}, node.step and node.step.span)

    def enter(self, name: str, argument: Any) -> Any:
        """The argument with nodes for its floats."""
        found = {path: leaf for path, leaf in walk(argument, name)}
        for path, leaf in found.items():
            if is_differentiable(leaf):
                found[path] = self.inputs[path] = Node(self, leaf, None, path)
        return flatten(argument)[1](found.values())


def _only_moves(callee: Any, args: tuple) -> bool:
    """True for operations on containers whose items are left as they are."""
    if callee in _MOVERS:
        return True
    held = [isinstance(arg, _CONTAINERS) for arg in args]
    if callee is operator.getitem or callee is len:
        return held[0]
    if callee is operator.add:
        return all(held)
    return callee is operator.mul and any(held) and any(type(arg) is int for arg in args)


def _nested(node: Any) -> Any:
    """`x.tolist()`, of nodes."""
    is_array = isinstance(node, Node) and getattr(node.value, "ndim", 0) > 0
    return [_nested(item) for item in node] if is_array else node


def nodes_in(tree: Any) -> Iterator[Node]:
    """The nodes in a tree of operands."""
    for leaf in flatten(tree)[0]:
        if isinstance(leaf, Node):
            yield leaf
        elif isinstance(leaf, prims.View):
            yield from nodes_in(leaf.args)


def unboxed(tree: Any) -> Any:
    """The tree with values in place of nodes."""
    return map_structure(_unboxed_leaf, tree)


def _unboxed_leaf(leaf: Any) -> Any:
    match leaf:
        case Node():
            return leaf.value
        case prims.View():
            return prims.View(leaf.function, *unboxed(leaf.args))
    return leaf


def record_run(fn: Function, args: tuple, kwargs: Mapping[str, Any] | None = None) -> Tape:
    """Run typed IR on arguments, and note down each operation on floats."""
    tape = Tape()
    boxed = [tape.enter(name, arg) for name, arg in zip(_names(fn, len(args)), args)]
    named = {name: tape.enter(name, arg) for name, arg in (kwargs or {}).items()}
    tape.run(fn, boxed, named)
    return tape


def _names(fn: Function, count: int) -> list[str]:
    """What the positional arguments are called: those of `*xs` are `xs[0]`, `xs[1]` …"""
    names = [p.name for p in fn.params if p.kind <= Parameter.POSITIONAL_OR_KEYWORD][:count]
    starred = [p.name for p in fn.params if p.kind == Parameter.VAR_POSITIONAL]
    rest = range(count - len(names))
    return names + [f"{starred[0] if starred else 'args'}[{k}]" for k in rest]
