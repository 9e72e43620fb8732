"""Text to IR: what `printer.print_function` wrote comes in, the Function comes out.

Newlines and `;` separate ops. Names are imported to find callables: parse only trusted text.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import Error
from .nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Param, Return,
    Terminator, Value, While, Yield,
)  # fmt: skip
from .printer import AXIS, KIND_MARKS, ROOTS, find_callable
from .types import (
    DTYPES, PYTHON_SCALARS, ArrayType, Axis, Dim, IterType, ListType, OpaqueType, RecordType,
    ScalarType, TupleType, Type,
)  # fmt: skip

_REAL = r"(?:inf|nan|\d+(?:\.\d*)?(?:e[-+]?\d+)?)"
_END = r"(?![\w.(])"
_STRING = r"""[bB]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_SYMBOL = r"<(?:'[^'\n]*'|[^'<>\n]|<[^<>\n]*>)*>"
_CALLEE = r"\.?[A-Za-z_][\w.]*(?::[\w.<>]+)?"
_WORDS = {"None": None, "True": True, "False": False, "undefined": UNDEFINED}
_SCALARS = {
    **{name: ScalarType(name) for name in DTYPES},
    **{name: ScalarType(dtype, python=True) for dtype, name in PYTHON_SCALARS.items()},
    "bool_": ScalarType("bool"),
}


class ParseError(Error, ValueError):
    """The text is not IR; the message names the line."""


