"""Find the function that a TARGET names: path/to/file.py:function or package.module:function.

The file is read as Python would read it as a script: its folder comes first on the path, and
inside a package its package is imported. What goes wrong in the user's code is reported at the
user's line.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from types import FunctionType, ModuleType, TracebackType

from ..errors import Error
from ..frozen import MISSING
from ..source import Span

FORMS = "path/to/file.py:function or package.module:function"


def load_target(text: str) -> Callable:
    """The function, method or callable object of this name."""
    place, _, name = text.rpartition(":")
    if not place or not name:
        raise Error(f"'{text}' does not name a function", advice=f"write {FORMS}")
    with redirect_stdout(sys.stderr):  # what the module prints is no part of the answer
        module = _load(place)
    found: object = module
    for part in name.split("."):
        owner = found
        with user_code(f"cannot read '{name}' in {place}"):
            found = getattr(found, part, MISSING)
        if found is MISSING:
            raise Error(f"{place} has no function '{name}'", advice=_suggestion(module, name))
    if not callable(found):
        raise Error(f"'{name}' in {place} is no function, but of type {type(found).__name__}")
    if isinstance(owner, type) and isinstance(vars(owner).get(part), FunctionType):
        cls = owner.__name__
        raise Error(
            f"'{name}' in {place} is a method of {cls}, and of no instance",
            advice=f"name that of an instance: with `obj = {cls}(...)` in the file, obj.{part}",
        )
    return found


def _load(place: str) -> ModuleType:
    if place.endswith(".py"):
        return load_file(place)
    if os.path.isfile(place) or place.startswith(".") or os.path.basename(place) != place:
        raise Error(f"{place} is neither a module nor a file called .py", advice=f"write {FORMS}")
    return _import(place)


def load_file(path: str) -> ModuleType:
    """The module in a file, run anew."""
    if not os.path.isfile(path):
        raise Error(f"there is no file {path}")
    path = os.path.abspath(path)
    folder, file = os.path.split(path)
    stem = file.removesuffix(".py")
    if os.path.exists(os.path.join(folder, "__init__.py")):
        return _import_from_package(folder, stem)
    _put_first(folder)
    # A file may be called like a module that is already there (numpy.py, cache.py).
    name = stem if stem not in sys.modules else f"{stem} ({path})"
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    sys.modules[name] = module
    with user_code(f"cannot read {path}"):
        # Not exec_module: a compiled file in __pycache__ can be older than the source beside it.
        exec(spec.loader.source_to_code(spec.loader.get_data(path), path), module.__dict__)
    return module


def _import_from_package(folder: str, stem: str) -> ModuleType:
    parts = [] if stem == "__init__" else [stem]
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return _import(".".join(parts), folder)


def _import(name: str, folder: str = "") -> ModuleType:
    _put_first(folder or os.getcwd())
    with user_code(f"cannot import {name}"):
        return importlib.import_module(name)


def _put_first(folder: str) -> None:
    if folder not in sys.path:
        sys.path.insert(0, folder)


def _suggestion(module: ModuleType, name: str) -> str:
    own = [n for n, value in vars(module).items() if callable(value) and not n.startswith("_")]
    close = difflib.get_close_matches(name, own, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"it has {', '.join(own)}" if own else ""


# --- errors of the user's own code ---


@contextmanager
def user_code(failure: str) -> Iterator[None]:
    """Run the user's code; whatever it raises is told in one message, at the user's line."""
    try:
        yield
    except Error:
        raise
    except SyntaxError as error:
        file = error.filename or _file_of(error.__traceback__)
        end = error.end_offset - 1 if error.end_offset else None
        start = max((error.offset or 1) - 1, 0)
        span = Span(file, error.lineno or 1, start, error.end_lineno, end)
        raise Error(f"{failure}: {error.msg}", span) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the user's code may raise anything
        raise Error(f"{failure}: {_told(error)}", _last_line(error.__traceback__)) from error


def _file_of(trace: TracebackType | None) -> str:
    """The file that was compiled, where a SyntaxError does not name it."""
    found = "<unknown>"
    while trace is not None:
        found = trace.tb_frame.f_locals.get("path", found)
        trace = trace.tb_next
    return str(found)


def _told(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()


def _last_line(trace: TracebackType | None) -> Span | None:
    """The innermost line that is neither ours, nor of the import machinery, nor installed."""
    frames = [f for f in traceback.extract_tb(trace) if _is_users(f.filename)]
    if not frames:
        return None
    last = frames[-1]
    return Span(
        last.filename, last.lineno or 1, last.colno or 0, last.end_lineno, last.end_colno,
        "" if last.name == "<module>" else last.name,
    )  # fmt: skip


def _is_users(file: str) -> bool:
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return not (
        file.startswith(("<", ours + os.sep))
        or file.endswith(".pyx")
        or f"{os.sep}site-packages{os.sep}" in file
        or file.startswith(os.path.dirname(os.__file__) + os.sep)
    )
