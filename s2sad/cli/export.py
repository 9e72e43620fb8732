"""`export`: write a derivative as a module that runs without s2sad, or hold the file against it."""

from __future__ import annotations

import argparse
import difflib
import sys

from ..errors import Error
from .modes import add_derivative, wanted

CHECK_FAILED = 1
STANDARD_OUTPUT = "-"


def add(commands) -> None:
    parser = commands.add_parser("export", help="write a derivative to a file of its own")
    add_derivative(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="the file to write; - to print it"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1, with a diff, if FILE is stale"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    asked = wanted(options)
    source = asked.source()
    if options.output == STANDARD_OUTPUT and options.check:
        raise Error("--check reads a file, and -o - names none", advice="write the file's name")
    if options.output == STANDARD_OUTPUT:
        print(source, end="")
        return 0
    if options.check:
        return compare(options.output, source)
    asked.derivative.write(options.output, source)
    print(f"{options.output}: {len(source.splitlines())} lines", file=sys.stderr)
    return 0


def compare(path: str, source: str) -> int:
    """Print what would change in the file; 1 where that is anything."""
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            found = file.read()
    except FileNotFoundError:
        print(f"{path}: not there; export it without --check")
        return CHECK_FAILED
    if found == source:
        print(f"{path}: up to date", file=sys.stderr)
        return 0
    lines = difflib.unified_diff(
        found.splitlines(keepends=True), source.splitlines(keepends=True), path, f"{path} (new)"
    )
    print("".join(line if line.endswith("\n") else f"{line}\n" for line in lines), end="")
    return CHECK_FAILED