class _Parser:
    """Recursive descent over the text itself; each method reads one rule of the grammar."""

    def __init__(self, text: str):
        self.text = text
        self.pos = 0
        self.functions: dict[str, Function] = {}
        self.records: dict[str, RecordType] = {}
        self.values: dict[str, Value] = {}

    def fail(self, message: str) -> ParseError:
        number = self.text.count("\n", 0, self.pos)
        line = self.text.split("\n")[number].strip()
        return ParseError(f"line {number + 1}: {message}: {line}")

    def take(self, pattern: str) -> str | None:
        """What the pattern matches here, after blanks and comments; None where it does not."""
        match = re.compile(rf"(?:[ \t]|#[^\n]*)*({pattern})").match(self.text, self.pos)
        if match is None:
            return None
        self.pos = match.end()
        return match[1]

    def expect(self, pattern: str, what: str) -> str:
        found = self.take(pattern)
        if found is None:
            raise self.fail(f"expected {what} at {self.text[self.pos :].lstrip(' ')[:12]!r}")
        return found

    def gap(self) -> None:
        """Over blank lines, separators and comments."""
        self.take(r"(?:[\s;]|#[^\n]*)*")

    def at(self, pattern: str) -> bool:
        start = self.pos
        found = self.take(pattern) is not None
        self.pos = start
        return found

    def word(self, word: str) -> bool:
        return self.take(rf"{re.escape(word)}(?!\w)") is not None

    def sign(self, sign: str) -> None:
        self.expect(re.escape(sign), repr(sign))

    def items(self, item: Callable[[], Any], close: str) -> list:
        """Items up to the closing bracket; lines may break between them."""
        found: list = []
        self.gap()
        while not self.take(re.escape(close)):
            if found:
                self.sign(",")
                self.gap()
                if self.take(re.escape(close)):
                    break
            found.append(item())
            self.gap()
        return found

    def commas(self, item: Callable[[], Any]) -> list:
        found = [item()]
        while self.take(","):
            found.append(item())
        return found

    def program(self) -> Function:
        # a function may be called above its text or in it: make them all, then fill them
        for name in re.findall(r"^\s*func @([\w.<>]+)", self.text, re.MULTILINE):
            if name in self.functions:
                raise self.fail(f"@{name} is defined twice")
            self.functions[name] = Function.__new__(Function)
        self.gap()
        first = self.function()
        self.gap()
        while not self.at(r"\Z"):
            self.function()
            self.gap()
        return first

    def function(self) -> Function:
        if self.word("func"):
            name = self.expect(r"@[\w.<>]+", "the function's @name")[1:]
        else:
            name = self.expect(r"[A-Za-z_]\w*", "func @name")
            self.functions.setdefault(name, Function.__new__(Function))
        self.values = {}
        self.sign("(")
        params = tuple(self.items(self.param, ")"))
        written = tuple(self.commas(self.use)) if self.word("writes") else ()
        fn = self.functions[name]
        fn.__init__(name, params, self.block(), written)
        return fn

    def param(self) -> Param:
        mark = self.take(r"\*\*?|positional |keyword ") or ""
        if self.at("%"):
            tree: Operand = self.define()
            name = tree.name
        else:
            name = self.expect(r"[\w.]+", "a parameter")
            self.sign(":")
            tree = self.operand(self.define)
        default = Const(self.constant()) if self.take("=") else None
        return Param(name, tree, KIND_MARKS.index(mark), default)

    def define(self) -> Value:
        name = self.expect(r"%[\w.<>]+", "a %value")[1:]
        if name in self.values:
            raise self.fail(f"%{name} is defined twice")
        type = self.type() if self.take(":") else None
        value = self.values[name] = Value("" if name.isdigit() else name, type)
        return value

    def use(self) -> Value:
        name = self.expect(r"%[\w.<>]+", "a %value")[1:]
        if name not in self.values:
            raise self.fail(f"%{name} is not defined")
        return self.values[name]

    def block(self, args: list[Value] | None = None) -> Block:
        self.sign("{")
        ops = []
        while True:
            self.gap()
            terminator = self.terminator()
            if terminator is not None:
                break
            ops.append(self.op())
            if not self.at(r"[\n;}]"):
                raise self.fail(f"unexpected {self.text[self.pos :].splitlines()[0].strip()!r}")
        self.gap()
        self.expect(r"\}", "'}' after the terminator")
        return Block(tuple(args or ()), tuple(ops), terminator)

    def terminator(self) -> Terminator | None:
        if self.word("yield"):
            return Yield(self.rest())
        if self.word("next"):
            operands = () if self.at(r"stop\b") else self.rest()
            return Next(operands, self.operand() if self.word("stop") else None)
        if self.word("return"):
            value = self.operand()
            return Return(value, self.rest() if self.word("writes") else ())
        return None

    def rest(self) -> tuple[Operand, ...]:
        """Operands up to the end of the op."""
        return () if self.at(r"[\n;}]|\Z") else tuple(self.commas(self.operand))

    def op(self) -> Op:
        results: tuple[Value, ...] = ()
        if self.at("%"):
            results = tuple(self.commas(self.define))
            self.sign("=")
        if self.word("if"):
            return self.if_(results)
        if self.word("for"):
            return self.for_(results)
        if self.word("while"):
            return self.while_(results)
        if len(results) > 1:
            raise self.fail("a call has one result")
        return self.call(results[0] if results else None)

    def call(self, result: Value | None) -> Call:
        callee = self.function_name() if self.at("@") else self.callee()
        effect = self.take("!") is not None
        arguments = [] if self.at(r"[\n;}]|\Z") else self.commas(self.argument)
        args = tuple(operand for key, operand in arguments if key is None)
        kwargs = tuple((key, operand) for key, operand in arguments if key is not None)
        if any(key is None for key, _ in arguments[len(args) :]):
            raise self.fail("positional argument after a keyword")
        return Call(callee, args, kwargs, result, effect)

    def argument(self, leaf: Callable[[], Value] | None = None) -> tuple[str | None, Operand]:
        key = self.take(r"[A-Za-z_]\w*[ \t]*=")
        return (key[:-1].rstrip() if key else None), self.operand(leaf)

    def if_(self, results: tuple[Value, ...]) -> If:
        condition = self.operand()
        then = self.block()
        if not self.word("else"):
            raise self.fail("expected 'else'")
        return If(condition, then, self.block(), results)

    def for_(self, results: tuple[Value, ...]) -> For:
        variables = self.commas(self.define)
        self.expect(r"in\b", "'in'")
        even, iterables = self.word("even"), tuple(self.commas(self.operand))
        args, inits = self.carry()
        return For(iterables, inits, self.block([*variables, *args]), results, even=even)

    def while_(self, results: tuple[Value, ...]) -> While:
        args, inits = self.carry()
        condition = self.block(args)
        self.expect(r"do\b", "'do'")
        body_args = self.items(self.define, ")") if self.take(r"\(") else []
        return While(inits, condition, self.block(body_args), results)

    def carry(self) -> tuple[list[Value], tuple[Operand, ...]]:
        if not self.word("carry"):
            return [], ()
        self.sign("(")
        pairs = self.items(self.carried, ")")
        return [value for value, _ in pairs], tuple(init for _, init in pairs)

    def carried(self) -> tuple[Value, Operand]:
        value = self.define()
        self.sign("=")
        return value, self.operand()

    def operand(self, leaf: Callable[[], Value] | None = None) -> Operand:
        """`leaf` reads a value; a use of one unless told otherwise."""
        if self.at("%"):
            return (leaf or self.use)()
        if self.take(r"\("):
            return self.tuple_(leaf)
        if self.take(r"\["):
            return Pack(list, tuple(self.items(lambda: self.operand(leaf), "]")))
        if self.take(r"\{"):
            return self.pairs(dict, lambda: self.key_of_dict(leaf), "}")
        if self.at(rf"{_CALLEE}\("):
            return self.class_pack(leaf)
        return Const(self.constant())

    def tuple_(self, leaf: Callable[[], Value] | None) -> Pack:
        items = tuple(self.items(lambda: self.operand(leaf), ")"))
        if len(items) == 1 and not self.text[: self.pos - 1].rstrip().endswith(","):
            raise self.fail("a tuple of one item needs a comma")
        return Pack(tuple, items)

    def key_of_dict(self, leaf: Callable[[], Value] | None) -> tuple[Any, Operand]:
        key = self.constant()
        self.sign(":")
        return key, self.operand(leaf)

    def pairs(self, kind: type, item: Callable[[], Any], close: str) -> Pack:
        pairs = self.items(item, close)
        return Pack(kind, tuple(v for _, v in pairs), tuple(k for k, _ in pairs))

    def class_pack(self, leaf: Callable[[], Value] | None) -> Pack:
        kind = self.callee()
        self.sign("(")
        pack = self.pairs(kind, lambda: self.argument(leaf), ")")
        by_position = all(key is None for key in pack.keys)
        if not by_position and None in pack.keys:
            raise self.fail("either all items have keys or none")
        return Pack(kind, pack.items) if by_position else pack

    def constant(self) -> Any:
        """A constant; a container only where it holds constants alone."""
        if (text := self.take(rf"[-+]?(?:{_REAL}[-+])?{_REAL}j{_END}")) is not None:
            return complex(text)
        if (text := self.take(rf"-?{_REAL}{_END}")) is not None:
            return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
        if (text := self.take(_STRING)) is not None:
            return ast.literal_eval(text)
        if self.take(r"\.\.\."):
            return ...
        if (text := self.take(_SYMBOL)) is not None:
            return self.symbol(text[1:-1])
        if self.at("@"):
            return self.function_name()
        if self.at(r"[(\[{]|slice\("):
            return self.value_of(self.operand())
        for word, value in _WORDS.items():
            if self.word(word):
                return value
        raise self.fail(f"expected a constant at {self.text[self.pos :].lstrip(' ')[:12]!r}")

    def value_of(self, operand: Operand) -> Any:
        match operand:
            case Const(value=value):
                return value
            case Pack(kind=kind, items=items, keys=keys) if kind in (tuple, list, dict, slice):
                values = [self.value_of(item) for item in items]
                if kind is slice:
                    return slice(*values)
                return dict(zip(keys, values)) if kind is dict else kind(values)
        raise self.fail("expected a constant")

    def function_name(self) -> Function:
        name = self.expect(r"@[\w.<>]+", "a @function")[1:]
        if name not in self.functions:
            raise self.fail(f"there is no func @{name} in the text")
        return self.functions[name]

    def callee(self) -> Any:
        name = self.expect(_CALLEE, "the name of a callable")
        return self.find(name)

    def find(self, name: str) -> Any:
        try:
            return find_callable(name, importlib.import_module)
        except (LookupError, AttributeError, ImportError):
            raise self.fail(f"{name} cannot be found") from None

    def symbol(self, text: str) -> Any:
        """What stands between < and >: a dtype, a module, a NumPy scalar or a callable."""
        first, _, rest = text.partition(" ")
        if first == "object":
            raise self.fail(f"{rest} has no text that could be read back")
        try:
            if first == "dtype":
                return np.dtype(rest.strip("'"))
            if first == "module":
                return importlib.import_module(rest)
        except (TypeError, ImportError):
            raise self.fail(f"{first} {rest} cannot be found") from None
        if rest:
            return self.find(first)(_Parser(rest).constant())
        return ROOTS[first] if first in ROOTS else self.find(first)

    def type(self) -> Type:
        if self.take(r"\("):
            return TupleType(tuple(self.items(self.type, ")")))
        name = self.expect(r"[A-Za-z]\w*", "a type")
        if name in ("list", "iter"):
            self.sign("<")
            item = None if name == "list" and self.at(">") else self.type()
            self.sign(">")
            return ListType(item) if name == "list" else IterType(item)
        if name == "opaque":
            text = self.take(rf"<(?:{_STRING}|[^<>\n]*)>")
            inner = text[1:-1] if text else ""
            return OpaqueType(ast.literal_eval(inner) if inner[:1] in ("'", '"') else inner)
        if name == "record":
            text = self.expect(r"<[^<>\n]*>", "the name of a record")[1:-1]
            return self.records.setdefault(text, RecordType(text))
        if name in DTYPES and self.take(r"\["):
            return ArrayType(name, tuple(self.items(self.axis, "]")))
        if name not in _SCALARS:
            raise self.fail(f"{name} is no type")
        return _SCALARS[name]

    def axis(self) -> Axis:
        text = self.expect(r"(?:'[^'\n]*'|[^\s,'\[\]])+", "a length")
        if text.isdigit():
            return int(text)
        match = AXIS.fullmatch(text)
        if match is None:
            raise self.fail(f"{text} is no length")
        return Dim(match[1].strip("'"), match[2] is None, int(match[3] or 0))


def parse_function(text: str) -> Function:
    """The first function of the text; the others are found from it through their names."""
    return _Parser(text).program()


def parse_type(text: str) -> Type:
    """The type that `print_type` wrote: `f64[n, 3]`, `(int, list<f64>)`."""
    parser = _Parser(text)
    type = parser.type()
    if not parser.at(r"\s*\Z"):
        raise parser.fail("unexpected text after the type")
    return type
