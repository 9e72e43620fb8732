"""What the front end does not read, in words: a sentence on what is wrong and what to write."""

from __future__ import annotations

from typing import NamedTuple

import gast


class Refusal(NamedTuple):
    message: str
    advice: str


_TRY = Refusal("`except*` is not supported.", "write `except`.")
_ASYNC = Refusal("asynchronous code is not supported.", "write a plain function.")
_GENERATOR = Refusal(
    "the value of `yield` is used, which only send() gives it.", "write `yield x` on its own."
)

BY_TYPE: dict[type, Refusal] = {
    gast.TryStar: _TRY,
    gast.AsyncFunctionDef: _ASYNC,
    gast.AsyncFor: _ASYNC,
    gast.AsyncWith: _ASYNC,
    gast.Await: _ASYNC,
    gast.Yield: _GENERATOR,
    gast.YieldFrom: _GENERATOR,
    gast.ClassDef: Refusal(
        "a class cannot be defined inside a differentiated function.",
        "define the class at the top of the module.",
    ),
    gast.Starred: Refusal("`*` is not supported here.", "write the items out."),
}

GLOBAL_WRITE = "the function assigns {name}, which it declares global."
GLOBAL_WRITE_ADVICE = "return the new value, and assign it where the function is called."
LATE_GENERATOR = "{name}, which this generator expression reads, is assigned more than once."
LATE_GENERATOR_ADVICE = "use a list: [... for ... in ...]."
ASSIGNING_GENERATOR = "this generator expression assigns {name}: when, depends on its use."
ASSIGNING_GENERATOR_ADVICE = "write a loop, with `break` where no more items are needed."
ENDLESS_GENERATOR = "this generator never ends."
ENDLESS_GENERATOR_ADVICE = "pass it the number of items, and loop over a range."
TOO_DEEP = "the code is nested too deeply: hundreds of operators in one expression, or of exits."
TOO_DEEP_ADVICE = "split the expression or the function."
UNBOUND = "variable {name} is used before it is assigned."
UNBOUND_ADVICE = "assign {name} on every way that leads here."


def of_node(node: gast.AST) -> Refusal:
    """Why a node is refused; a kind that nobody thought of is refused by its name."""
    known = BY_TYPE.get(type(node))
    if known is not None:
        return known
    return Refusal(
        f"this syntax ({type(node).__name__}) is not supported.", "write it another way."
    )
