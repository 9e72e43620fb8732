"""Functions of Python's standard library that read texts: they are run when the code is generated,
for all that they are given is known then.

Each handler takes (cx, args, kwargs) and returns an abstract value.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable

from .abstract import Abstract, Static, Tuple

FUNCTIONS = (
    re.compile, re.escape, re.findall, re.finditer, re.fullmatch, re.match, re.search, re.split,
    re.sub, re.subn, json.loads, textwrap.dedent,
)  # fmt: skip
#: objects of these classes have methods that are run when the code is generated
KNOWN = (re.Pattern, re.Match)


def _read(f: Callable):
    def handler(cx, args, kwargs) -> Abstract:
        return read(cx, f, f"{f.__module__}.{f.__name__}()", args, kwargs)

    return handler


def read(cx, f: Callable, shown: str, args, kwargs) -> Abstract:
    """What the function gives, as objects of the program's own."""
    values = (*args, *kwargs.values())
    if not all(isinstance(value, Static) for value in values):
        cx.need(f"what {shown} is given", *values)
    if any(callable(value.value) for value in values):
        cx.refuse(f"{shown} calls a function", "write a loop over re.findall() or re.split()")
    options = {name: value.value for name, value in kwargs.items()}
    found = cx.evaluate(lambda *given: f(*given, **options), *(value.value for value in args))
    if hasattr(found, "__next__"):
        return cx.new_iterator(_own(cx, list(found)))
    return _own(cx, found)


def _own(cx, value) -> Abstract:
    """A value that Python has just made, with lists and dicts that the program may change."""
    if type(value) is list:
        return cx.new_list(tuple(_own(cx, item) for item in value))
    if type(value) is dict:
        return cx.new_dict(tuple(value), tuple(_own(cx, item) for item in value.values()))
    if type(value) is tuple:
        return Tuple(tuple(_own(cx, item) for item in value))
    return Static(value)


HANDLERS = {f: _read(f) for f in FUNCTIONS}
