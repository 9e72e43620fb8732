"""Prints syntax trees: gast or ast in, Python source out, at most 100 columns wide.

Plain astunparse parenthesizes everything, prints `u[1:-1, :]` as a syntax error and does not know
`match`; what is inherited here is its dispatch, its indentation and its tables of operators.
Every text is parsed again and compared with the tree: a difference is a bug, never output.
"""

from __future__ import annotations

import ast
import textwrap

from ..errors import InternalError
from .expressions import ExpressionPrinter, LinePrinter, Prec
from .layout import INDENT, WIDTH, Chain, Doc, Group, Row, breakable, flat, layout
from .patterns import pattern_text
from .sametree import difference
from .spacing import blank_lines, is_docstring
from .strings import docstring_literal
from .syntax import Comment

#: where each statement stands in the text: (first line, last line of its head, the node)
Places = list[tuple[int, int, ast.AST]]


def print_tree(tree) -> str:
    """The source of a tree (a module, a statement or an expression)."""
    return print_with_places(tree)[0]


def print_with_places(tree) -> tuple[str, Places]:
    """The source, and the lines of each statement."""
    printer = Printer()
    printer.dispatch(tree)
    text = "\n".join(printer.lines) + "\n" if printer.lines else ""
    _check(tree, text)
    return text, printer.places


def _check(tree, text: str) -> None:
    try:
        again = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise InternalError(f"the printed text does not parse: {error}\n{text}") from error
    if type(tree).__name__ != "Module":
        if len(again.body) != 1:
            raise InternalError(f"the printed text is not one statement:\n{text}")
        again = again.body[0]
        if isinstance(again, ast.Expr) and type(tree).__name__ != "Expr":
            again = again.value
    found = difference(tree, again)
    if found:
        raise InternalError(f"the printed text has another tree: {found}\n{text}")


