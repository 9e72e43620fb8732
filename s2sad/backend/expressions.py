"""Prints expressions: a gast or ast expression in, a document for `layout` out, or plain text.

A node gets parentheses only where Python's grammar needs them. Each method returns a document
(where astunparse's writes to a file) and `doc` compares precedences. Most expressions fit on their
line: a `LinePrinter` makes strings in place of documents. What surprises: text inside an f-string
must parse on Python 3.11, where it may hold neither a backslash nor the outer quotes.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from enum import IntEnum, auto
from functools import cache

from astunparse import Unparser

from .layout import WIDTH, Chain, Doc, Group, Row, Words, chained, flat, grouped
from .strings import QUOTES, bytes_literal, escaped, plain_literal, string_literal

_INFINITY = "1e" + repr(sys.float_info.max_10_exp + 1)


class Prec(IntEnum):
    """Loosest first. TEST is what an argument may be."""

    NAMED = auto()
    TUPLE = auto()
    YIELD = auto()
    TEST = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    COMPARE = auto()
    BIT_OR = auto()
    BIT_XOR = auto()
    BIT_AND = auto()
    SHIFT = auto()
    ARITH = auto()
    TERM = auto()
    FACTOR = auto()
    POWER = auto()
    AWAIT = auto()
    ATOM = auto()


#: the next tighter one
_TIGHTER = dict(zip(Prec, [*Prec][1:]))
_BINARY = {
    "BitOr": Prec.BIT_OR, "BitXor": Prec.BIT_XOR, "BitAnd": Prec.BIT_AND,
    "LShift": Prec.SHIFT, "RShift": Prec.SHIFT, "Add": Prec.ARITH, "Sub": Prec.ARITH,
    "Mult": Prec.TERM, "MatMult": Prec.TERM, "Div": Prec.TERM, "FloorDiv": Prec.TERM,
    "Mod": Prec.TERM, "Pow": Prec.POWER,
}  # fmt: skip
#: of operators that take `a - b - c` as `(a - b) - c`: what their operands must be, their text
_LEFT_TO_RIGHT = {
    kind: (own, _TIGHTER[own], f" {Unparser.binop[kind]} ") for kind, own in _BINARY.items()
}
_UNARY = {"Not": Prec.NOT, "Invert": Prec.FACTOR, "UAdd": Prec.FACTOR, "USub": Prec.FACTOR}
_BOOLEAN = {"And": Prec.AND, "Or": Prec.OR}
#: of each kind of node, where it is not ATOM; by its operator, where that decides
_PRECEDENCE = {
    "BinOp": _BINARY, "UnaryOp": _UNARY, "BoolOp": _BOOLEAN,
    "NamedExpr": Prec.NAMED, "Tuple": Prec.TUPLE, "Yield": Prec.YIELD, "YieldFrom": Prec.YIELD,
    "Lambda": Prec.TEST, "IfExp": Prec.TEST, "Compare": Prec.COMPARE, "Await": Prec.AWAIT,
}  # fmt: skip


@cache
def _printer(kind: str) -> Callable:
    """The method for the nodes of a class."""
    return getattr(ExpressionPrinter, f"_{kind}")


def precedence(node) -> Prec:
    kind = type(node).__name__
    found = _PRECEDENCE.get(kind, Prec.ATOM)
    return found if isinstance(found, Prec) else found[type(node.op).__name__]


class ExpressionPrinter(Unparser):
    """`quotes`: those that a string may use here; None where every escape is allowed. `row`,
    `group`, `chain` and `words` are what documents are made with."""

    row, group, chain, words = Row, Group, Chain, Words

    def __init__(self, quotes: tuple[str, ...] | None = None):
        self.quotes = quotes

    def doc(self, node, least: Prec = Prec.TEST) -> Doc:
        """The node, in parentheses where it binds less than `least`."""
        if type(node) is ast.Name:
            return node.id
        kind = type(node).__name__
        if kind not in _PRECEDENCE or precedence(node) >= least:
            return _printer(kind)(self, node)
        if kind == "Tuple":
            return self._in_parentheses(node)
        return self.group("(", [_printer(kind)(self, node)], ")", comma=False)

    def docs(self, nodes, least: Prec = Prec.TEST) -> list[Doc]:
        return [self.doc(node, least) for node in nodes]

    # names, literals, displays

    def _Name(self, node) -> Doc:
        annotation = getattr(node, "annotation", None)
        return node.id if annotation is None else self.row([node.id, ": ", self.doc(annotation)])

    def _Constant(self, node) -> Doc:
        value = node.value
        if value is Ellipsis:
            return "..."
        if isinstance(value, str):
            prefix = "u" if getattr(node, "kind", None) == "u" else ""
            if not prefix and self.quotes is None and len(value) > WIDTH // 2:
                return self.words(value)
            return prefix + self._string(value)
        if isinstance(value, bytes):
            return bytes_literal(value)
        if isinstance(value, (float, complex)):
            return repr(value).replace("inf", _INFINITY)
        return repr(value)

    def _string(self, value: str) -> str:
        if self.quotes is not None:
            plain = plain_literal(value, self.quotes)
            if plain is not None:
                return plain
        return string_literal(value)

    def _List(self, node) -> Doc:
        return self.group("[", self.docs(node.elts), "]")

    def _Set(self, node) -> Doc:
        return self.group("{", self.docs(node.elts), "}")

    def _Tuple(self, node) -> Doc:
        """Bare where the context allows it; `doc` adds the parentheses elsewhere."""
        if len(node.elts) < 2:
            return self._in_parentheses(node)
        return self.group("", self.docs(node.elts), "")

    def _in_parentheses(self, node) -> Doc:
        """A tuple."""
        return self.group("(", self.docs(node.elts), ")", single=len(node.elts) == 1)

    def _Dict(self, node) -> Doc:
        items: list[Doc] = []
        for key, value in zip(node.keys, node.values):
            if key is None:
                items.append(self.row(["**", self.doc(value, Prec.BIT_OR)]))
            else:
                items.append(self.row([self.doc(key), ": ", self.doc(value)]))
        return self.group("{", items, "}")

    def _Starred(self, node) -> Doc:
        return self.row(["*", self.doc(node.value, Prec.BIT_OR)])

    # comprehensions

    def _comprehended(self, open: str, element: Doc, generators, close: str) -> Doc:
        parts = [element]
        for generator in generators:
            parts += self._comprehension(generator)
        return self.group(open, [self.chain(parts, [" "] * (len(parts) - 1))], close, comma=False)

    def _comprehension(self, node) -> list[Doc]:
        head = "async for " if node.is_async else "for "
        target = self.doc(node.target, Prec.TUPLE)
        parts: list[Doc] = [self.row([head, target, " in ", self.doc(node.iter, Prec.OR)])]
        return parts + [self.row(["if ", self.doc(test, Prec.OR)]) for test in node.ifs]

    def _ListComp(self, node) -> Doc:
        return self._comprehended("[", self.doc(node.elt), node.generators, "]")

    def _SetComp(self, node) -> Doc:
        return self._comprehended("{", self.doc(node.elt), node.generators, "}")

    def _GeneratorExp(self, node) -> Doc:
        return self._comprehended("(", self.doc(node.elt), node.generators, ")")

    def _DictComp(self, node) -> Doc:
        pair = self.row([self.doc(node.key), ": ", self.doc(node.value)])
        return self._comprehended("{", pair, node.generators, "}")

    # operators

    def _BinOp(self, node) -> Doc:
        kind = type(node.op).__name__
        if kind == "Pow":
            return self._power(node)
        own, tighter, sep = _LEFT_TO_RIGHT[kind]
        left, right = self.doc(node.left, own), self.doc(node.right, tighter)
        if isinstance(left, Chain) and precedence(node.left) is own:
            return self.chain([*left.parts, right], [*left.seps, sep])
        return self.chain([left, right], [sep])

    def _power(self, node) -> Doc:
        left, right = self.doc(node.left, Prec.AWAIT), self.doc(node.right, Prec.FACTOR)
        is_signed = type(node.left).__name__ == "UnaryOp"
        close = _is_simple(node.left) and _is_simple(node.right) and not is_signed
        sep = "**" if close else " ** "
        return self.chain([left, right], [sep])

    def _UnaryOp(self, node) -> Doc:
        sign = self.unop[type(node.op).__name__]
        if sign == "not":
            return self.row(["not ", self.doc(node.operand, Prec.NOT)])
        return self.row([sign, self.doc(node.operand, Prec.FACTOR)])

    def _BoolOp(self, node) -> Doc:
        word = " and " if type(node.op).__name__ == "And" else " or "
        parts = self.docs(node.values, _TIGHTER[precedence(node)])
        return self.chain(parts, [word] * (len(parts) - 1))

    def _Compare(self, node) -> Doc:
        parts = self.docs([node.left, *node.comparators], Prec.BIT_OR)
        return self.chain(parts, [f" {self.cmpops[type(op).__name__]} " for op in node.ops])

    def _IfExp(self, node) -> Doc:
        parts = [self.doc(node.body, Prec.OR), self.doc(node.test, Prec.OR), self.doc(node.orelse)]
        return self.chain(parts, [" if ", " else "])

    def _NamedExpr(self, node) -> Doc:
        return self.row([self.doc(node.target, Prec.ATOM), " := ", self.doc(node.value)])

    def _Lambda(self, node) -> Doc:
        arguments = self.arguments(node.args)
        head = ["lambda ", flat(self.group("", arguments, ""))] if arguments else ["lambda"]
        return self.row([*head, ": ", self.doc(node.body)])

    def _Await(self, node) -> Doc:
        return self.row(["await ", self.doc(node.value, Prec.ATOM)])

    def _Yield(self, node) -> Doc:
        if node.value is None:
            return "yield"
        return self.row(["yield ", self.doc(node.value, Prec.TUPLE)])

    def _YieldFrom(self, node) -> Doc:
        return self.row(["yield from ", self.doc(node.value)])

    # trailers

    def _Attribute(self, node) -> Doc:
        value = self.doc(node.value, Prec.ATOM)
        if type(node.value).__name__ == "Constant" and isinstance(node.value.value, (int, float)):
            value = f"({value})"
        return f"{value}.{node.attr}" if type(value) is str else self.row([value, ".", node.attr])

    def _Subscript(self, node) -> Doc:
        value = self.doc(node.value, Prec.ATOM)
        index = node.slice
        if type(index).__name__ != "Tuple" or not index.elts:
            inside = self.group("[", [self.doc(index)], "]", comma=False)
        else:
            inside = self.group("[", self.docs(index.elts), "]", single=len(index.elts) == 1)
        return self.row([value, inside])

    def _Slice(self, node) -> Doc:
        bounds = [b for b in (node.lower, node.upper, node.step) if b is not None]
        space = "" if all(map(_is_simple, bounds)) else " "
        parts: list[Doc] = [] if node.lower is None else [self.doc(node.lower), space]
        parts.append(":")
        if node.upper is not None:
            parts += [space, self.doc(node.upper)]
        if node.step is not None:
            parts += [space if node.upper is not None else "", ":", space, self.doc(node.step)]
        return self.row(parts)

    def _Call(self, node) -> Doc:
        function = self.doc(node.func, Prec.ATOM)
        if len(node.args) == 1 and not node.keywords:
            if type(node.args[0]).__name__ == "GeneratorExp":
                return self.row([function, self._GeneratorExp(node.args[0])])
        items = self.docs(node.args) + [self._keyword(k) for k in node.keywords]
        return self.row([function, self.group("(", items, ")")])

    def _keyword(self, node) -> Doc:
        if node.arg is None:
            return self.row(["**", self.doc(node.value)])
        return self.row([node.arg, "=", self.doc(node.value)])

    # parameters

    def arguments(self, node) -> list[Doc]:
        """The parameters of a `def` or a `lambda`, one document each."""
        positional = [*node.posonlyargs, *node.args]
        defaults = [None] * (len(positional) - len(node.defaults)) + list(node.defaults)
        items = [self._parameter(arg, default) for arg, default in zip(positional, defaults)]
        if node.posonlyargs:
            items.insert(len(node.posonlyargs), "/")
        if node.vararg is not None:
            items.append(self.row(["*", self.doc(node.vararg)]))
        elif node.kwonlyargs:
            items.append("*")
        items += [self._parameter(a, d) for a, d in zip(node.kwonlyargs, node.kw_defaults)]
        if node.kwarg is not None:
            items.append(self.row(["**", self.doc(node.kwarg)]))
        return items

    def _parameter(self, arg, default) -> Doc:
        if default is None:
            return self.doc(arg)
        sep = "=" if arg.annotation is None else " = "
        return self.row([self.doc(arg), sep, self.doc(default)])

    def _arg(self, node) -> Doc:
        if node.annotation is None:
            return node.arg
        return self.row([node.arg, ": ", self.doc(node.annotation)])

    # f-strings

    def _JoinedStr(self, node) -> Doc:
        for quote in QUOTES:
            text = self._quoted(node, quote)
            if text is not None and (self.quotes is None or _fits(text, quote, self.quotes)):
                return text
        # only Python 3.12 and later can have parsed such a string
        return f'f"{self._parts(node, chr(34), None)}"'

    def _quoted(self, node, quote: str) -> str | None:
        """The f-string in the given quotes, or None where Python 3.11 would not read it."""
        others = [q for q in QUOTES if self.quotes is None or q in self.quotes]
        allowed = tuple(q for q in others if q[: len(quote)] != quote)
        body = self._parts(node, quote, allowed)
        return None if body is None else f"f{quote}{body}{quote}"

    def _parts(self, node, quote: str, inner: tuple[str, ...] | None) -> str | None:
        pieces = []
        for part in node.values:
            if type(part).__name__ == "Constant":
                pieces.append(_literal_part(part.value, quote))
            else:
                pieces.append(self._replacement(part, quote, inner))
        return None if None in pieces else "".join(pieces)

    def _replacement(self, node, quote: str, inner: tuple[str, ...] | None) -> str | None:
        """One `{value!conversion:spec}`."""
        text = LinePrinter(inner).doc(node.value, Prec.OR)
        if inner is not None and (quote in text or "\\" in text):
            return None
        if inner is not None and "\n" in text and len(quote) == 1:
            return None
        space = " " if text.startswith("{") else ""
        conversion = "" if node.conversion == -1 else "!" + chr(node.conversion)
        if node.format_spec is None:
            return "{" + space + text + conversion + "}"
        spec = self._parts(node.format_spec, quote, inner)
        return None if spec is None else "{" + space + text + conversion + ":" + spec + "}"


class LinePrinter(ExpressionPrinter):
    """Its documents are strings: the expression on one line."""

    row, group = staticmethod("".join), staticmethod(grouped)
    chain, words = staticmethod(chained), staticmethod(string_literal)


def _literal_part(text: str, quote: str) -> str:
    body = escaped(text).replace("{", "{{").replace("}", "}}")
    return body.replace(quote[0], "\\" + quote[0])


def _fits(text: str, quote: str, quotes: tuple[str, ...]) -> bool:
    return quote in quotes and "\\" not in text


def _is_simple(node) -> bool:
    """True for an operand that `**` and `:` stand close to: a name, a number, a dotted name."""
    match type(node).__name__:
        case "Name":
            return True
        case "Constant":
            return isinstance(node.value, (int, float, complex))
        case "Attribute":
            return _is_simple(node.value) and type(node.value).__name__ != "Constant"
        case "UnaryOp":
            return type(node.op).__name__ != "Not" and _is_simple(node.operand)
    return False
