"""`vjp`: the forward sweep now, the backward sweep whenever the pullback is called."""

from __future__ import annotations

from . import remembered
from .derivative import Target, compiler
from .loaded import Compiled, traced
from .registered import decoded, encoded
from .structure import fitting
from .table import Table


class SplitPullback:
    """The two halves of the reverse sweep of one function, compiled for each signature.

    The residuals share no memory with the arguments, so that the caller may change these before
    the pullback is called.
    """

    def __init__(self, target: Target, has_aux: bool = False):
        self.target, self.has_aux = target, has_aux
        #: by the number of primals, then by signature
        self.tables: dict[int, Table[tuple[Compiled, Compiled]]] = {}

    def halves(self, args: tuple, count: int):
        """The code for arguments like these, of which the first so many are differentiated."""
        table = self.tables.setdefault(count, Table())
        found = table.find(args)
        if found is None or not found[0].holds():
            halves = self.target, args, count, self.has_aux
            found = remembered.load_pair(*halves) or compiler().compile_pair(*halves)
            table.keep(args, found, found[0].facts)
        return found

    def __call__(self, *primals):
        """(value, pullback) of the function at the primals."""
        if not self.target.holds():
            self.target, self.tables = self.target.anew(), {}
        args = self.target.bind(primals, {})
        forward, backward = self.halves(args, len(primals))
        value, residuals = traced(forward, *args)
        y = value[0] if self.has_aux else value

        def pullback(y_bar):
            y_bar = fitting(y, encoded(y_bar), "the cotangent")
            return decoded(traced(backward, residuals, y_bar))

        return decoded(value), pullback