class Printer(ExpressionPrinter):
    """Collects lines. Statements write; expressions return documents (see `ExpressionPrinter`)."""

    def __init__(self):
        super().__init__()
        self.text = LinePrinter().doc
        self.lines: list[str] = []
        self.places: Places = []
        self._indent = 0
        self._comment: str | None = None

    def dispatch(self, tree) -> None:
        if isinstance(tree, ast.expr) and not isinstance(tree, ast.stmt):
            self.expression("", tree, Prec.TUPLE)
        else:
            super().dispatch(tree)

    # lines

    def fill(self, text: str = "") -> None:
        """Begin a line (astunparse's name for it), under the comment that waits for one."""
        lines = (" " * (INDENT * self._indent) + text).split("\n")
        if self._comment is not None:
            self.comment("" if self._comment == text.partition("\n")[0] else self._comment)
        self.lines += lines

    def comment(self, text: str) -> None:
        """Lines of a comment, where there are any."""
        self._comment = None
        room = WIDTH - INDENT * self._indent - len("# ")
        for line in text.split("\n") if text else ():
            parts = [line]
            if len(line) > room:
                parts = textwrap.wrap(line, room, subsequent_indent="    ", break_on_hyphens=False)
            for part in parts:
                self.fill(f"# {part}".rstrip())

    def line(self, prefix: str, doc: Doc, suffix: str = "", wrap: bool = True) -> None:
        """One statement line; where it is too long it opens a bracket, or gets one (`wrap`)."""
        indent = INDENT * self._indent
        column = indent + len(prefix)
        text = flat(doc)
        if column + len(text) + len(suffix) > WIDTH and not isinstance(doc, str):
            if wrap and (isinstance(doc, Chain) or not breakable(doc)):
                doc = Group("(", [doc], ")", comma=False)
            text = layout(doc, indent, column, len(suffix))
        self.fill(prefix + text + suffix)

    def expression(self, prefix: str, node, least: Prec = Prec.TEST, suffix: str = "") -> None:
        """The line of an expression; documents are for the few that are too long."""
        text = f"{prefix}{self.text(node, least)}{suffix}"
        if INDENT * self._indent + len(text) <= WIDTH:
            self.fill(text)
        else:
            self.line(prefix, self.doc(node, least), suffix)

    def block(self, body) -> None:
        """The statements of a body, one level deeper."""
        self._indent += 1
        self._statements(body, top=False)
        self._indent -= 1

    def _statements(self, body, top: bool) -> None:
        first = body[0] if body else None
        for node, blank in zip(body, blank_lines(body, top)):
            self.lines += [""] * blank
            if isinstance(node, Comment) and not node.apart:
                self._comment = node.text
                continue
            place, before = len(self.places), len(self.lines)
            self.places.append((before, before, node))
            self._statement(node, first=node is first)
            start = before + 1 + self.lines[before].lstrip().startswith("#")
            end = start if getattr(node, "body", None) else len(self.lines)
            self.places[place] = (start, end, node)
        if self._comment is not None:
            self.comment(self._comment)
        if not any(not isinstance(node, Comment) for node in body) and not top:
            self.fill("pass")

    def _statement(self, node, first: bool) -> None:
        if first and is_docstring(node):
            self.fill(docstring_literal(node.value.value))
        else:
            getattr(self, "_" + type(node).__name__)(node)

    # modules and definitions

    def _Module(self, node) -> None:
        self._statements(node.body, top=True)

    def _Comment(self, node) -> None:
        self.comment(node.text)

    def _FunctionDef(self, node) -> None:
        self._def(node, "def ")

    def _AsyncFunctionDef(self, node) -> None:
        self._def(node, "async def ")

    def _def(self, node, word: str) -> None:
        self._decorators(node)
        head = Row([node.name, self._type_params(node), Group("(", self.arguments(node.args), ")")])
        if node.returns is not None:
            head.parts += [" -> ", self.doc(node.returns)]
        self.line(word, head, ":", wrap=False)
        self.block(node.body)

    def _ClassDef(self, node) -> None:
        self._decorators(node)
        items = self.docs(node.bases) + [self._keyword(k) for k in node.keywords]
        head = Row([node.name, self._type_params(node)])
        if items:
            head.parts.append(Group("(", items, ")"))
        self.line("class ", head, ":", wrap=False)
        self.block(node.body)

    def _decorators(self, node) -> None:
        for decorator in node.decorator_list:
            self.expression("@", decorator)

    def _type_params(self, node) -> Doc:
        params = getattr(node, "type_params", None)
        return Group("[", [self._type_param(p) for p in params], "]") if params else ""

    def _type_param(self, node) -> Doc:
        stars = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(type(node).__name__, "")
        name = node.name if isinstance(node.name, str) else node.name.id
        parts: list[Doc] = [stars + name]
        if getattr(node, "bound", None) is not None:
            parts += [": ", self.doc(node.bound)]
        if getattr(node, "default_value", None) is not None:
            parts += [" = ", self.doc(node.default_value)]
        return Row(parts)

    def _TypeAlias(self, node) -> None:
        head = flat(Row([self.doc(node.name), self._type_params(node)]))
        self.expression(f"type {head} = ", node.value)

    # simple statements

    def _Expr(self, node) -> None:
        least = Prec.YIELD if type(node.value).__name__ != "Tuple" else Prec.TUPLE
        self.expression("", node.value, least)

    def _Assign(self, node) -> None:
        prefix = "".join([self.text(target, Prec.TUPLE) + " = " for target in node.targets])
        self._assignment(prefix, node.targets, node.value)

    def _assignment(self, prefix: str, targets: list, value) -> None:
        room = 100 - INDENT * self._indent - len(prefix)
        if room < 20 and len(targets) == 1:
            target = self.doc(targets[0], Prec.TUPLE)
            if breakable(target):
                operator = prefix[len(flat(target)) :]
                self.line("", Row([target, operator, self.doc(value, Prec.TUPLE)]), wrap=False)
                return
        self.expression(prefix, value, Prec.TUPLE)

    def _AugAssign(self, node) -> None:
        prefix = f"{self.text(node.target)} {self.binop[type(node.op).__name__]}= "
        self._assignment(prefix, [node.target], node.value)

    def _AnnAssign(self, node) -> None:
        target = self.text(node.target)
        if type(node.target).__name__ == "Name" and not node.simple:
            target = f"({target})"
        if node.value is None:
            self.expression(f"{target}: ", node.annotation)
        else:
            prefix = f"{target}: {self.text(node.annotation)} = "
            self.expression(prefix, node.value, Prec.TUPLE)

    def _Return(self, node) -> None:
        if node.value is None:
            self.fill("return")
        else:
            least = Prec.TEST if precedence_is_yield(node.value) else Prec.TUPLE
            self.expression("return ", node.value, least)

    def _Delete(self, node) -> None:
        self.fill("del " + ", ".join(map(self.text, node.targets)))

    def _Assert(self, node) -> None:
        if node.msg is None:
            self.expression("assert ", node.test)
        else:
            parts = [self.doc(node.test), ", ", self.doc(node.msg)]
            self.line("assert ", Row(parts), wrap=False)

    def _Raise(self, node) -> None:
        if node.exc is None:
            self.fill("raise")
        elif node.cause is None:
            self.expression("raise ", node.exc)
        else:
            parts = [self.doc(node.exc), " from ", self.doc(node.cause)]
            self.line("raise ", Row(parts), wrap=False)

    def _Global(self, node) -> None:
        self.fill("global " + ", ".join(node.names))

    def _Nonlocal(self, node) -> None:
        self.fill("nonlocal " + ", ".join(node.names))

    def _Import(self, node) -> None:
        self.fill("import " + ", ".join(map(_alias, node.names)))

    def _ImportFrom(self, node) -> None:
        names = Group("", [_alias(each) for each in node.names], "")
        self.line(f"from {'.' * (node.level or 0)}{node.module or ''} import ", names)

    # compound statements

    def _suite(self, word: str, body) -> None:
        if body:
            self.fill(word)
            self.block(body)

    def _For(self, node, word: str = "for ") -> None:
        head = f"{word}{self.text(node.target, Prec.TUPLE)} in "
        target = self.doc(node.target, Prec.TUPLE)
        if breakable(target) and not self._has_room(head, node.iter):
            self.line(word, Row([target, " in ", self.doc(node.iter)]), ":")
        else:
            self.expression(head, node.iter, suffix=":")
        self.block(node.body)
        self._suite("else:", node.orelse)

    def _has_room(self, head: str, iterable) -> bool:
        """True where what is looped over fits behind the head, or its first line does."""
        indent = INDENT * self._indent
        text = layout(self.doc(iterable), indent, indent + len(head), 1)
        return indent + len(head) + len(text.partition("\n")[0]) <= WIDTH

    def _AsyncFor(self, node) -> None:
        self._For(node, "async for ")

    def _While(self, node) -> None:
        self.expression("while ", node.test, suffix=":")
        self.block(node.body)
        self._suite("else:", node.orelse)

    def _If(self, node, word: str = "if ") -> None:
        self.expression(word, node.test, suffix=":")
        self.block(node.body)
        orelse = self._without_echo(node.orelse)
        if len(orelse) == 1 and type(orelse[0]).__name__ == "If":
            self.places.append((len(self.lines) + 1, len(self.lines) + 1, orelse[0]))
            self._If(orelse[0], "elif ")
        else:
            self._suite("else:", orelse)

    def _without_echo(self, body: list) -> list:
        """The statements without a comment that only repeats the one `if` below it."""
        match body:
            case [Comment(text=text), test] if type(test).__name__ == "If":
                return [test] if text == f"if {self.text(test.test)}:" else body
        return body

    def _With(self, node, word: str = "with ") -> None:
        items = [self._withitem(item) for item in node.items]
        first = node.items[0]
        is_tuple = type(first.context_expr).__name__ == "Tuple"
        if len(items) == 1 and first.optional_vars is None and is_tuple:
            items = [Row(["(", items[0], ")"])]
        self.line(word, Group("", items, ""), ":")
        self.block(node.body)

    def _AsyncWith(self, node) -> None:
        self._With(node, "async with ")

    def _withitem(self, node) -> Doc:
        context = self.doc(node.context_expr)
        if node.optional_vars is None:
            return context
        return Row([context, " as ", self.doc(node.optional_vars)])

    def _Try(self, node, star: str = "") -> None:
        self._suite("try:", node.body)
        for handler in node.handlers:
            kind = "" if handler.type is None else " " + self.text(handler.type)
            name = handler.name
            if name is not None:
                kind += " as " + (name if isinstance(name, str) else name.id)
            self._suite(f"except{star}{kind}:", handler.body)
        self._suite("else:", node.orelse)
        self._suite("finally:", node.finalbody)

    def _TryStar(self, node) -> None:
        self._Try(node, "*")

    def _Match(self, node) -> None:
        self.expression("match ", node.subject, suffix=":")
        self._indent += 1
        for case in node.cases:
            guard = "" if case.guard is None else " if " + self.text(case.guard)
            self.fill(f"case {pattern_text(self, case.pattern)}{guard}:")
            self.block(case.body)
        self._indent -= 1


def precedence_is_yield(node) -> bool:
    return type(node).__name__ in ("Yield", "YieldFrom")


def _alias(node) -> str:
    return node.name if node.asname is None else f"{node.name} as {node.asname}"
