"""Derivatives that a call decides: which argument `argnums=-1` is, which mode is cheaper for a
Jacobian, which tangents a Hessian is multiplied with.

Each is a `Derivative` that makes others and hands the call on to one of them.
"""

from __future__ import annotations

import numpy as np

from . import remembered
from .derivative import Derivative, Target, compiler
from .errors import InactiveArgumentError
from .loaded import Compiled
from .structure import fitting_tangent, flatten
from .table import Table
from .transforms.request import Transform


class Chosen(Derivative):
    """A derivative that is another one for each of several kinds of calls."""

    def __init__(self, target: Target, transform: Transform, extra: int = 0):
        super().__init__(target, transform, extra)
        self.base, self.own_extra = target, extra
        self.made: dict[tuple, Derivative] = {}
        self.recent: Derivative | None = None

    def choose(self, args: tuple, kwargs: dict) -> Derivative:
        """The derivative for this call."""
        raise NotImplementedError

    def with_(self, argnums: tuple, mode: str) -> Derivative:
        """The derivative of the same function for other positions and another mode."""
        t = self.transform
        if (argnums, mode) not in self.made:
            transform = Transform(mode, argnums, t.bare, t.has_aux, t.names)
            make = derivative_class(transform)
            self.made[argnums, mode] = make(self.base, transform, self.own_extra)
        return self.made[argnums, mode]

    def __call__(self, *args, **kwargs):
        chosen = self.recent = self.choose(args, kwargs)
        return chosen(*args, **kwargs)  # another thread may choose meanwhile

    def source(self, *example_args, **example_kwargs) -> str:
        """The generated module; see `Derivative.source`."""
        if not example_args and not example_kwargs and self.recent is not None:
            return self.recent.source()
        return super().source(*example_args, **example_kwargs)


class FromEnd(Chosen):
    """Negative argnums: as in Python, they count from the end of the arguments that are passed."""

    def choose(self, args: tuple, kwargs: dict) -> Derivative:
        return self.counted(len(args) - self.own_extra)

    def counted(self, given: int) -> Derivative:
        shift = len(self.base.leading)
        for n in self.transform.argnums:
            if n < -given:
                raise InactiveArgumentError(
                    f"there is no argument at position {n}: {given} are passed by position"
                )
        numbers = tuple(n + given + shift if n < 0 else n for n in self.transform.argnums)
        return self.with_(numbers, self.transform.mode)

    def source(self, *example_args, **example_kwargs) -> str:
        """The generated module; see `Derivative.source`."""
        if example_args:
            own = self.base.function.__code__.co_argcount - len(self.base.leading)
            return self.counted(min(len(example_args), own)).source(*example_args, **example_kwargs)
        return super().source(*example_args, **example_kwargs)


class Jacobian(Chosen):
    """The Jacobian by the mode with fewer sweeps: forward where the input has no more entries
    than the output. Where the types do not tell how many the output has, it is reverse."""

    def __init__(self, target: Target, transform: Transform, extra: int = 0):
        super().__init__(target, transform, extra)
        self.counters: Table[Compiled] = Table()

    def choose(self, args: tuple, kwargs: dict) -> Derivative:
        if not self.base.holds():
            self.base, self.counters = self.base.anew(), Table()
        bound = self.base.bind(args, kwargs)
        own = [self.base.argument(bound, n) for n in self.transform.argnums]
        mode = "jacfwd" if self.forward(bound, sum(map(entry_count, own))) else "jacrev"
        return self.with_(self.transform.argnums, mode)

    def forward(self, bound: tuple, inputs: int) -> bool:
        if inputs <= 1:
            return True
        counter = self.counters.find(bound)
        if counter is None or not counter.holds():
            counter = remembered.load(self.base, bound, "entries")
            counter = counter or compiler().compile_counter(self.base, bound)
            self.counters.keep(bound, counter, counter.facts)
        outputs = counter.call(*bound)
        return outputs is not None and inputs <= outputs


class AlongTangents(Derivative):
    """A derivative whose last arguments are tangents: they must fit the arguments they move.
    Several may be given as one tuple, where they cannot be meant otherwise."""

    def __call__(self, *args, **kwargs):
        count = len(self.transform.argnums)
        self.renew()
        try:
            bound = self.target.bind(args, kwargs)
        except TypeError:
            together = self.in_order(args[-1]) if args else ()
            if count == 1 or len(together) != count:
                raise
            args = (*args[:-1], *together)
            bound = self.target.bind(args, kwargs)
        own = max(0, len(args) - count)
        tangents = [
            fitting_tangent(self.target.argument(bound, n), x_dot, f"the tangent of argument {n}")
            for n, x_dot in zip(self.transform.argnums, args[own:])
        ]
        return super().__call__(*args[:own], *tangents, **kwargs)

    def in_order(self, tangents) -> tuple:
        """The tangents of a tuple, or of a dict by the names of the arguments; else none."""
        names = self.transform.names
        if names and type(tangents) is dict and {*tangents} == {*names}:
            return tuple(tangents[name] for name in names)
        return tangents if type(tangents) is tuple else ()


def derivative_class(transform: Transform) -> type[Derivative]:
    """The class of the derivatives that a transform makes."""
    if any(isinstance(n, int) and n < 0 for n in transform.argnums or ()):
        return FromEnd
    return {"jacobian": Jacobian, "hvp": AlongTangents}.get(transform.mode, Derivative)


def entry_count(tree) -> int:
    """The number of entries in a structure of numbers and arrays."""
    return sum(np.size(leaf) for leaf in flatten(tree)[0] if np.ndim(leaf) or np.isscalar(leaf))
