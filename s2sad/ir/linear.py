"""Integers as sums of other integers, each times a coefficient, and of a constant."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import NamedTuple

#: what stands for an integer: a Value, or the name of a length
Symbol = Hashable

#: how many loop variables, each bounded by the next one, are put in
_ROUNDS = 8


class Form(NamedTuple):
    """`2*i - j + 3` has the terms `(i, 2)` and `(j, -1)`."""

    terms: frozenset[tuple[Symbol, int]] = frozenset()
    constant: int = 0

    def plus(self, other: "Form", factor: int = 1) -> "Form":
        """The form, and so many times the other."""
        terms = self.terms
        if other.terms:
            coefficients = dict(terms)
            for symbol, coefficient in other.terms:
                coefficients[symbol] = coefficients.get(symbol, 0) + factor * coefficient
            terms = frozenset([(s, c) for s, c in coefficients.items() if c])
        return Form(terms, self.constant + factor * other.constant)

    def minus(self, other: "Form") -> "Form":
        return self.plus(other, -1)

    def coefficient(self, symbol: Symbol) -> int:
        return dict(self.terms).get(symbol, 0)

    def without(self, symbol: Symbol, bound: "Form") -> "Form":
        """The form with the bound in place of the symbol."""
        coefficient = self.coefficient(symbol)
        rest = Form(self.terms - {(symbol, coefficient)}, self.constant)
        return rest.plus(bound, coefficient)


ZERO, ONE = Form(), Form(constant=1)


def symbol_form(symbol: Symbol) -> Form:
    return Form(frozenset({(symbol, 1)}))


def range_bounds(start: Form, stop: Form, step: int) -> tuple[Form, Form]:
    """The least and the greatest integer that a range may reach."""
    return (start, stop.minus(ONE)) if step > 0 else (stop.plus(ONE), start)


class Bounds:
    """The least and the greatest value of loop variables; those of outer loops are noted first, and
    all before a form that holds them is asked for."""

    def __init__(self):
        self._known: dict[Symbol, tuple[int, Form, Form]] = {}
        self._found: dict[tuple[Form, bool], Form] = {}

    def note(self, variable: Symbol, least: Form, greatest: Form) -> None:
        self._known[variable] = len(self._known), least, greatest

    def __contains__(self, variable: Symbol) -> bool:
        return variable in self._known

    def of(self, form: Form, keep: Collection[Symbol], least: bool) -> Form:
        """The least or greatest value of a form, in which no loop variables but these are left."""
        if keep:
            return self._in_terms_of(form, keep, least)
        if (form, least) not in self._found:
            self._found[form, least] = self._in_terms_of(form, keep, least)
        return self._found[form, least]

    def _in_terms_of(self, form: Form, keep: Collection[Symbol], least: bool) -> Form:
        for _ in range(_ROUNDS if form.terms else 0):
            variable = self.innermost(form, keep)
            if variable is None:
                break
            form = self.without(form, variable, least)
        return form

    def innermost(self, form: Form, keep: Collection[Symbol] = ()) -> Symbol | None:
        """The variable in the form, but these, that is replaced first: its bounds may hold others
        that are there, as in `i - j` for j below i."""
        found = [s for s, _ in form.terms if s in self._known and s not in keep]
        return max(found, key=lambda s: self._known[s][0], default=None)

    def without(self, form: Form, variable: Symbol, least: bool) -> Form:
        """The least or greatest value of the form, whatever this variable is."""
        _, low, high = self._known[variable]
        return form.without(variable, low if (form.coefficient(variable) > 0) == least else high)
