"""From the words of a command line to an exit status: 0 done, 1 a check failed, 2 refused.

What a command refuses it raises as `Error`; its text goes to standard error, in one message and
without a traceback. A traceback is thus always a bug of s2sad.
"""

from __future__ import annotations

import argparse
import errno
import io
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
_NEGATIVE = re.compile(r"-(\.?\d|inf$)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is the result."""
    words = sys.argv[1:] if argv is None else argv
    if sys.stdout is None:  # closed by the caller: `>&-`
        sys.stdout = _Closed()
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
        file = "the empty file name" if error.filename == "" else error.filename or "output"
        print(f"s2sad: {file}: {error.strerror}", file=sys.stderr)
    except UnicodeEncodeError as error:
        found = f"{ascii(error.object[error.start])} cannot be written as {error.encoding}"
        print(f"s2sad: output: {found}\nInstead: set PYTHONIOENCODING=utf-8", file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    return REFUSED


class _Closed(io.TextIOBase):
    """Standard output that is not there: what is written to it is an error."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


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
    """A negative number as argparse takes it for a value: it knows -1.5, but neither
    -1e-3 nor -inf."""
    return f" {word}" if _NEGATIVE.match(word) else word
