"""`graph`: draw the computational graph of a function, as SVG or in the DOT language."""

from __future__ import annotations

import argparse

from ..compile import ir_for
from ..derivative import target_of
from ..errors import Error
from ..views.graph import graph_dot, graph_svg
from ..written import write_text
from .examples import plain, read_examples
from .modes import add_target, require_arguments
from .targets import load_target

WRITERS = {".svg": graph_svg, ".dot": graph_dot}


def add(commands) -> None:
    parser = commands.add_parser("graph", help="draw the computational graph")
    add_target(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="FILE.svg or FILE.dot (default: print the SVG)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    draw = _writer(options.output)
    f = load_target(options.target)
    examples = read_examples(options.args, f)
    require_arguments(f, examples)
    picture = draw(ir_for(target_of(f), tuple(map(plain, examples)), {}).function)
    if options.output is None:
        print(picture, end="")
        return 0
    write_text(options.output, picture)
    return 0


def _writer(path: str | None):
    if path is None:
        return graph_svg
    for suffix, draw in WRITERS.items():
        if path.endswith(suffix):
            return draw
    raise Error(
        f"{path} is no kind of picture that can be drawn", advice="write FILE.svg or FILE.dot"
    )
