"""Which names belong to a function, and which of them its nested functions share.

In: a function's gast tree. Out: `Scope`. The surprising thing: a comprehension has variables of
its own, but `:=` inside it assigns to the function, as Python has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import gast

from .desugar import ProtectedIf

FunctionTree = gast.FunctionDef | gast.AsyncFunctionDef | gast.Lambda
ComprehensionTree = gast.ListComp | gast.SetComp | gast.DictComp | gast.GeneratorExp
FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)
COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_SPECIAL = frozenset({
    *FUNCTIONS, *COMPREHENSIONS, gast.NamedExpr, gast.For, gast.While, gast.ClassDef, gast.Import,
    ProtectedIf, gast.Yield, gast.YieldFrom,
    gast.ImportFrom, gast.Global, gast.Nonlocal,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """`stores`: every local variable, with how often the text assigns it (in a loop counts twice).
    `cells`: locals that a nested function reads, or that an error must leave as they are, the
    `kept` ones. `deleted`: what a `del` names. `free`: names that are used and not bound here.
    `comprehension_cells`: likewise, for the variables of each comprehension.
    """

    stores: dict[str, int]
    cells: frozenset[str]
    deleted: frozenset[str]
    kept: frozenset[str]
    free: dict[str, None]
    declared_global: frozenset[str]
    declared_nonlocal: frozenset[str]
    nested: dict[FunctionTree, Scope]
    comprehension_cells: dict[ComprehensionTree, frozenset[str]]
    has_walrus: bool
    is_generator: bool


def analyze(function: FunctionTree) -> Scope:
    """The scope of a function and of everything in it."""
    return _Analysis().run(function)


def parameters(function: FunctionTree) -> Iterator[gast.Name]:
    """The parameters, in the order of the signature."""
    args = function.args
    yield from args.posonlyargs
    yield from args.args
    if args.vararg is not None:
        yield args.vararg
    yield from args.kwonlyargs
    if args.kwarg is not None:
        yield args.kwarg


def outside_parts(function: FunctionTree) -> Iterator[gast.expr]:
    """What of a nested function is evaluated where it is defined: decorators and defaults."""
    yield from getattr(function, "decorator_list", ())
    yield from function.args.defaults
    yield from (default for default in function.args.kw_defaults if default is not None)


def comprehension_parts(node: ComprehensionTree) -> Iterator[gast.AST]:
    """What is evaluated inside a comprehension: everything but its first iterable."""
    for index, generator in enumerate(node.generators):
        if index:
            yield generator.iter
        yield generator.target
        yield from generator.ifs
    if isinstance(node, gast.DictComp):
        yield node.key
        yield node.value
    else:
        yield node.elt


def comprehension_variables(node: ComprehensionTree) -> frozenset[str]:
    """The names that a comprehension binds for itself."""
    targets = (generator.target for generator in node.generators)
    return frozenset(name for target in targets for name in stored_names(target))


def stored_names(target: gast.AST) -> Iterator[str]:
    """The names that an assignment target binds, from left to right."""
    match target:
        case gast.Name():
            yield target.id
        case gast.Tuple() | gast.List():
            for item in target.elts:
                yield from stored_names(item)
        case gast.Starred():
            yield from stored_names(target.value)


def children(node: gast.AST) -> list[gast.AST]:
    """The nodes directly below, in the order of the fields; annotations are left out."""
    found, held = [], vars(node)
    for name in _evaluated_fields(type(node)):
        value = held.get(name)
        if value is None or type(value) is str:
            continue
        if type(value) is list:
            found += [item for item in value if isinstance(item, gast.AST)]
        elif isinstance(value, gast.AST):
            found.append(value)
    return found


#: fields that hold text, or nodes that are not evaluated
_NO_NODES = ("annotation", "returns", "ctx", "op", "ops", "attr", "type_comment")


@cache
def _evaluated_fields(kind: type[gast.AST]) -> tuple[str, ...]:
    """Those that may hold nodes which are evaluated."""
    return () if kind is gast.Constant else tuple(f for f in kind._fields if f not in _NO_NODES)


@dataclass(slots=True)
class _Hidden:
    """The variables of a comprehension around the place that is being visited."""

    names: frozenset[str]
    captured: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Analysis:
    stores: dict[str, int] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    uses: dict[str, None] = field(default_factory=dict)
    captured: dict[str, None] = field(default_factory=dict)
    declared_global: set[str] = field(default_factory=set)
    declared_nonlocal: set[str] = field(default_factory=set)
    nested: dict[FunctionTree, Scope] = field(default_factory=dict)
    comprehension_cells: dict[ComprehensionTree, frozenset[str]] = field(default_factory=dict)
    has_walrus: bool = False
    is_generator: bool = False
    hidden: list[_Hidden] = field(default_factory=list)
    bodies: list[tuple[ProtectedIf, bool]] = field(default_factory=list)
    weight: int = 1

    def run(self, function: FunctionTree) -> Scope:
        for parameter in parameters(function):
            self.store(parameter.id)
        body = [function.body] if isinstance(function, gast.Lambda) else function.body
        self.visit(body)
        kept = dict.fromkeys(_kept_by_errors(body, self.bodies)).keys() - self.captured.keys()
        self.captured.update(dict.fromkeys(sorted(kept)))
        elsewhere = self.declared_global | self.declared_nonlocal
        local = {name: n for name, n in self.stores.items() if name not in elsewhere}
        used = self.uses | self.captured | dict.fromkeys(sorted(self.declared_nonlocal))
        return Scope(
            stores=local,
            cells=frozenset(name for name in self.captured if name in local),
            deleted=frozenset(self.deleted),
            kept=frozenset(kept),
            free={n: None for n in used if n not in local and n not in self.declared_global},
            declared_global=frozenset(self.declared_global),
            declared_nonlocal=frozenset(self.declared_nonlocal),
            nested=self.nested,
            comprehension_cells=self.comprehension_cells,
            has_walrus=self.has_walrus,
            is_generator=self.is_generator,
        )

    def store(self, name: str) -> None:
        self.stores[name] = self.stores.get(name, 0) + self.weight

    def use(self, name: str, by_nested: bool = False) -> None:
        for around in reversed(self.hidden):
            if name in around.names:
                if by_nested:
                    around.captured.add(name)
                return
        (self.captured if by_nested else self.uses).setdefault(name)

    def visit(self, nodes: Iterable[gast.AST]) -> None:
        """Visits in no order: a stack, since sums of hundreds of terms are deep trees."""
        stack = list(nodes)
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is gast.Name:
                self.name(node)
            elif kind in _SPECIAL:
                stack.extend(self.special(node))
            else:
                stack += children(node)

    def name(self, node: gast.Name) -> None:
        if isinstance(node.ctx, gast.Load):
            self.use(node.id)
        elif not any(node.id in around.names for around in self.hidden):
            self.store(node.id)
            if isinstance(node.ctx, gast.Del):
                self.deleted.add(node.id)

    def special(self, node: gast.AST) -> Iterable[gast.AST]:
        """A node that binds names or has a scope; gives what is still to visit."""
        match node:
            case gast.NamedExpr():
                self.has_walrus = True
                self.store(node.target.id)
                return [node.value]
            case gast.FunctionDef() | gast.AsyncFunctionDef() | gast.Lambda():
                self.function(node)
                return outside_parts(node)
            case gast.ListComp() | gast.SetComp() | gast.DictComp() | gast.GeneratorExp():
                self.comprehension(node)
                return [node.generators[0].iter]
            case gast.For() | gast.While():
                self.loop(node)
            case ProtectedIf():
                self.protected(node)
            case gast.Yield() | gast.YieldFrom():
                self.is_generator = True
                return children(node)
            case gast.ClassDef():
                self.store(node.name)
            case gast.Import() | gast.ImportFrom():
                for alias in node.names:
                    self.store(bound_by_import(alias))
            case gast.Global():
                self.declared_global.update(node.names)
            case gast.Nonlocal():
                self.declared_nonlocal.update(node.names)
        return ()

    def function(self, node: FunctionTree) -> None:
        scope = self.nested[node] = analyze(node)
        for name in scope.free:
            self.use(name, by_nested=True)
        if not isinstance(node, gast.Lambda):
            self.store(node.name)

    def comprehension(self, node: ComprehensionTree) -> None:
        self.hidden.append(_Hidden(comprehension_variables(node)))
        self.visit(comprehension_parts(node))
        self.comprehension_cells[node] = frozenset(self.hidden.pop().captured)

    def protected(self, node: ProtectedIf) -> None:
        self.bodies.append((node, self.weight > 1))
        self.visit(children(node))

    def loop(self, node: gast.For | gast.While) -> None:
        self.weight *= 2
        self.visit(children(node))
        self.weight //= 2


def _kept_by_errors(
    function: list[gast.stmt], bodies: list[tuple[ProtectedIf, bool]]
) -> Iterator[str]:
    """What the bodies of `try` statements assign and is read where an error has left them: the
    value is that of the moment of the error, so such variables are cells."""
    if not bodies:
        return
    everywhere = Counter(_read(function))
    for node, in_loop in bodies:
        read = set(_read(node.orelse))
        if _may_go_on(node.orelse):
            read |= set(everywhere - Counter(_read(node.body)))
            if in_loop:
                read |= _read_first(node.body)
        yield from (name for name in _assigned(node.body) if name in read)


def _may_go_on(statements: list[gast.stmt]) -> bool:
    """False where it is plain that the block ends by `return` or `raise`."""
    for node in statements:
        if isinstance(node, gast.Return | gast.Raise):
            return False
        if isinstance(node, gast.If) and not (_may_go_on(node.body) or _may_go_on(node.orelse)):
            return False
        if any(isinstance(inner, gast.Break | gast.Continue) for inner in gast.walk(node)):
            return True
    return True


def _read(statements: list[gast.stmt]) -> Iterator[str]:
    """The names that are read, once for each time; `x += 1` reads x."""
    for statement in statements:
        for node in gast.walk(statement):
            if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Load):
                yield node.id
            elif isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
                yield node.target.id


def _read_first(statements: list[gast.stmt]) -> set[str]:
    """The names of which the block may read what an earlier iteration has left."""
    found: set[str] = set()
    assigned: set[str] = set()
    for node in statements:
        found |= set(_read([node])) - assigned
        if isinstance(node, gast.Assign):
            assigned.update(name for target in node.targets for name in stored_names(target))
    return found


def _assigned(statements: list[gast.stmt]) -> Iterator[str]:
    for statement in statements:
        for node in gast.walk(statement):
            match node:
                case gast.Name(ctx=gast.Store() | gast.Del()):
                    yield node.id
                case gast.FunctionDef() | gast.AsyncFunctionDef():
                    yield node.name
                case gast.Import() | gast.ImportFrom():
                    yield from map(bound_by_import, node.names)


def bound_by_import(alias: gast.alias) -> str:
    """The local name that an import binds: `import a.b` binds `a`."""
    return alias.asname or alias.name.split(".")[0]
