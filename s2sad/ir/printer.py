"""IR to text: a Function in, text out that `parser.parse_function` reads back.

The text holds all that decides what the code computes. Spans, docstrings and custom derivatives
are not part of it. Functions that are called or closed over are printed after the one asked for.
Names are settled in the order of the text: that of a loop's result before those inside it.
"""

from __future__ import annotations

import builtins
import cmath
import math
import operator
import re
import sys
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import zip_longest
from types import BuiltinMethodType, MethodType, ModuleType
from typing import Any

import numpy as np

from . import prims
from .distributions import distribution_of
from .nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Param, Return,
    Terminator, Value, While, Yield,
)  # fmt: skip
from .types import ArrayType, Axis, Dim, IterType, ListType, OpaqueType, ScalarType, TupleType, Type

# --- names of callables ---------------------------------------------------------------------

#: first words of a dotted name
ROOTS: dict[str, Any] = {
    "np": np, "math": math, "cmath": cmath, "operator": operator, "builtins": builtins,
}  # fmt: skip


def _public_callables(module: ModuleType) -> dict[str, Any]:
    return {k: v for k, v in vars(module).items() if k[0] != "_" and callable(v)}


#: names that stand alone; `pow` is the operator, and `next` is a word of the text
BARE: dict[str, Any] = {
    **_public_callables(operator),
    **_public_callables(builtins),
    **{k: v for k, v in _public_callables(prims).items() if v.__module__ == prims.__name__},
    "pow": operator.pow,
}
del BARE["next"]

_PREFIXES = ("np.", "np.linalg.", "np.fft.", "np.random.", "math.", "cmath.", "operator.",
             "builtins.", "scipy.special:")  # fmt: skip


def find_callable(name: str, load: Callable[[str], ModuleType] = sys.modules.__getitem__) -> Any:
    """What a printed name stands for; LookupError or AttributeError where there is no such thing.

    `load` gives the module before a colon.
    """
    if name.startswith("."):
        return prims.Method(name[1:])
    module, colon, path = name.rpartition(":")
    first, *rest = path.split(".")
    if colon:
        start = getattr(load(module), first)
    else:
        start = ROOTS[first] if first in ROOTS else BARE[first]
    return reduce(getattr, rest, start)


def _candidate_names(callee: Any) -> Iterator[str]:
    name = getattr(callee, "__name__", None)
    if isinstance(name, str):
        yield name
        yield from (prefix + name for prefix in _PREFIXES)
        owner = getattr(callee, "__objclass__", None) or getattr(callee, "__self__", None)
        if isinstance(owner, (type, np.ufunc)):
            yield f"{callee_name(owner)}.{name}"
        distribution = distribution_of(callee)
        if distribution is not None:
            yield f"scipy.stats:{distribution}.{name}"
    module = getattr(callee, "__module__", None)
    qualname = getattr(callee, "__qualname__", None)
    if isinstance(module, str) and isinstance(qualname, str):
        yield f"{module}:{qualname}"


def _names(name: str, callee: Any) -> bool:
    try:
        found = find_callable(name)
    except (LookupError, AttributeError):
        return False
    # a method is a new object at each access
    is_method = isinstance(callee, (BuiltinMethodType, MethodType))
    return found is callee or (is_method and type(found) is type(callee) and found == callee)


def callee_name(callee: Any) -> str:
    """The shortest name that finds the callable again; what cannot be found is named as well."""
    if isinstance(callee, prims.Method):
        return f".{callee.name}"
    last = ""
    for name in _candidate_names(callee):
        if _names(name, callee):
            return name
        last = name
    return last if ":" in last else f"<object {_class_path(callee)}>"


def _class_path(value: Any) -> str:
    return f"{type(value).__module__}:{type(value).__qualname__}"


# --- types ----------------------------------------------------------------------------------


def print_type(type: Type) -> str:
    """The type as text that holds all of it: `str` leaves out whether an axis may be 1."""
    match type:
        case ScalarType(dtype="bool", python=False):
            return "bool_"
        case ArrayType(dtype=dtype, shape=shape):
            return f"{dtype}[{', '.join(map(_axis, shape))}]"
        case TupleType(items=items):
            return _tuple_text([print_type(item) for item in items])
        case ListType(item=item):
            return f"list<{'' if item is None else print_type(item)}>"
        case IterType(item=item):
            return f"iter<{print_type(item)}>"
        case OpaqueType(name=name) if name:
            plain = name.replace(".", "").replace(":", "").isidentifier()
            return f"opaque<{name if plain else repr(name)}>"
        case _:
            return str(type)


#: name, `?` where the length may be 1, offset
AXIS = re.compile(r"([^\s,'\[\]]+?|'[^'\n]*')(\?)?(?:-(\d+))?")


