"""A file imports only from the layers above its own, at its top, and never in a circle."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "s2sad"

#: from top to bottom; what stands on one line may import each other, but not in a circle.
#: What finds compiled code on disk stands above the compiler, which it must not load.
LAYERS = (
    "version source",
    "errors",
    "registered written",
    "structure",
    "numerical agreement",
    "runtime",
    "ir",
    "definitions",
    "frozen backend.fingerprint backend.cache backend.load names signatures",
    "frontend",
    "types",
    "rules",
    "control",
    "settings table loaded remembered guards",
    "analysis",
    "passes",
    "transforms",
    "asked",
    "transform",
    "backend",
    "views",
    "derivative",
    "split chosen",
    "api decorator inspecting",
    "wrapped",
    "nested_arguments",
    "nested",
    "solvers",
    "collector",
    "pipeline",
    "doubts",
    "facts",
    "compile",
    "check",
    "__init__",
    "cli",
    "__main__ demo",
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


FILES = {module_of(path): path for path in sorted(ROOT.rglob("*.py"))}


@functools.cache
def import_statements(module: str) -> list[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The imports of a module, each with whether it stands in a function. Expressions, which are
    most of a tree and hold no statement, are not looked through."""
    found = []
    todo = [(ast.parse(FILES[module].read_text(encoding="utf-8")), False)]
    while todo:
        node, inside = todo.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.append((node, inside))
        inside = inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            todo += [(child, inside) for child in getattr(node, name, ())]
    return found


def imports(module: str) -> Iterator[str]:
    """The modules of s2sad that a module imports; the package itself is `s2sad.__init__`."""
    package = module.split(".") if FILES[module].name == "__init__.py" else module.split(".")[:-1]
    if module == "s2sad.__init__":
        package = ["s2sad"]
    for node, _ in import_statements(module):
        if isinstance(node, ast.Import):
            yield from (known(alias.name) for alias in node.names if is_ours(alias.name))
        else:
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names if is_ours(base) else ():
                yield known(f"{base}.{alias.name}", base)


def is_ours(name: str) -> bool:
    return name.split(".")[0] == "s2sad"


def known(*names: str) -> str:
    """The first name that is a module's."""
    for name in names:
        if name in FILES:
            return name
    return "s2sad.__init__" if names[-1] == "s2sad" else names[-1]


@functools.cache
def graph() -> dict[str, set[str]]:
    """Module -> the modules that it imports."""
    return {module: set(imports(module)) - {module} for module in FILES}


def layer(module: str) -> str:
    """The name in LAYERS that a module stands under: its own, or its package's."""
    own = module.removeprefix("s2sad.")
    return own if own in RANK else own.split(".")[0]


def test_every_file_has_a_layer():
    assert {layer(module) for module in FILES} - set(RANK) == set()


def test_imports_only_from_layers_above():
    below = [f"{module} imports {found}" for module in FILES for found in sorted(graph()[module])
             if RANK[layer(found)] > RANK[layer(module)]]  # fmt: skip
    assert not below, f"from below its own layer: {', '.join(below)}"


def test_no_circles():
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_front_and_back_end_never_meet():
    met = [(m, found) for m in FILES if layer(m) == "backend" for found in graph()[m]
           if layer(found) == "frontend"]  # fmt: skip
    assert not met


def test_imports_stand_at_the_top():
    late = [f"{module}, line {node.lineno}" for module in FILES
            for node, inside in import_statements(module) if inside]  # fmt: skip
    assert not late, f"imports inside a function: {', '.join(late)}"


def test_the_graph_is_not_empty():
    assert "s2sad.errors" in graph()["s2sad.api"]
    assert "s2sad.source" in graph()["s2sad.errors"]
    assert len(graph()) > 50
