"""Spellings of a dict of places (ir/places.py): `{}`, `places[key]`, `key in places`."""

from __future__ import annotations

import ast

from ..ir import places
from ..ir.nodes import Call
from . import syntax


def _new(speller, op: Call):
    return ast.Dict([], [])


def _fixed(speller, op: Call):
    return speller.operand(op.args[0])


def _place_of(speller, op: Call):
    return syntax.subscript(*map(speller.operand, op.args))


def _place_for(speller, op: Call):
    found, key, place = map(speller.operand, op.args)
    return syntax.call(syntax.attribute(found, "setdefault"), key, place)


def _has(speller, op: Call):
    found, key = map(speller.operand, op.args)
    return syntax.compare(key, ast.In, found)


def _count(speller, op: Call):
    return syntax.call(speller.references.expression(len), *map(speller.operand, op.args))


def _drop(speller, op: Call):
    found, key = map(speller.operand, op.args)
    return syntax.call(syntax.attribute(found, "pop"), key)


def _left(speller, op: Call):
    return syntax.call(speller.references.expression(list), _values(speller, op))


def _first(speller, op: Call):
    iterator = syntax.call(speller.references.expression(iter), _values(speller, op))
    return syntax.call(speller.references.expression(next), iterator)


def _values(speller, op: Call):
    found, = map(speller.operand, op.args)  # fmt: skip
    return syntax.call(syntax.attribute(found, "values"))


PLACES = {
    places.new_places: _new, places.fixed_places: _fixed, places.place_of: _place_of,
    places.place_for: _place_for, places.has_place: _has, places.count_of: _count,
    places.drop_place: _drop, places.places_left: _left,
    places.first_place: _first,
}  # fmt: skip