def _axis(axis: Axis) -> str:
    if not isinstance(axis, Dim):
        return str(axis)
    marks = f"{'' if axis.not_one else '?'}{f'-{axis.offset}' if axis.offset else ''}"
    text = axis.name + marks
    match = None if text.isdigit() else AXIS.fullmatch(text)
    return text if match and match[1] == axis.name else f"'{axis.name}'{marks}"


def _tuple_text(items: list[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


# --- the text -------------------------------------------------------------------------------


class _Namer:
    """One name for each node, numbered on a clash."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def __call__(self, node: Value | Function, sigil: str) -> str:
        name = self.names.get(node)
        if name is None:
            name = self.names[node] = sigil + self._fresh(_clean(node.name))
        return name

    def _fresh(self, base: str) -> str:
        name = base
        while not name or name in self._taken:
            number = self._next.get(base, 1 if base else 0)
            self._next[base] = number + 1
            name = f"{base}_{number}" if base else str(number)
        self._taken.add(name)
        return name


def _clean(name: str) -> str:
    # digits alone are how the nameless are numbered
    text = "".join(c if c.isalnum() or c in "_.<>" else "_" for c in name)
    return "" if text.isdigit() else text


class _Printer:
    def __init__(self, lines: bool = False) -> None:
        self.lines = lines
        self.functions = _Namer()
        self.values = _Namer()
        self.out: list[str] = []

    def value(self, value: Value) -> str:
        return self.values(value, "%")

    def typed(self, value: Value) -> str:
        if not isinstance(value, Value):
            return self.operand(value)
        name = self.value(value)
        return name if value.type is None else f"{name}: {print_type(value.type)}"

    def operand(self, operand: Any, leaf: Callable[[Value], str] | None = None) -> str:
        match operand:
            case Value():
                return (leaf or self.value)(operand)
            case Const():
                return self.literal(operand.value)
            case Pack():
                items = [self.operand(item, leaf) for item in operand.items]
                return self._pack(operand.kind, items, operand.keys)
            case _:
                return f"<not an operand: {_class_path(operand)}>"

    def operands(self, operands: tuple[Operand, ...]) -> str:
        return ", ".join(map(self.operand, operands))

    def _pack(self, kind: type, items: list[str], keys: tuple | None) -> str:
        if kind is tuple:
            return _tuple_text(items)
        if kind is list:
            return f"[{', '.join(items)}]"
        if kind is dict:
            pairs = zip(map(self.literal, keys or ()), items)
            return f"{{{', '.join(f'{k}: {v}' for k, v in pairs)}}}"
        if keys is not None:
            items = [f"{k}={v}" for k, v in zip(keys, items)]
        return f"{callee_name(kind)}({', '.join(items)})"

    def literal(self, value: Any) -> str:
        """A constant; a container of constants reads as the Pack of them."""
        kind = type(value)
        if value is UNDEFINED:
            return "undefined"
        if value is ...:
            return "..."
        if value is None or kind in (bool, int, float, str, bytes):
            return repr(value)
        if kind is complex:
            return repr(value).strip("()")
        if kind is slice:
            bounds = [self.literal(v) for v in (value.start, value.stop, value.step)]
            return self._pack(slice, bounds, None)
        if kind in (tuple, list):
            return self._pack(kind, [self.literal(v) for v in value], None)
        if kind is dict:
            return self._pack(dict, [self.literal(v) for v in value.values()], tuple(value))
        if kind is Function:
            return self.functions(value, "@")
        return self._symbol(value)

    def _symbol(self, value: Any) -> str:
        if isinstance(value, ModuleType):
            aliases = [name for name, module in ROOTS.items() if module is value]
            return f"<{aliases[0] if aliases else f'module {value.__name__}'}>"
        if isinstance(value, np.dtype):
            return f"<dtype {value.name if value.isbuiltin else repr(value.str)}>"
        if isinstance(value, np.generic):
            item = value.item()
            plain = str(value) if type(item) is type(value) else item
            return f"<{callee_name(type(value))} {self.literal(plain)}>"
        name = callee_name(value) if callable(value) else f"<object {_class_path(value)}>"
        return name if name[0] == "<" else f"<{name}>"

    def block(self, block: Block, indent: str) -> None:
        for op in block.ops:
            self.op(op, indent)
        self.out.append(indent + self.terminator(block.terminator))

    def op(self, op: Op, indent: str) -> None:
        head = indent + self._results(op)
        match op:
            case Call():
                self._line(head + self._call(op), op)
            case If():
                self._line(f"{head}if {self.operand(op.condition)} {{", op)
                self.block(op.then, indent + "  ")
                self.out.append(f"{indent}}} else {{")
                self.block(op.orelse, indent + "  ")
                self.out.append(indent + "}")
            case For():
                count = len(op.iterables)
                variables = ", ".join(map(self.typed, op.body.args[:count]))
                inner = f"{variables} in {'even ' * op.even}{self.operands(op.iterables)}"
                carry = self._carry(op.body.args[count:], op.inits)
                self._line(f"{head}for {inner} {carry}{{", op)
                self.block(op.body, indent + "  ")
                self.out.append(indent + "}")
            case While():
                self._line(f"{head}while {self._carry(op.condition.args, op.inits)}{{", op)
                self.block(op.condition, indent + "  ")
                args = ", ".join(map(self.typed, op.body.args))
                self.out.append(f"{indent}}} do {f'({args}) ' if args else ''}{{")
                self.block(op.body, indent + "  ")
                self.out.append(indent + "}")
            case _:
                self.out.append(f"{indent}<not an op: {_class_path(op)}>")

    def _line(self, text: str, op: Op) -> None:
        self.out.append(f"{text}  # line {op.span.line}" if self.lines and op.span else text)

    def _results(self, op: Any) -> str:
        results = getattr(op, "results", ())
        return f"{', '.join(map(self.typed, results))} = " if results else ""

    def _call(self, op: Call) -> str:
        callee = op.callee
        name = self.functions(callee, "@") if type(callee) is Function else callee_name(callee)
        args = [self.operand(arg) for arg in op.args]
        args += [f"{key}={self.operand(arg)}" for key, arg in op.kwargs]
        return " ".join([name + "!" * op.effect, ", ".join(args)]).rstrip()

    def _carry(self, args: tuple[Value, ...], inits: tuple[Operand, ...]) -> str:
        if not args and not inits:
            return ""
        # counts differ in broken IR only, which must still be printed for the error message
        pairs = [
            f"{'?' if arg is None else self.typed(arg)} = "
            f"{'?' if init is None else self.operand(init)}"
            for arg, init in zip_longest(args, inits)
        ]
        return f"carry ({', '.join(pairs)}) "

    def terminator(self, terminator: Terminator) -> str:
        match terminator:
            case Yield():
                return f"yield {self.operands(terminator.operands)}".rstrip()
            case Next():
                text = f"next {self.operands(terminator.operands)}".rstrip()
                stop = terminator.stop
                return text if stop is None else f"{text} stop {self.operand(stop)}"
            case Return():
                text = f"return {self.operand(terminator.value)}"
                versions = self.operands(terminator.versions)
                return f"{text} writes {versions}" if versions else text
            case _:
                return f"<not a terminator: {_class_path(terminator)}>"

    def program(self, fn: Function) -> str:
        self.functions(fn, "@")
        done = 0
        while done < len(self.functions.names):
            if done:
                self.out.append("")
            self.function(list(self.functions.names)[done])
            done += 1
        return "\n".join(self.out)

    def function(self, fn: Function) -> None:
        self.values = _Namer()
        params = ", ".join(map(self._param, fn.params))
        written = ", ".join(map(self.value, fn.written))
        writes = f" writes {written}" if written else ""
        self.out.append(f"func {self.functions(fn, '@')}({params}){writes} {{")
        self.block(fn.body, "  ")
        self.out.append("}")

    def _param(self, param: Param) -> str:
        tree = self.operand(param.tree, self.typed)
        plain = isinstance(param.tree, Value) and self.value(param.tree) == f"%{param.name}"
        text = KIND_MARKS[param.kind] + (tree if plain else f"{param.name}: {tree}")
        return text if param.default is None else f"{text} = {self.operand(param.default)}"


#: what stands before a parameter, by Python's kind of it
KIND_MARKS = ("positional ", "", "*", "keyword ", "**")


def print_function(fn: Function, lines: bool = False) -> str:
    """The function, and after it each function that it reaches; no newline at the end.

    `lines` adds the user's line as a comment to each op.
    """
    return _Printer(lines).program(fn)


def print_op(op: Op) -> str:
    """One op with what is nested in it; names are settled within this text alone."""
    printer = _Printer()
    printer.op(op, "")
    return "\n".join(printer.out)


def print_block(block: Block) -> str:
    """The ops and the terminator of a block; names are settled within this text alone."""
    printer = _Printer()
    printer.block(block, "")
    return "\n".join(printer.out)


def print_operand(operand: Operand) -> str:
    """One operand; names are settled within this text alone."""
    return _Printer().operand(operand)


def print_terminator(terminator: Terminator) -> str:
    """One terminator; names are settled within this text alone."""
    return _Printer().terminator(terminator)
