"""Random results of functions: as many live values in them as there are."""

from __future__ import annotations

from .context import FLOAT, Array, Context, DictOf, Float, Kind, ListOf, TupleOf
from .expressions import computed, scalar, scalar_leaf

_MOST_TERMS = 6


def return_value(c: Context) -> str:
    """An expression of the kind that the function returns, for an early return."""
    return _of_kind(c, c.result, lambda: scalar(c, 2))


def final_value(c: Context) -> str:
    """As `return_value`, with a sum over the variables in scope in each scalar."""
    return _of_kind(c, c.result, lambda: _sum_of_everything(c))


def _of_kind(c: Context, kind: Kind, number) -> str:
    if kind == FLOAT:
        return number()
    if isinstance(kind, Array):
        names = c.arrays(kind.shape)
        return (
            f"{computed(c, kind.shape, 1)} + {c.choose(names)}"
            if names
            else computed(c, kind.shape)
        )
    if isinstance(kind, TupleOf):
        return "(" + ", ".join(_of_kind(c, k, number) for k in kind.items) + ",)"
    if isinstance(kind, ListOf):
        return "[" + ", ".join(_of_kind(c, kind.item, number) for _ in range(kind.length)) + "]"
    assert isinstance(kind, DictOf)
    return "{" + ", ".join(f"{n!r}: {_of_kind(c, k, number)}" for n, k in kind.entries) + "}"


def _sum_of_everything(c: Context) -> str:
    names = [n for n, v in c.scope.items() if v.rebindable and _summed(c, n)]
    latest = names[-_MOST_TERMS // 2 :]
    earlier = [n for n in names if n not in latest]
    chosen = latest + c.random.sample(earlier, min(len(earlier), _MOST_TERMS - len(latest)))
    terms = [c.choose(_summed(c, name)) for name in chosen]
    return " + ".join(terms) or scalar(c)


def _summed(c: Context, name: str) -> list[str]:
    """Ways to make one number of a variable."""
    kind = c.scope[name].kind
    if isinstance(kind, Float):
        return [name, f"{c.number()} * {name}", f"np.sin({name})"]
    if isinstance(kind, Array):
        return [f"np.sum({name})", f"np.mean(np.sin({name}))", f"{name}.sum() * {scalar_leaf(c)}"]
    if isinstance(kind, ListOf) and kind.item == FLOAT:
        return [f"sum({name})", f"sum({name}, 0.1)"]
    if isinstance(kind, ListOf) and isinstance(kind.item, Array):
        return [f"sum([np.sum(part) for part in {name}])"]
    if isinstance(kind, TupleOf):
        return [f"np.sum({name}[{k}])" for k in range(len(kind.items))]
    if isinstance(kind, DictOf):
        return [f"np.sum({name}[{key!r}])" for key, _ in kind.entries]
    if name.startswith("count"):
        return [f"0.13 * {name}"]
    return []
