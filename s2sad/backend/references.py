"""How generated code names Python objects: functions, classes, modules, and the imports for them.

An object comes in, an expression (`np.sin`, `scipy.special.erf`, `len`) goes out, and the import
is noted. Functions of `s2sad.runtime` are copied into the module, so that generated code never
imports s2sad. What surprises: a parameter may be called `np` or `len`; the module then gets
another alias.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import textwrap
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from ..errors import UnsupportedError
from ..ir.distributions import distribution_of
from . import syntax

_ALIASES = {"numpy": "np"}
_RUNTIME = "s2sad.runtime."
#: where functions without a `__module__` of their own (ufuncs, say) are looked for
_PUBLIC = ("numpy", "numpy.linalg", "numpy.fft", "math", "cmath", "operator", "itertools",
           "scipy.special", "scipy.linalg")  # fmt: skip
#: the shorter of two names for one object
_NICER = {"absolute": "abs", "conjugate": "conj"}


class References:
    """The imports and copied functions of one module; `taken` names must not be used for them."""

    def __init__(self, taken: frozenset[str] = frozenset()):
        self.taken = taken
        self.modules: dict[str, str | None] = {}
        self.copied: dict[str, ast.FunctionDef] = {}
        #: by the id of each object: itself, and the expression for it
        self.known: dict[int, tuple[Any, ast.expr]] = {}

    def expression(self, obj: Any):
        """An expression for the object, which must be reachable from an import: the same each time,
        for nobody changes it."""
        if id(obj) not in self.known:
            self.known[id(obj)] = obj, self.made(obj)
        return self.known[id(obj)][1]

    def made(self, obj: Any):
        if isinstance(obj, ModuleType):
            return self.module(obj.__name__)
        if isinstance(obj, FunctionType) and (obj.__module__ or "").startswith(_RUNTIME):
            return syntax.name(self._copy(obj))
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, (np.ufunc, type)):
            return syntax.attribute(self.expression(owner), obj.__name__)
        distribution = distribution_of(obj)
        if distribution is not None:
            return syntax.attribute(self.module("scipy.stats"), distribution, obj.__name__)
        module, path = locate(obj)
        if module != "builtins" or path in self.taken:
            return syntax.attribute(self.module(module), *path.split("."))
        return syntax.name(path)

    def module(self, module: str):
        """The module as an expression, imported. NumPy's own parts come with NumPy."""
        if module.startswith("numpy."):
            return syntax.attribute(self.module("numpy"), *module.split(".")[1:])
        alias = _ALIASES.get(module)
        if (alias or module.partition(".")[0]) in self.taken:
            alias = "_" + module.replace(".", "_")
        self.modules[module] = alias
        return syntax.name(alias) if alias else syntax.dotted(module)

    def statements(self) -> list:
        """The imports: Python's own modules first, both groups sorted."""
        ordered = sorted(self.modules.items(), key=lambda item: (not _is_standard(item[0]), item))
        return [syntax.import_(module, alias) for module, alias in ordered]

    def functions(self) -> list[ast.FunctionDef]:
        """The functions of the runtime that the code calls."""
        return list(self.copied.values())

    def _copy(self, function: FunctionType) -> str:
        name = "_" + function.__name__
        if name not in self.copied:
            tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
            tree = _Copier(self, function).visit(tree)
            tree.name = name
            self.copied[name] = tree
        return name


class _Copier(ast.NodeTransformer):
    """Renames what a copied function reads from its module, and drops its annotations."""

    def __init__(self, references: References, function: FunctionType):
        self.references = references
        self.globals = function.__globals__
        self.local = set(function.__code__.co_varnames)

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_Name(self, node):
        if node.id in self.local or node.id not in self.globals:
            return node
        return self.references.expression(self.globals[node.id])


def locate(obj: Any) -> tuple[str, str]:
    """The public module and the dotted name under which the object is found."""
    name = getattr(obj, "__qualname__", None) or getattr(obj, "__name__", None)
    home = getattr(obj, "__module__", None) or ""
    if name is None or "<locals>" in name or "<lambda>" in name:
        raise UnsupportedError(f"generated code has no name for {obj!r}",
                               advice="define it at the top level of a module")  # fmt: skip
    for module in (*_prefixes(home.lstrip("_")), *_prefixes(home), "builtins", *_PUBLIC):
        for path in (_NICER.get(name, name), name, name + "_"):
            if _find(module, path) is obj:
                return module, path
    raise UnsupportedError(f"generated code cannot import {obj!r}",
                           advice="define it at the top level of a module")  # fmt: skip


def _prefixes(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[: k + 1]) for k in range(len(parts))]


def _find(module: str, path: str) -> Any:
    found = sys.modules.get(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def reserved_names(callees) -> set[str]:
    """Names that local variables must leave alone: builtins and the modules of the callees."""
    names = set(dir(builtins)) | {"np", "math"}
    modules = {getattr(callee, "__module__", None) or "" for callee in callees}
    names.update(module.partition(".")[0] for module in modules)
    return names


def reads(tree) -> set[str]:
    """The names that an expression reads."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
