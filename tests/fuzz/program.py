"""A program of the generator: its text, its arguments, and how both are brought to life."""

from __future__ import annotations

import itertools
import linecache
import types
from dataclasses import dataclass, field

import numpy as np

from s2sad.structure import map_structure

ENTRY = "f"
_numbers = itertools.count()


@dataclass(frozen=True)
class Program:
    """`source` defines `f`; `tags` names the constructs that occur in it."""

    source: str
    args: tuple
    tags: frozenset[str] = field(default=frozenset(), compare=False)

    def __str__(self) -> str:
        return f"{self.source}\n\nARGS = {self.args!r}\n"


class Module:
    """A program that was executed, its source known to `inspect` while it is open."""

    def __init__(self, source: str, **names):
        self.file = f"<fuzz program {next(_numbers)}>"
        self.source = source
        self.globals = {"__name__": "fuzz_program", **names}

    def __enter__(self) -> types.SimpleNamespace:
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self.file] = (len(self.source), None, lines, self.file)
        exec(compile(self.source, self.file, "exec"), self.globals)
        return types.SimpleNamespace(**self.globals)

    def __exit__(self, *error) -> None:
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
