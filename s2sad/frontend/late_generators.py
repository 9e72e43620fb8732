"""Generator expressions that are gone through later than they are made, or while something else is.

    for v in (k * x for k in items):      # each item is made when the loop comes to it
        x += v

    pairs = zip((k * x for k in items), y)
    x = 2 * x                             # and these when `pairs` is read

An expression or a loop comes in; the generator expressions go out that have their items later, of
which lower_generators asks that what they read is not assigned in between.
"""

from __future__ import annotations

import gast

from .scopes import FUNCTIONS, comprehension_parts, comprehension_variables

#: what hands on items as it is asked for them, by its name or as an attribute of a module
LAZY = frozenset({
    "enumerate", "zip", "map", "filter", "iter", "accumulate", "batched", "chain", "compress",
    "cycle", "dropwhile", "filterfalse", "from_iterable", "groupby", "islice", "pairwise",
    "starmap", "takewhile", "tee", "zip_longest",
})  # fmt: skip


def handed_on(node: gast.expr) -> list[gast.GeneratorExp]:
    """The generator expressions whose items the value has, when it is asked for them."""
    match node:
        case gast.GeneratorExp():
            return [node]
        case gast.Call(func=gast.Name(id=name) | gast.Attribute(attr=name)) if name in LAZY:
            return [inner for arg in node.args for inner in handed_on(arg)]
    return []


def read_while_assigned(loop: gast.For) -> list[gast.GeneratorExp]:
    """Those that the loop goes through, and that read what it assigns."""
    found = handed_on(loop.iter)
    if not found:
        return []
    assigned = {
        node.id for part in (loop.target, *loop.body) for node in gast.walk(part)
        if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load)
    }  # fmt: skip
    assigned |= {node.name for part in loop.body for node in gast.walk(part)
                 if isinstance(node, FUNCTIONS) and hasattr(node, "name")}  # fmt: skip
    return [node for node in found if not assigned.isdisjoint(names_read(node))]


def names_read(node: gast.GeneratorExp) -> list[str]:
    """The variables from outside that a generator expression reads as it goes."""
    own = comprehension_variables(node)
    found = (
        inner.id
        for part in comprehension_parts(node)
        for inner in gast.walk(part)
        if isinstance(inner, gast.Name) and isinstance(inner.ctx, gast.Load)
    )
    return list(dict.fromkeys(name for name in found if name not in own))
