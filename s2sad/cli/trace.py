"""`trace`: print the evaluation trace of the AD textbooks at given arguments."""

from __future__ import annotations

import argparse

from ..inspecting import trace_table
from ..structure import copy_arrays
from .examples import read_value
from .modes import require_arguments
from .targets import load_target, user_code


def add(commands) -> None:
    parser = commands.add_parser("trace", help="print each intermediate value and its derivatives")
    parser.add_argument("target", metavar="TARGET", help="path/to/file.py:function")
    parser.add_argument(
        "values", metavar="VALUE", nargs="+", help='an argument: a number or an array "[1, 2.5]"'
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    f = load_target(options.target)
    values = tuple(map(read_value, options.values))
    require_arguments(f, values)
    with user_code("the function fails at these values"):
        f(*copy_arrays(values))
    print(trace_table(f, *values))
    return 0
