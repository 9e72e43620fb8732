"""Programs whose exports must be the same bytes everywhere: each case of `tests/cases`."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzz.program import Module, Program  # noqa: E402
from fuzz.texts import loss_text  # noqa: E402

import s2sad  # noqa: E402
from s2sad.structure import has_differentiable_leaf  # noqa: E402

FOLDER = Path(__file__).parent / "cases"
NOT_EXPORTED = ("REFUSED", "RAISES", "GRADIENT", "MAY_REFUSE")
#: a case in so many is exported in the default run of the tests
SAMPLE = 48


def cases(every: int = 1) -> list[Path]:
    """The files of the cases that have an export."""
    found = sorted(FOLDER.glob("*.py"))
    return [p for p in found if not any(f"\n{m} =" in p.read_text() for m in NOT_EXPORTED)][::every]


def texts(every: int = SAMPLE, backwards: bool = False) -> list[str]:
    """The exports of the cases' gradients, without the numbers of their modules;
    they may be made from the last to the first."""
    step = -1 if backwards else 1
    found = [re.sub(r"fuzz_program_\d+", "module", exported(p)) for p in cases(every)[::step]]
    return found[::step]


def exported(path: Path, mode: str = "value_and_grad") -> str:
    """The gradient of the weighted sum of a case's results, as text."""
    with opened(path) as (module, args, wrt):
        return getattr(s2sad, mode)(module.loss, argnums=wrt).source(*args)


@contextlib.contextmanager
def opened(path: Path):
    """A case as a module with a `loss`, its arguments, and which of them have a derivative."""
    program = Program(path.read_text(), None)
    with contextlib.redirect_stdout(io.StringIO()):
        source = loss_text(program)
    with Module(source) as module:
        args = program.arguments(module)
        yield module, args, tuple(k for k, a in enumerate(args) if has_differentiable_leaf(a))


if __name__ == "__main__":
    for text in texts(int(sys.argv[1])):
        sys.stdout.write(text)
