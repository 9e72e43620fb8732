"""`show`: print the generated source, the SSA before and after, or a page with both sources."""

from __future__ import annotations

import argparse

from ..compile import ir_for
from ..derivative import target_of
from ..ir.printer import print_function
from .examples import plain
from .modes import Wanted, add_derivative, wanted


def add(commands) -> None:
    parser = commands.add_parser("show", help="print the generated source of a derivative")
    add_derivative(parser)
    parser.add_argument("--ir", action="store_true", help="print the SSA before and after instead")
    parser.add_argument("--html", metavar="FILE", help="write a page with both sources side by side")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    chosen = wanted(options)
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
