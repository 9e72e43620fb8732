"""From the words of a command line to an exit status: 0 done, 1 a check failed, 2 refused.

What a command refuses it raises as `Error`; its text goes to standard error, in one message and
without a traceback. A traceback is thus always a bug of s2sad.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence

from ..errors import Error
from ..version import __version__
from . import cache, check, demo, export, graph, show, trace

COMMANDS = (show, export, check, trace, graph, cache, demo)
REFUSED = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count
_NEGATIVE = re.compile(r"-\.?\d")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is the result."""
    words = sys.argv[1:] if argv is None else argv
    try:
        options = parser().parse_args([_as_value(word) for word in words])
        status = options.run(options)
        sys.stdout.flush()
        return status
    except Error as error:
        print(f"s2sad: {error}", file=sys.stderr)
    except BrokenPipeError:
        # The reader (`| head`) has what it wants; nothing may be flushed into the pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"s2sad: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    return REFUSED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="s2sad",
        description="Derivatives of NumPy functions, as source code.",
        epilog="A TARGET is a function: path/to/file.py:function or package.module:function.",
    )
    top.add_argument("--version", action="version", version=f"s2sad {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def _as_value(word: str) -> str:
    """A negative number as argparse takes it for a value: it knows -1.5, but not -1e-3."""
    return f" {word}" if _NEGATIVE.match(word) else word
