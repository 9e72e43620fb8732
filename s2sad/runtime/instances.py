"""Instances of the user's classes, made of their attributes: gradients of objects."""

from __future__ import annotations


def instance(cls, /, **attributes):
    """An instance with these attributes. `__init__` is left out: it may want what a gradient
    does not have."""
    made = object.__new__(cls)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made
