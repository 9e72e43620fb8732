"""A program of the generator: its text, its arguments, and how both are brought to life."""

from __future__ import annotations

import itertools
import linecache
import sys
import types
from dataclasses import dataclass, field

import numpy as np

from s2sad.structure import copy_arrays, map_structure

ENTRY = "f"
_numbers = itertools.count()


@dataclass(frozen=True)
class Program:
    """`source` defines `f`; `tags` names the constructs that occur in it.

    Where `args` is None the source defines `ARGS` too: arguments may be of its own classes.
    """

    source: str
    args: tuple | None
    tags: frozenset[str] = field(default=frozenset(), compare=False)

    def __str__(self) -> str:
        args = "" if self.args is None else f"\n\nARGS = {self.args!r}\n"
        return self.source + args

    def arguments(self, module: types.ModuleType) -> tuple:
        """Fresh arguments for the `f` of this module."""
        return copy_arrays(module.ARGS if self.args is None else self.args)


class Module:
    """A program executed as a module of its own, which exists while it is open.

    `inspect` knows its source and `sys.modules` its name, as of a module from a file.
    """

    def __init__(self, source: str, **names):
        name = f"fuzz_program_{next(_numbers)}"
        self.file, self.source = f"<{name}>", source
        self.module = types.ModuleType(name)
        vars(self.module).update(names)

    def __enter__(self) -> types.ModuleType:
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self.file] = (len(self.source), None, lines, self.file)
        sys.modules[self.module.__name__] = self.module
        code = compile(self.source, self.file, "exec", dont_inherit=True)
        exec(code, vars(self.module))
        return self.module

    def __exit__(self, *error) -> None:
        del sys.modules[self.module.__name__]
        linecache.cache.pop(self.file, None)


def in_double(tree):
    """The same arguments with every float in double precision."""
    return map_structure(_double, tree)


def _double(leaf):
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f":
        return leaf.astype(np.float64)
    return float(leaf) if isinstance(leaf, np.floating) else leaf


def double_source(source: str) -> str:
    """The same program with no single precision in it."""
    return source.replace("np.float32", "np.float64")
