"""A generator that `contextlib.contextmanager` makes a context manager of, cut at its `yield`.

    Before:  def scaled(v):                  After:  def scaled(v):
                 enter()                                 enter()
                 try:                                    def .exit():
                     yield 2 * v                             leave()
                 finally:                                return 2 * v, .exit
                     leave()

What follows the `yield` is run at the end of the `with` statement; an error in it goes past, and
a context manager that would take it is refused.
"""

from __future__ import annotations

import copy

import gast

from .build import at, load
from .desugar import Refuse
from .scopes import parameters

EXIT = ".exit"


def cut_at_yield(tree: gast.FunctionDef, refuse: Refuse) -> gast.FunctionDef:
    """A function that returns the value of the `with` statement, and what its end calls."""
    tree = copy.deepcopy(tree)
    statements = list(_flat(tree.body, refuse))
    at_yield = [k for k, node in enumerate(statements) if _yielded(node)]
    inside = sum(isinstance(n, gast.Yield | gast.YieldFrom) for n in gast.walk(tree))
    if len(at_yield) != 1 or inside != 1:
        refuse(
            tree,
            "a context manager is supported whose `yield` is one statement, in no branch or loop.",
            "write a class with __enter__ and __exit__.",
        )
    place = statements[at_yield[0]]
    before, after = statements[: at_yield[0]], statements[at_yield[0] + 1 :]
    known = {p.id for p in parameters(tree)} | set(_stored(before))
    shared = [name for name in dict.fromkeys(_stored(after)) if name in known]
    body = [at(gast.Nonlocal(shared), place)] if shared else []
    body += after or [at(gast.Pass(), place)]
    no_args = gast.arguments([], [], None, [], [], None, [])
    leave = at(gast.FunctionDef(EXIT, no_args, body, [], None, None, []), place)
    value = place.value.value or at(gast.Constant(None, None), place)
    pair = at(gast.Tuple([value, load(EXIT, place)], gast.Load()), place)
    tree.body = [*before, leave, at(gast.Return(pair), place)]
    return tree


def takes_errors(tree: gast.FunctionDef) -> bool | None:
    """True where an `__exit__` returns what is true, which takes an error in the body; None where
    what it returns is computed."""
    found: bool | None = False
    nested = [n for n in gast.walk(tree) if isinstance(n, _FUNCTIONS) and n is not tree]
    inner = {id(n) for function in nested for n in gast.walk(function)}
    for node in gast.walk(tree):
        if isinstance(node, gast.Return) and node.value is not None and id(node) not in inner:
            if not isinstance(node.value, gast.Constant):
                found = None
            elif node.value.value:
                return True
    return found


_FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)


def _check_handlers(node: gast.Try, refuse: Refuse) -> None:
    """An error that the `yield` raises leaves the `with` statement."""
    for handler in node.handlers:
        if not isinstance(handler.body[-1], gast.Raise):
            refuse(
                handler,
                "a context manager that handles an error is not supported.",
                "write try and except around what may raise it.",
            )


def _flat(statements: list[gast.stmt], refuse: Refuse):
    """The statements, those of a `try` around the yield among them; its handlers are for errors."""
    for node in statements:
        if isinstance(node, gast.Try) and any(isinstance(n, gast.Yield) for n in gast.walk(node)):
            _check_handlers(node, refuse)
            yield from _flat([*node.body, *node.orelse, *node.finalbody], refuse)
        else:
            yield node


def _yielded(node: gast.stmt) -> bool:
    return isinstance(node, gast.Expr) and isinstance(node.value, gast.Yield)


def _stored(statements: list[gast.stmt]):
    for statement in statements:
        for node in gast.walk(statement):
            if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store):
                yield node.id
