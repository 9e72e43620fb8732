"""`show`: print the generated source, the SSA before and after, or a page with both sources."""

from __future__ import annotations

import argparse
import inspect
import linecache

from ..compile import generated_for, ir_for
from ..derivative import target_of
from ..errors import Error
from ..ir.printer import print_function
from ..views.html import side_by_side
from ..written import write_text
from .examples import plain
from .modes import Wanted, add_derivative, wanted


def add(commands) -> None:
    parser = commands.add_parser("show", help="print the generated source of a derivative")
    add_derivative(parser)
    parser.add_argument("--ir", action="store_true", help="print the SSA before and after instead")
    parser.add_argument(
        "--html", metavar="FILE", help="write a page with both sources side by side"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    chosen = wanted(options)
    if options.html is not None:
        page = html_page(chosen)
        write_text(options.html, page)
        return 0
    print(ir_text(chosen) if options.ir else chosen.source(), end="")
    return 0


def ir_text(chosen: Wanted) -> str:
    """The typed SSA of the function, and that of its derivative."""
    examples = tuple(map(plain, chosen.examples))
    before, after = (
        print_function(ir_for(target, examples, {}).function)
        for target in (target_of(chosen.function), chosen.derivative.target)
    )
    return f"{before}\n\n{after}\n"


def html_page(chosen: Wanted) -> str:
    """The user's function, with the helpers from its file, beside its derivative."""
    target = chosen.derivative.target
    made = generated_for(target, tuple(map(plain, chosen.examples)), {})
    try:
        lines, start = inspect.getsourcelines(target.function)
    except (OSError, TypeError) as error:
        raise Error(
            f"{target.function.__name__}() has no source to show beside its derivative",
            advice="leave --html out",
        ) from error
    file = target.function.__code__.co_filename
    links = [(span.line, line) for line, span in made.lines.items() if span.file == file]
    first = min([start, *(primal for primal, _ in links)])
    last = max([start + len(lines) - 1, *(primal for primal, _ in links)])
    primal = "".join(linecache.getline(file, number) for number in range(first, last + 1))
    return side_by_side(primal, made.source, links, made.name, first)
