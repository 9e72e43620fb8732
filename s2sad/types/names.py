"""Names and what they stand for: globals, captured variables, cells, constants.

Captured floats and arrays become hidden arguments; everything else is static and remembered in
`reads`, for the code is right only while it keeps its value.
"""

from __future__ import annotations

import builtins
import types

import numpy as np

from ..frozen import MISSING, frozen
from ..ir.nodes import Function
from ..source import Span
from .abstract import Abstract, Conflict, Identity, Ref, Static, Undefined
from .operators import Operators

LIBRARIES = ("numpy", "scipy", "math", "cmath", "operator", "builtins", "itertools", "functools")


class Frame:
    """The function whose untyped IR is being run: where its names resolve."""

    __slots__ = ("globals", "cells", "closure", "function", "conditions", "site")

    def __init__(self, function: Function, globals: dict, cells=None, closure=None):
        self.function, self.globals = function, globals
        self.conditions = 0  # how many of them were open when it was called
        self.site: Span | None = None  # where it was called
        self.cells: dict[str, Abstract] = cells or {}
        self.closure: dict[str, types.CellType] = closure or {}


class Names(Operators):
    """Adds names; `frames` is the stack of functions that are being run in place."""

    def __init__(self, span=None):
        super().__init__(span)
        self.frames: list[Frame] = []
        self.hidden: dict[tuple, Abstract] = {}
        self.reads: dict[tuple, object] = {}

    def lift_constant(self, value) -> Abstract:
        """A value that Python has made for the generated code: a list is the program's own."""
        return self.new_list(tuple(map(Static, value))) if type(value) is list else Static(value)

    def load_global(self, name: str) -> Abstract:
        frame = self.frames[-1]
        if name in frame.globals:
            return self.lift_name(
                ("global", id(frame.globals), name), frame.globals[name], frame.globals
            )
        if hasattr(builtins, name):
            key = ("global", id(frame.globals), name)
            return self.lift_name(key, getattr(builtins, name), frame.globals)
        self.refuse(f"the name '{name}' is not defined")

    def load_free(self, name: str) -> Abstract:
        frame = self.frames[-1]
        if name in frame.cells:
            cell = frame.cells[name]
            if isinstance(cell, Ref) and cell.identity.kind == "cell":
                return self.cell_content(cell)
            return cell
        cell = frame.closure.get(name)
        if cell is None:
            self.refuse(f"the name '{name}' is not defined")
        try:
            value = cell.cell_contents
        except ValueError:
            self.refuse(f"the variable '{name}' is used before it is assigned")
        return self.lift_name(("cell", id(cell), name), value, cell)

    def free_cell(self, name: str) -> Abstract:
        """The cell of a captured variable; one of the program's own must not be assigned."""
        cell = self.frames[-1].cells.get(name)
        if isinstance(cell, Ref) and cell.identity.kind == "cell":
            return cell
        identity = Identity("cell", name)
        identity.readonly = Conflict(f"the function assigns {name}, a variable outside of it",
                                     "return the new value, and assign it outside")  # fmt: skip
        self.state.heap[identity] = self.load_free(name)
        return Ref(identity)

    def cell_content(self, cell: Ref) -> Abstract:
        content = self.content(cell.identity)
        if isinstance(content, Undefined):
            self.unbound(Undefined(cell.identity.name))
        return content

    def lift_name(self, key: tuple, value, holder) -> Abstract:
        """A global or captured value: floats and arrays are hidden arguments, the rest static."""
        known = self.hidden.get(key)
        if known is not None:
            return known
        lifted = self.hidden_argument(key, value, holder)
        if lifted is None:
            self.reads[key] = (holder, value)
            lifted = Static(value)
        else:
            self.hidden[key] = lifted
        return lifted

    def hidden_argument(self, key: tuple, value, holder) -> Abstract | None:
        """Set by `specialize`: makes a parameter of a captured array or float."""
        return None

    def asked(self, function, *values):
        """What Python says of known values, which may say something else one day."""
        found = MISSING  # what stands for an error, too
        try:
            found = function(*values)
        finally:
            self.reads["result", function, *map(frozen, values)] = (function, values), found
        return found

    def lift_object(self, obj) -> Abstract:
        if isinstance(obj, np.ndarray | float | np.floating | complex):
            lifted = self.hidden_argument(("object", id(obj)), obj, obj)
            return Static(obj) if lifted is None else lifted
        if isinstance(obj, list | dict | set | tuple):
            return self.lift_name(("object", id(obj)), obj, obj)
        return Static(obj)
