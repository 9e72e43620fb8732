"""From a call to loaded code: specs of the arguments, the cache, the pipeline, the loader."""

from __future__ import annotations

import functools
import inspect
import re
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from . import remembered
from .collector import collector_waits
from .derivative import LIBRARIES, Target
from .errors import Error, UnsupportedError
from .facts import with_facts
from .frozen import is_constant, is_told
from .ir.nodes import Const, Operand, Pack, Value, leaves
from .ir.types import ArrayType, Axis, Dim
from .loaded import Compiled, Made, shown_as
from .names import read_name
from .pipeline import Generated, generate, generate_pair, typed_ir
from .rules.lift import Noted, noted_rules
from .signatures import Facts
from .source import Span
from .structure import children
from .types.signature import Known, Spec, Struct, spec_of, with_flags_as_data
from .types.stated import parse_spec, with_letters
from .types.specialize import Specialized

FLOAT = parse_spec("float")


def at_its_place(make: Callable) -> Callable:
    """An error about a target that has no source of its own is told at the user's function that it
    stands for, or at no line at all."""

    @functools.wraps(make)
    def told(target: Target, *args):
        try:
            return make(target, *args)
        except Error as error:
            if error.span is None or error.span.is_users:
                raise
            raise type(error)(error.message, place_of(target.reference), error.advice) from None

    return told


def place_of(f: Callable) -> Span | None:
    """Where the user's function under a callable begins; None for a library's."""
    while not isinstance(f, types.FunctionType):
        inner = getattr(f, "func", None) or getattr(f, "__func__", None)
        f = inner or getattr(f, "__wrapped__", None)
        if f is None:
            return None
    if (f.__module__ or "").partition(".")[0] in LIBRARIES:
        return None
    return Span(f.__code__.co_filename, f.__code__.co_firstlineno, function=f.__name__)


@collector_waits
@at_its_place
def compile_for(target: Target, args: tuple) -> Compiled:
    """Loaded code for one call; `args` holds a value for each parameter, then tangents and such."""
    values = args[: parameter_count(target)]
    with noted_rules() as rules:
        generated, facts = generated_with_facts(target, specs_of(target, values), values)
    made = made_of(target, generated, parameter_kinds(target), facts, rules)
    remembered.store(target, args, made)
    return Compiled(made)


def generated_with_facts(
    target: Target, specs: tuple[Spec, ...], values: tuple, names: Sequence[str] = ()
) -> tuple[Generated, Facts]:
    """What is generated for arguments of these specs, and the facts of the values that decide it;
    `names` as for `with_facts`."""
    make = functools.partial(generate, target.function, target.chain)
    return with_facts(lambda s: make(s, defaults_of(target)), specs, values, names)


@collector_waits
@at_its_place
def compile_pair(
    target: Target, args: tuple, count: int, has_aux: bool
) -> tuple[Compiled, Compiled]:
    """The loaded halves of a pullback with respect to the first so many arguments after those
    that are bound."""
    specs = specs_of(target, args)
    first = len(target.leading)
    own = range(first, first + count)
    with noted_rules() as rules:
        pair, facts = with_facts(
            lambda s: generate_pair(
                target.function, target.chain, s, defaults_of(target), own, has_aux
            ),
            specs,
            args,
        )
    forward = made_of(target, pair[0], parameter_kinds(target), facts, rules)
    backward = made_of(target, pair[1], (1, 1), facts, rules)
    remembered.store_pair(target, args, forward, backward, count, has_aux)
    return Compiled(forward), Compiled(backward)


def all_reads(reads: tuple[tuple, ...], rules: Noted) -> tuple[tuple, ...]:
    """What the program read, and what the user's rules read."""
    known = {key for key, _, _ in reads}
    return (*reads, *((key, *read) for key, read in rules.reads.items() if key not in known))


def made_of(
    target: Target, generated: Generated, kinds: Sequence[int], facts: Facts, rules: Noted
) -> Made:
    """Generated code with all that loading it, here or in another process, asks for."""
    return Made(generated.source, generated.name, user_lines(target, generated),
                all_reads(generated.reads, rules), hidden_of(generated),
                shown_in(target, generated), kinds, facts, rules.version)  # fmt: skip


def shown_in(target: Target, generated: Generated) -> list[tuple]:
    """(key, holder, text) of the defaults of the generated function: those of the user's, and
    captured numbers."""
    f = target.function
    names = [(("default", id(f), p.name), f) for p in parameters_of(target) if p.kind < 2]
    names += [(("kwdefault", id(f), name), f) for name in f.__kwdefaults__ or ()]
    names += [(h.key, h.holder) for h in generated.hidden if is_told(h.fetch())]
    return [(key, holder, shown_as(read_name(key, holder))) for key, holder in names]


