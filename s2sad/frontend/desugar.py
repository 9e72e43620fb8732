"""`match` and `try` statements as `if` statements, before anything else looks at the tree.

    Before:  match s:                        After:  .subject 1 = s
                 case (a, 0):                        if is_sequence(.subject 1, 2) and ...:
                     f(a)                                a = .subject 1[0]
                 case _:                                 f(a)
                     g()                             else:
                                                         g()

    Before:  try:                            After:  if attempt((E,)):    # a ProtectedIf
                 f()                                     f()
             except E as e:                          else:
                 g()                                     e = caught_error()
             finally:                                    g()
                 h()                                 h()     # and on every other way out

The body of a ProtectedIf is run; what raises in it is handled in the other branch (see
types/protected.py). Calls of the functions of ir/patterns.py and ir/attempts.py stand in the tree
as constants. Names that begin with a dot cannot clash with the user's, and are others than those of
exits.py. The input is not changed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import NoReturn

import gast

from ..ir import attempts, patterns
from .build import assign, at, call, constant, load, negative

#: built-in classes that a pattern with one argument compares itself with
SELF_MATCHING = (
    "bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str",
    "tuple",
)  # fmt: skip
LOOPS = (gast.For, gast.While, gast.AsyncFor)


class ProtectedIf(gast.If):
    """`if attempt(...): body else: handlers`: what follows it must not move into the body."""


class Unbind(gast.Delete):
    """The end of a handler that has named its error: the name is unbound, whoever reads it."""


#: refuses a node, with a message and advice
Refuse = Callable[[gast.AST, str, str], NoReturn]


def desugar(tree: gast.FunctionDef, refuse: Refuse) -> gast.FunctionDef:
    """The function without `match` and `try`; the same object where it has none."""
    if not _holds(tree.body, (gast.Match, gast.Try)):
        return tree
    return _Desugarer(refuse).visit(copy.deepcopy(tree))


def _holds(statements: list[gast.stmt], kinds: tuple[type, ...]) -> bool:
    """True where a statement of these classes stands among them, at any depth."""
    for node in statements:
        if isinstance(node, kinds):
            return True
        if any(_holds(getattr(node, name, ()), kinds) for name in ("body", "orelse")):
            return True
    return False


class _Desugarer(gast.NodeTransformer):
    def __init__(self, refuse: Refuse):
        self.refuse = refuse
        self.count = 0

    def fresh(self, name: str) -> str:
        self.count += 1
        return f".{name} {self.count}"

    # --- match -------------------------------------------------------------------------------

    def visit_Match(self, node: gast.Match) -> list[gast.stmt]:
        self.generic_visit(node)
        subject = self.fresh("subject")
        rest: list[gast.stmt] = []
        for case in reversed([single for case in node.cases for single in _single(case)]):
            rest = self.case(case, subject, rest, node)
        return [assign(subject, node.subject, node.subject), *(rest or [at(gast.Pass(), node)])]

    def case(self, case, subject: str, rest: list[gast.stmt], node) -> list[gast.stmt]:
        place = case.body[0]
        found = _Pattern(place, self.refuse)
        found.visit(case.pattern, load(subject, node.subject))
        test = found.test()
        if case.guard is None:
            if test is None:
                return [*found.bindings, *case.body]
            return [at(gast.If(test, found.bindings + case.body, rest), node.subject)]
        flag = self.fresh("case")
        matched = assign(flag, test or constant(True, place), place)
        guard = [*found.bindings, assign(flag, case.guard, case.guard)]
        guarded = at(gast.If(load(flag, place), guard, []), case.guard)
        return [matched, guarded, at(gast.If(load(flag, place), case.body, rest), node.subject)]

    # --- try ---------------------------------------------------------------------------------

    def visit_Try(self, node: gast.Try) -> list[gast.stmt]:
        self.generic_visit(node)
        body = node.body
        orelse, final = list(node.orelse), list(node.finalbody)
        if node.handlers:
            statements = self.protected(node, body, orelse)
        else:
            statements = [*body, *orelse]
        return self.with_final(statements, final, node) if final else statements

    def with_final(self, body, final: list[gast.stmt], node: gast.Try) -> list[gast.stmt]:
        """`final` at the end of the body, before every exit from it, and where an error passes it
        on its way to a handler; but not twice, should `final` itself raise."""
        left = self.fresh("left")  # true once `final` has begun
        last = [assign(left, constant(True, node), node), *final]
        inner = [*_Finally(self, last).block(body), *last]
        handler = [
            at(gast.If(load(left, node), [], copy.deepcopy(final)), node),
            at(gast.Raise(call(attempts.caught_error, [], node), None), node),
        ]
        if _leaves(final):  # it may end any error
            test = call(attempts.attempt, [constant(BaseException, node)], node)
        else:
            test = call(attempts.passing, [], node)
        passing = at(ProtectedIf(test, inner, handler), node)
        return [assign(left, constant(False, node), node), passing]

    def protected(self, node: gast.Try, body, orelse) -> list[gast.stmt]:
        classes = [h.type or constant(BaseException, h) for h in node.handlers]
        test = call(attempts.attempt, classes, node)
        handlers: list[gast.stmt] = []
        for index, handler in reversed(list(enumerate(node.handlers))):
            statements = self.handler(handler)
            if handlers:
                number = constant(index, handler)
                chosen = call(attempts.caught_by, [number], handler)
                handlers = [at(gast.If(chosen, statements, handlers), handler)]
            else:
                handlers = statements
        if not orelse:
            return [at(ProtectedIf(test, list(body), handlers), node)]
        done = self.fresh("completed")
        inner = [*body, assign(done, constant(True, node), node)]
        return [
            assign(done, constant(False, node), node),
            at(ProtectedIf(test, inner, handlers), node),
            at(gast.If(load(done, node), orelse, []), node),
        ]

    def handler(self, handler: gast.ExceptHandler) -> list[gast.stmt]:
        statements = [_Reraise().visit(statement) for statement in handler.body]
        if handler.name is None:
            return statements
        name = getattr(handler.name, "id", handler.name)
        caught = assign(name, call(attempts.caught_error, [], handler), handler)
        # as Python has it: the handler may have deleted the name itself
        none = assign(name, constant(None, handler), handler)
        last = [none, at(Unbind([at(gast.Name(name, gast.Del(), None, None), handler)]), handler)]
        return [caught, *_Finally(self, last).block(statements), *last]


def _is_exit(node: gast.stmt, in_loop: bool) -> bool:
    """`return`, or `break` and `continue` of a loop around the block."""
    return isinstance(node, gast.Return) or (
        isinstance(node, gast.Break | gast.Continue) and not in_loop
    )


def _leaves(statements: list[gast.stmt], in_loop: bool = False) -> bool:
    """True where a statement may leave the block."""
    for node in statements:
        if _is_exit(node, in_loop):
            return True
        inside = in_loop or isinstance(node, LOOPS)
        if isinstance(node, (gast.If, gast.With, *LOOPS)) and (
            _leaves(node.body, inside) or _leaves(getattr(node, "orelse", []), in_loop)
        ):
            return True
    return False


class _Reraise(gast.NodeTransformer):
    """`raise` alone, in a handler, raises what was caught."""

    def visit_Raise(self, node: gast.Raise) -> gast.Raise:
        if node.exc is not None:
            return node
        return at(gast.Raise(call(attempts.caught_error, [], node), None), node)

    def visit_FunctionDef(self, node):
        return node

    visit_Lambda = visit_FunctionDef


class _Finally:
    """Puts statements that are run at the end of a block before every exit from it, too."""

    def __init__(self, desugarer: _Desugarer, last: list[gast.stmt]):
        self.desugarer, self.last = desugarer, last

    def block(self, statements: list[gast.stmt], in_loop: bool = False) -> list[gast.stmt]:
        return [new for node in statements for new in self.statement(node, in_loop)]

    def statement(self, node: gast.stmt, in_loop: bool) -> Iterator[gast.stmt]:
        if _is_exit(node, in_loop):
            if isinstance(node, gast.Return) and node.value is not None:
                result = self.desugarer.fresh("given")
                yield assign(result, node.value, node)
                node = at(gast.Return(load(result, node)), node)
            yield from copy.deepcopy(self.last)
        elif isinstance(node, (gast.If, gast.With, *LOOPS)):
            inside = in_loop or isinstance(node, LOOPS)
            node.body = self.block(node.body, inside)
            if hasattr(node, "orelse"):
                node.orelse = self.block(node.orelse, in_loop)
        yield node


def _single(case: gast.match_case) -> Iterator[gast.match_case]:
    """A case for each alternative of a pattern that binds names; with a guard it stays whole, since
    the guard is asked of the first alternative that fits alone."""
    pattern = case.pattern
    if not isinstance(pattern, gast.MatchOr) or case.guard is not None or not _binds(pattern):
        yield case
        return
    for alternative in pattern.patterns:
        yield gast.match_case(alternative, None, copy.deepcopy(case.body))


def _binds(pattern: gast.AST) -> bool:
    return any(
        getattr(node, "name", None) is not None or getattr(node, "rest", None) is not None
        for node in gast.walk(pattern)
        if isinstance(node, gast.MatchAs | gast.MatchStar | gast.MatchMapping)
    )


class _Pattern:
    """The tests of a pattern, in order, and what it binds."""

    def __init__(self, place: gast.AST, refuse: Refuse):
        self.place, self.refuse = place, refuse
        self.tests: list[gast.expr] = []
        self.bindings: list[gast.stmt] = []

    def test(self) -> gast.expr | None:
        if len(self.tests) < 2:
            return self.tests[0] if self.tests else None
        return at(gast.BoolOp(gast.And(), self.tests), self.tests[0])

    def visit(self, pattern, subject: gast.expr) -> None:
        match pattern:
            case gast.MatchValue():
                self.compare(subject, gast.Eq(), pattern.value)
            case gast.MatchSingleton():
                value = constant(pattern.value, pattern)
                self.compare(subject, gast.Is(), value)
            case gast.MatchAs():
                if pattern.pattern is not None:
                    self.visit(pattern.pattern, subject)
                self.bind(pattern.name, subject)
            case gast.MatchOr():
                self.alternatives(pattern, subject)
            case gast.MatchSequence():
                self.sequence(pattern, subject)
            case gast.MatchMapping():
                self.mapping(pattern, subject)
            case gast.MatchClass():
                self.instance(pattern, subject)

    def compare(self, left: gast.expr, op: gast.cmpop, right: gast.expr) -> None:
        self.tests.append(at(gast.Compare(copy.copy(left), [op], [right]), right))

    def bind(self, name, value: gast.expr) -> None:
        name = getattr(name, "id", name)
        if name is not None:
            self.bindings.append(assign(name, value, self.place))

    def alternatives(self, pattern: gast.MatchOr, subject: gast.expr) -> None:
        tests = []
        for alternative in pattern.patterns:
            found = _Pattern(self.place, self.refuse)
            found.visit(alternative, subject)
            if found.bindings:
                self.refuse(
                    pattern,
                    "alternatives in a pattern, or with a guard, bind names: not supported.",
                    "write a case for each of them.",
                )
            tests.append(found.test() or constant(True, alternative))
        self.tests.append(at(gast.BoolOp(gast.Or(), tests), pattern))

    def sequence(self, pattern: gast.MatchSequence, subject: gast.expr) -> None:
        items = pattern.patterns
        stars = [k for k, item in enumerate(items) if isinstance(item, gast.MatchStar)]
        count = len(items) - len(stars)
        shape = [constant(value, pattern) for value in (count, bool(stars))]
        self.tests.append(call(patterns.is_sequence, [subject, *shape], pattern))
        before = stars[0] if stars else len(items)
        after = len(items) - before - 1
        for k, item in enumerate(items):
            if isinstance(item, gast.MatchStar):
                lower = constant(before, item)
                upper = negative(after, item) if after else None
                part = at(gast.Slice(lower, upper, None), item)
                some = at(gast.Subscript(copy.copy(subject), part, gast.Load()), item)
                self.bind(item.name, call(list, [some], item))
                continue
            index = constant(k, item) if k < before else negative(len(items) - k, item)
            self.visit(item, at(gast.Subscript(copy.copy(subject), index, gast.Load()), item))

    def mapping(self, pattern: gast.MatchMapping, subject: gast.expr) -> None:
        self.tests.append(call(patterns.is_mapping, [subject], pattern))
        for key in pattern.keys:
            self.compare(key, gast.In(), copy.copy(subject))
        for key, inner in zip(pattern.keys, pattern.patterns):
            value = at(gast.Subscript(copy.copy(subject), copy.copy(key), gast.Load()), inner)
            self.visit(inner, value)
        if pattern.rest is not None:
            keys = at(gast.Tuple([copy.copy(key) for key in pattern.keys], gast.Load()), pattern)
            self.bind(pattern.rest, call(patterns.rest_of, [subject, keys], pattern))

    def instance(self, pattern: gast.MatchClass, subject: gast.expr) -> None:
        self.tests.append(call(isinstance, [subject, pattern.cls], pattern))
        of_itself = getattr(pattern.cls, "id", None) in SELF_MATCHING
        for k, inner in enumerate(pattern.patterns):
            if of_itself:
                self.visit(inner, subject)
                continue
            number = constant(k, inner)
            part = call(patterns.positional, [subject, pattern.cls, number], inner)
            self.visit(inner, part)
        for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns):
            text = constant(name, inner)
            self.tests.append(call(hasattr, [subject, text], inner))
            part = at(gast.Attribute(copy.copy(subject), name, gast.Load()), inner)
            self.visit(inner, part)
