"""A generator that `contextlib.contextmanager` makes a context manager of, cut at its `yield`.

    Before:  def scaled(v):                  After:  def scaled(v):
                 enter()                                 enter()
                 try:                                    def .exit():
                     yield 2 * v                             leave()
                 finally:                                return 2 * v, .exit
                     leave()

What follows the `yield` is run at the end of the `with` statement; an error in it goes past.
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
    statements = list(_flat(tree.body))
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


def _flat(statements: list[gast.stmt]):
    """The statements, those of a `try` around the yield among them; its handlers are for errors."""
    for node in statements:
        if isinstance(node, gast.Try) and any(isinstance(n, gast.Yield) for n in gast.walk(node)):
            yield from _flat([*node.body, *node.orelse, *node.finalbody])
        else:
            yield node


def _yielded(node: gast.stmt) -> bool:
    return isinstance(node, gast.Expr) and isinstance(node.value, gast.Yield)


def _stored(statements: list[gast.stmt]):
    for statement in statements:
        for node in gast.walk(statement):
            if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store):
                yield node.id