def hidden_of(generated: Generated | Specialized) -> list[tuple]:
    return [(h.name, h.key, h.holder) for h in generated.hidden]


def user_lines(target: Target, made: Generated) -> dict[int, tuple[str, int, str]]:
    """Generated line -> file, line and function of the user's."""
    name = target.function.__name__
    return {k: (s.file, s.line, s.function or name) for k, s in made.lines.items() if s.is_users}


def parameter_count(target: Target) -> int:
    code = target.function.__code__
    flags = code.co_flags
    variadic = bool(flags & inspect.CO_VARARGS) + bool(flags & inspect.CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + variadic


def parameters_of(target: Target) -> list[inspect.Parameter]:
    return [*inspect.signature(target.function, follow_wrapped=False).parameters.values()]


def specs_of(target: Target, values: Sequence) -> tuple[Spec, ...]:
    """The spec of each parameter; what is wrong with an argument is told by its name."""
    names, found = [p.name for p in parameters_of(target)], []
    for k, value in enumerate(values):
        try:
            known = k < len(names)  # else it is a tangent or cotangent
            called = f"the argument '{names[k]}'" if known else "an argument"
            found.append(spec_of(value, called=called))
        except UnsupportedError as error:
            if error.span is not None or not known:
                raise
            code = target.function.__code__
            span = Span(code.co_filename, code.co_firstlineno, function=target.function.__name__)
            raise UnsupportedError(error.message, span, error.advice) from None
    return tuple(found)


def parameter_kinds(target: Target) -> list[int]:
    return [p.kind for p in parameters_of(target)]


def defaults_of(target: Target) -> list[Const | None]:
    return [Const(p.default) if is_constant(p.default) else None for p in parameters_of(target)]


# --- sizes ---


@at_its_place
def compile_counter(target: Target, args: tuple) -> Compiled:
    """Code that gives the number of entries of the result of a call like this one, or None where
    the types do not tell it. It takes what the function itself takes, each as one value."""
    values = args[: parameter_count(target)]
    make = functools.partial(typed_ir, target.function, target.chain)
    specs = specs_of(target, values)
    with noted_rules() as rules:
        special, facts = with_facts(lambda s: make(s, defaults_of(target)), specs, values)
    names = [f"a{k}" for k in range(len(args))]
    places: dict[str, str] = {}
    for param, name in zip(special.function.params, names):
        note_lengths(param.tree, name, places)
    result = leaves(special.function.body.terminator.value)
    sizes = [entry_count(getattr(v.type, "shape", ()), places) for v in result]
    count = "None" if None in sizes else " + ".join(sizes) or "0"
    source = f"def entries({', '.join(names)}, **captured):\n    return {count}\n"
    hidden, kinds = hidden_of(special), [1] * len(args)
    reads = all_reads(special.reads, rules)
    made = Made(source, "entries", {}, reads, hidden, (), kinds, facts, rules.version)
    remembered.store(target, args, made, "entries")
    return Compiled(made)


def note_lengths(tree: Operand, place: str, places: dict[str, str]) -> None:
    """How the lengths of the axes of an argument are read, by the names that its type has."""
    if isinstance(tree, Pack) and tree.kind in (tuple, list, dict):
        for part, step in zip(tree.items, tree.keys or range(len(tree.items))):
            note_lengths(part, f"{place}[{step!r}]", places)
    elif isinstance(tree, Value) and isinstance(tree.type, ArrayType):
        for k, axis in enumerate(tree.type.shape):
            if isinstance(axis, Dim):
                places[axis.name] = f"{place}.shape[{k}]"


def entry_count(shape: tuple[Axis, ...], places: dict[str, str]) -> str | None:
    """An expression for the number of entries of an array; None where it is not known."""
    lengths = [axis_length(axis, places) for axis in shape]
    return None if None in lengths else " * ".join(lengths) or "1"


def axis_length(axis: Axis, places: dict[str, str]) -> str | None:
    if isinstance(axis, int):
        return str(axis)
    place = places.get(axis.name)
    return f"max(0, {place} - {axis.offset})" if place and axis.offset else place


# --- examples ---


def annotated(target: Target) -> bool:
    """True where the parameters' annotations name types that s2sad reads."""
    return bool(annotation_specs(target))


def annotation_specs(target: Target) -> dict[str, Spec]:
    try:
        hints = typing.get_type_hints(target.function)
    except (NameError, TypeError, AttributeError, SyntaxError):
        hints = getattr(target.function, "__annotations__", {})
    found = {}
    for name, hint in hints.items():
        spec = spec_of_annotation(hint)
        if spec is not None and name != "return":
            found[name] = spec
    return found


def spec_of_annotation(hint) -> Spec | None:
    """`float`, `np.float32`, `"f64[n]"`; anything else says nothing of the types."""
    if hint in (float, int, complex, bool):
        return parse_spec(hint.__name__)
    if isinstance(hint, type) and issubclass(hint, np.number) and hint.__name__[-1].isdigit():
        return spec_of(hint(0))
    text = annotation_text(hint)
    if re.fullmatch(r"\s*[a-z]+\d*\s*(\[.*\])?\s*", text):
        try:
            return parse_spec(text)
        except Error:
            return None
    return None


def annotation_text(hint) -> str:
    """The text of an annotation that is one, without the quotation marks that it has itself under
    `from __future__ import annotations`."""
    text = hint.__forward_arg__ if isinstance(hint, typing.ForwardRef) else hint
    return text.strip("'\"") if isinstance(text, str) else ""


def example_specs(target: Target, args: tuple, kwargs: dict) -> tuple[tuple, tuple]:
    """The spec of each parameter, from example values, type strings or annotations; the values."""
    parameters = parameters_of(target)
    names = [p.name for p in parameters]
    if args or kwargs:
        values = target.bind_own(own_examples(target, args), kwargs)
        return with_letters(tuple(map(spec_of_example, values)), names, values), values
    hints = annotation_specs(target)
    bound = dict(zip([p.name for p in parameters], target.leading)) | target.keywords
    specs, texts = [], {}
    for p in parameters:
        if p.name in bound:
            specs.append(spec_of(bound[p.name]))
        elif p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):  # annotated are their items
            specs.append(spec_of(() if p.kind == p.VAR_POSITIONAL else {}))
        elif p.name in hints:
            specs.append(hints[p.name])
            texts[p.name] = annotation_text(p.annotation)
        elif p.default is not p.empty:
            specs.append(spec_of(p.default))
        else:
            specs.append(FLOAT)
    values = (bound.get(p.name, p.default) for p in parameters)
    return with_letters(specs, names, [texts.get(n, "") for n in names]), tuple(values)


