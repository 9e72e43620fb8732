"""What stands in `--args`: a type or a value for each parameter of the function.

    f64[d], f64[n,d], f64[n]        arrays by dtype and axes; an axis written 1 has length 1
    float, (f64[n], f64), 3, "relu"     scalars, tuples of types, and values that stay as they are

Without `--args` the annotations of the parameters count, then their defaults, then `float`.
"""

from __future__ import annotations

import ast
import inspect
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..derivative import target_of
from ..errors import Error
from ..ir.types import DTYPES
from ..types.stated import parse_spec

PYTHON_TYPES = ("float", "int", "complex", "bool")
_TYPE = "|".join(sorted((*PYTHON_TYPES, *DTYPES), key=len, reverse=True))
_TOKEN = re.compile(rf"""("[^"]*"|'[^']*')|\b({_TYPE})\b\s*(\[[^\[\]]*\])?""")
_TYPE_TEXT = re.compile(rf"\s*({_TYPE})\s*(\[[^\[\]]*\])?\s*")


@dataclass(frozen=True, slots=True)
class Type:
    """A type string, as written: its axes keep their names."""

    text: str

    @property
    def dtype(self) -> str:
        return self.text.partition("[")[0].strip()

    @property
    def axes(self) -> tuple[str, ...] | None:
        """The names or lengths of the axes; None for a scalar."""
        _, bracket, rest = self.text.partition("[")
        if not bracket:
            return None
        return tuple(axis for part in rest.rstrip("] ").split(",") if (axis := part.strip()))


def read_examples(text: str | None, f: Callable) -> list[Any]:
    """One example for each parameter: `Type`s, values, and tuples and lists of both."""
    return _from_signature(f) if text is None else parse_examples(text)


def parse_examples(text: str) -> list[Any]:
    """The examples in the text of `--args`."""
    marked = _TOKEN.sub(_quoted, text)
    try:
        values = ast.literal_eval(f"[{marked}\n]")
    except (SyntaxError, ValueError, TypeError) as error:
        advice = 'write a type or a value for each parameter, as in --args "f64[d], f64[n,d], 3"'
        if re.search(r"\b(list|tuple|dict)\b", text, re.IGNORECASE):
            advice = 'write the items of a container, as in --args "[f64, f64[n]], {\'a\': f64}"'
        raise Error(f"--args cannot be read: {text}", advice=advice) from error
    return [_read(value) for value in values]


def _quoted(match: re.Match) -> str:
    """A type in quotes, after a mark that tells it from a string that the user wrote."""
    string, name, axes = match.groups()
    return string if name is None else repr(f"\0{name}{axes or ''}")


def _read(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("\0"):
        parse_spec(value[1:])
        return Type(value[1:])
    if isinstance(value, (tuple, list)):
        return type(value)(map(_read, value))
    if isinstance(value, dict):
        return {key: _read(item) for key, item in value.items()}
    return value


def plain(example: Any) -> Any:
    """The example as `source` and `export` take it: types as strings."""
    if isinstance(example, Type):
        return example.text
    if isinstance(example, (tuple, list)):
        return type(example)(map(plain, example))
    if isinstance(example, dict):
        return {key: plain(item) for key, item in example.items()}
    return example


def parameters_of(f: Callable) -> list[inspect.Parameter]:
    """The parameters of what is differentiated; of a ufunc those that are arrays."""
    return list(signature_of(f).parameters.values())


def signature_of(f: Callable) -> inspect.Signature:
    target = target_of(f)
    found = inspect.signature(target.function, follow_wrapped=False)
    own = list(found.parameters.values())[len(target.leading) :]
    return found.replace(parameters=[p for p in own if p.name not in target.keywords])


def _from_signature(f: Callable) -> list[Any]:
    """An example for each parameter that is given by position."""
    examples = []
    for p in parameters_of(f):
        annotation = _annotated_type(p.annotation)
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.KEYWORD_ONLY):
            continue
        if annotation is not None:
            examples.append(annotation)
        else:
            examples.append(Type("float") if p.default is p.empty else p.default)
    return examples


def _annotated_type(annotation: Any) -> Type | None:
    text = getattr(annotation, "__name__", None) if isinstance(annotation, type) else annotation
    text = annotation.__forward_arg__ if isinstance(annotation, typing.ForwardRef) else text
    text = text.strip("'\" ") if isinstance(text, str) else ""  # quotes stay in `"'f64[n]'"`
    return Type(text) if _TYPE_TEXT.fullmatch(text) else None


# --- values ---


def read_value(text: str) -> Any:
    """A value from the command line: a number (nan and inf, too), a string, or brackets of numbers
    as an array."""
    try:
        value = ast.literal_eval(_Numbers().visit(ast.parse(text.strip(), mode="eval")))
    except (SyntaxError, ValueError) as error:
        raise Error(
            f"'{text.strip()}' is not a value",
            advice='write a number or an array, as in "[1, 2.5]"',
        ) from error
    if not isinstance(value, list):
        return value
    array = _array(value, text)
    return array.astype(float) if array.dtype.kind in "iu" else array


class _Numbers(ast.NodeTransformer):
    """Writes the numbers that Python has no literals of."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(float(node.id)) if node.id in ("nan", "inf") else node


def _array(value: list, text: str) -> np.ndarray:
    try:
        array = np.array(value)
    except ValueError as error:
        raise Error(f"the rows of '{text.strip()}' differ in length") from error
    if array.dtype.kind not in "iufcb":
        raise Error(f"'{text.strip()}' is not an array of numbers")
    return array
