"""Turns planned nodes into Python statements: nodes and names in, `ast` statements out.

A copy whose variables are one is not printed, a branch without statements neither. Each statement
carries as attributes the user's `span` and the `note` that becomes its comment (`comments`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from ..ir import prims
from ..ir.nodes import Call, For, Op, Operand, Value
from ..ir.types import ScalarType
from . import errstates, syntax
from .comments import mark
from .comprehensions import comprehended
from .copies import copy_statements
from .heads import head, variable
from .nesting import has_effect
from .operators import conjunction, disjunction
from .popped import popped_there
from .plan import Branch, Copy, Do, Exit, Leave, Loop, Node
from .spelling import Speller
from .storage import written_operand
from .swapped import swapped_there
from .tuples import Items
from .writes import effect_statement, pop, rebinding, write_statement

CommentFor = Callable[[Op], str | None]


class Writer:
    """`reads`: how often each value is read. `under_settings`: whether anything stands under
    settings of np.errstate, which the statements then carry as their attribute `errstate`."""

    def __init__(
        self,
        speller: Speller,
        items: Items,
        reads: Mapping[Value, int],
        under_settings: bool,
        comment_for: CommentFor | None = None,
    ):
        self.speller = speller
        self.items = items
        self.reads = reads
        self.under_settings = under_settings
        self.comment_for = comment_for

    def block(self, nodes: list[Node]) -> list:
        self.fold(nodes)
        out: list = []
        for node in nodes:
            statements = self.statements(node)
            if statements and out and hasattr(out[-1], "popped"):
                statements = popped_there(out, statements)
            if statements and len(out) > 1 and self.is_last_reader(node):
                statements = swapped_there(out, statements)
            settings = None
            if self.under_settings:
                settings = errstates.settings_of_node(node, self.speller.inline)
            if type(node) is Loop and len(node.op.results) == 1:
                statements = self.marked(comprehended(out, statements, settings), node.op)
            if self.under_settings:
                errstates.note(statements, settings)
            out += statements
        return out

    def is_last_reader(self, node: Node) -> bool:
        """True for a write of a value that has a name, and that nothing else reads."""
        op = node.op if type(node) is Do else None
        if type(op) is not Call or not (op.callee is prims.write or op.callee is prims.list_write):
            return False
        return op.args[-1] not in self.speller.inline and self.reads.get(op.args[-1]) == 1

    def statements(self, node: Node) -> list:
        if type(node) is Do:
            return self.marked(self.do(node), node.op)
        match node:
            case Copy(pairs):
                return copy_statements(self.speller, pairs)
            case Branch(op):
                return self.marked(self.branch(node), op)
            case Loop(op):
                return self.marked(self.loop(node), op)
            case Exit():
                return [self.exit(node)]
            case Leave(value):
                return [ast.Return(self.speller.operand(value))]

    def marked(self, statements: list, op: Op) -> list:
        """The statements with the op's place and comment."""
        if not statements:
            return statements
        note = None if self.comment_for is None else self.comment_for(op)
        return mark(statements, op.span, note)

    def is_silent(self, op: Op) -> bool:
        """True for an op that is printed inside another one, or not at all."""
        inline = self.speller.inline
        if type(op) is Call:
            unsaid = op.callee is prims.bound and not op.effect
            return op.result in inline or unsaid
        return any(value in inline for value in op.results)

    # one node each

    def do(self, node: Do) -> list:
        op, speller = node.op, self.speller
        if self.is_silent(op):
            return []
        if node.pop is not None:
            value = pop(speller, node.pop)
            if not self.is_needed(op.results[0]):
                return [ast.Expr(value)]
            assigned = syntax.assign(variable(speller, op.results[0], self.items), value)
            if self.reads.get(op.results[0]) == 1 and op.results[0] not in self.items:
                assigned.popped = True
            return [assigned, *self.renamed(node.pop)]
        if node.written is not None:
            return self.write(op, node.written)
        if not op.results or not self.is_needed(op.results[0]):
            is_effect = isinstance(op, Call) and (op.effect or not op.results)
            return [effect_statement(speller, op)] if is_effect else []
        return [self.assignment(op)]

    def assignment(self, op: Op):
        target = variable(self.speller, op.results[0], self.items)
        if isinstance(op, Call) and isinstance(op.results[0].type, ScalarType):
            rebound = rebinding(self.speller, op, target) if len(op.args) == 2 else None
            if rebound is not None:
                return rebound
        return syntax.assign(target, self.speller.expression(op))

    def write(self, op: Call, written: Operand) -> list:
        """A write in place; where its operand is no variable, one is made first."""
        if isinstance(written, Value):
            return [write_statement(self.speller, op), *self.renamed(op)]
        if op.result is None or op.result not in self.speller.names:
            return []
        target = syntax.name(self.speller.names[op.result])
        made = syntax.assign(target, self.speller.operand(written))
        args = tuple(op.result if arg is written else arg for arg in op.args)
        return [made, write_statement(self.speller, Call(op.callee, args, op.kwargs))]

    def renamed(self, op: Call) -> list:
        """`new = old` where a write's result could not have the variable of its operand."""
        names = self.speller.names
        old, new = names.get(written_operand(op)), names.get(op.result)
        if new is None or old == new:
            return []
        return [syntax.assign(syntax.name(new), self.speller.operand(written_operand(op)))]

    def is_needed(self, value: Value) -> bool:
        if value in self.items:
            return any(v is not None and self.is_needed(v) for v in self.items[value])
        return value in self.speller.names

    def branch(self, node: Branch) -> list:
        then = self.block(node.then)
        orelse = self.block(node.orelse)
        condition = node.op.condition
        if then and orelse and isinstance(then[-1], ast.Return) and _alike(then[-1:], orelse[-1:]):
            return [*self.chosen(condition, then[:-1], orelse[:-1]), then[-1]]
        return self.chosen(condition, then, orelse)

    def chosen(self, condition: Operand, then: list, orelse: list) -> list:
        """The `if` that runs one or the other."""
        if not then and not orelse:
            return []
        if not then or (_jumps(orelse) and not _jumps(then)):
            then, orelse = orelse, then
            test = self.speller.negated(condition)
        else:
            test = self.speller.condition(condition)
        if _jumps(then):
            return [syntax.if_(test, then), *orelse]
        if len(then) == 1 and not orelse and _is_alone(then[0]):
            inner = then[0]
            return [syntax.if_(conjunction(test, inner.test), inner.body)]
        if len(orelse) == 1 and isinstance(orelse[0], ast.If) and _alike(then, orelse[0].body):
            return [syntax.if_(disjunction(test, orelse[0].test), then, orelse[0].orelse)]
        return [syntax.if_(test, then, orelse)]

    def loop(self, node: Loop) -> list:
        if isinstance(node.op, For):
            target, iterable = head(self.speller, node, self.items)
            body = self.block(node.body) or [ast.Pass()]
            return [ast.For(target, iterable, body, [], None)]
        test = self.block(node.test)
        body = self.block(node.body)
        if len(test) == 1:
            condition = self.speller.condition(node.test[-1].when)
            return [ast.While(condition, body or [ast.Pass()], [])]
        return [ast.While(syntax.constant(True), test + body, [])]

    def exit(self, node: Exit):
        if node.when is None:
            return ast.Break()
        speller = self.speller.renamed(node.same)
        test = speller.condition(node.when) if node.expected else speller.negated(node.when)
        return syntax.if_(test, [ast.Break()])

    # copies

    def fold(self, nodes: list[Node]) -> None:
        """Nest assignments that only serve the copies right after them: `a, b = b, a + b`."""
        for k, node in enumerate(nodes):
            if type(node) is Copy:
                for before in reversed(nodes[:k]):
                    if not isinstance(before, Do) or not self.is_copied(before, node):
                        break

    def is_copied(self, node: Do, copy: Copy) -> bool:
        """True where the op is printed elsewhere; it is then nested, if the copy alone reads it."""
        speller, op = self.speller, node.op
        if self.is_silent(op):
            return True
        if node.pop is not None or len(op.results) != 1 or has_effect(op, speller.inline):
            return False
        value = op.results[0]
        if value in self.items or self.reads.get(value) != 1 or node.written is not None:
            return False
        for target, source in copy.pairs:
            renames = speller.names.get(target) != speller.names.get(value)
            if source is value and target in speller.names and renames:
                speller.inline[value] = op
                return True
        return False


def _jumps(statements: list) -> bool:
    """True where the end of the statements is not reached."""
    return bool(statements) and isinstance(
        statements[-1], (ast.Return, ast.Raise, ast.Break, ast.Continue)
    )


def _is_alone(statement) -> bool:
    """True for an `if` without an else: `if a: if b: ...` is `if a and b: ...`."""
    return isinstance(statement, ast.If) and not statement.orelse


def _alike(a: list, b: list) -> bool:
    """True for the same statements: `if a: ... elif b: ...` is `if a or b: ...`."""
    return len(a) == len(b) and all(ast.dump(x) == ast.dump(y) for x, y in zip(a, b))