def own_examples(target: Target, args: tuple) -> tuple:
    """The examples without the tangents or the cotangent that may follow them. They are all for
    the function where that takes any number."""
    code = target.function.__code__
    if code.co_flags & inspect.CO_VARARGS:
        return args
    surplus = max(0, len(args) + len(target.leading) - code.co_argcount)
    return args[: len(args) - min(surplus, target.extra)]


#: what is meant for a type, even where there is no such type
TYPE_LIKE = re.compile(r"[a-z]+\d*\s*\[.*|[fiuc]\d+")


def spec_of_example(value) -> Spec:
    """A type string is the type that it names, in containers too; any other value stands for
    itself."""
    if isinstance(value, str):
        try:
            return parse_spec(value)
        except Error:
            if TYPE_LIKE.fullmatch(value.strip()):
                raise
            return Known(value)
    found = spec_of(value)
    if not isinstance(found, Struct):
        return found
    items = tuple(spec_of_example(child) for _, child in children(value))
    is_sequence = isinstance(value, (list, tuple))
    return replace(found, items=with_flags_as_data(items) if is_sequence else items)


def require_types(target: Target, values: tuple) -> None:
    """Refuse a text that is no type in the place of an argument that has a derivative."""
    for transform in target.chain:
        for k in transform.argnums or ():
            known = isinstance(k, int) and -len(values) <= k < len(values)
            if known and isinstance(values[k], str):
                parse_spec(values[k])


@collector_waits
@at_its_place
def source_like(target: Target, args: tuple) -> str:
    """The generated module for a call with arguments like these, bound already."""
    values = args[: parameter_count(target)]
    return generated_with_facts(target, specs_of(target, values), values)[0].source


@collector_waits
def source_for(target: Target, args: tuple, kwargs: dict) -> str:
    """The generated module for example arguments."""
    return generated_for(target, args, kwargs).source


@at_its_place
def generated_for(target: Target, args: tuple, kwargs: dict) -> Generated:
    """What is generated for example arguments."""
    specs, values = example_specs(target, args, kwargs)
    require_types(target, values)
    names = [p.name for p in parameters_of(target)]
    return generated_with_facts(target, specs, values, names)[0]


@at_its_place
def ir_for(target: Target, args: tuple, kwargs: dict) -> Specialized:
    specs, values = example_specs(target, args, kwargs)
    make = functools.partial(typed_ir, target.function, target.chain)
    return with_facts(lambda s: make(s, defaults_of(target)), specs, values)[0]
