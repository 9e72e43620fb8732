"""Runs the examples of README.md and of pages in docs, and writes below each what it prints.

    python docs/run_examples.py

The `python` blocks are one program, run in order; a `text` block below one of them holds what it
printed. A `console` block holds commands, `$ python -m s2sad …`, and what they printed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path

from s2sad.cli.main import main

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *(ROOT / "docs" / f"{p}.md" for p in ("limits", "reference", "scipy")))
_BLOCK = re.compile(r"```(python|console)\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
_PROMPT = "$ "
_US = "python -m s2sad "


class Tour:
    """The program that the blocks make: one namespace, and a file for each block."""

    def __init__(self, folder: str):
        self.folder = Path(folder)
        self.names = {"__name__": "tour"}
        self.count = 0

    def replaced(self, block: re.Match) -> str:
        """A block as it should stand in the page."""
        language, code = block.groups()
        if language == "console":
            return f"```console\n{self.console(code)}```\n"
        printed = self.python(code)
        below = f"\n```text\n{printed.rstrip()}\n```\n" if printed else ""
        return f"```python\n{code}```\n{below}"

    def python(self, code: str) -> str:
        """What the code prints."""
        self.count += 1
        file = self.folder / f"block{self.count}" / "tour.py"
        file.parent.mkdir()
        file.write_text(code, encoding="utf-8")  # where s2sad finds the functions' source
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(code, str(file), "exec", dont_inherit=True), self.names)
        return out.getvalue().replace(f"{file.parent}{os.sep}", "")

    def console(self, block: str) -> str:
        """The commands in the block, each with its output."""
        commands = [line for line in block.splitlines() if line.startswith(_PROMPT)]
        return "".join(f"{line}\n{run_command(line.removeprefix(_PROMPT))}" for line in commands)


def run_command(command: str) -> str:
    if not command.startswith(_US):
        raise ValueError(f"not a command of s2sad: {command}")
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.chdir(ROOT):
        if main(shlex.split(command.removeprefix(_US))):
            raise ValueError(f"this command fails: {command}")
    return out.getvalue()


def rewritten(text: str) -> str:
    """The page with what its examples print now; they may write files, which go elsewhere."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return _BLOCK.sub(Tour(folder).replaced, text)


if __name__ == "__main__":
    for path in PAGES:
        page = rewritten(path.read_text(encoding="utf-8"))
        path.write_text(page, encoding="utf-8", newline="\n")
