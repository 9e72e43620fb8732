"""Writes docs/architecture.md from architecture.in.md and what the program makes of the example.

    python docs/make_architecture.py

A line `@@name` in the text is replaced by the listing of that name, `@@map names` by a table of
the modules in these packages of s2sad.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from running_maximum import loss

from s2sad.frontend.capture import capture
from s2sad.frontend.lower import lower
from s2sad.ir.nodes import Function
from s2sad.ir.printer import print_function
from s2sad.pipeline import generate
from s2sad.transforms.request import Transform
from s2sad.types.stated import parse_spec

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "s2sad"
TYPE = "f64[n]"


def page() -> str:
    """The text of docs/architecture.md."""
    listings = make_listings()
    text = (HERE / "architecture.in.md").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if line.startswith("@@map "):
            lines += module_table(line.split()[1:])
        elif line.startswith("@@"):
            lines.append(listings[line[2:]])
        else:
            lines.append(line.replace("@@signature", f"`{TYPE}` for both"))
    return "\n".join(lines) + "\n"


def make_listings() -> dict[str, str]:
    """The listings of the page, by name."""
    stages: list[tuple[str, Function]] = []
    spec = parse_spec(TYPE)
    made = generate(
        loss, [Transform("grad", (0,))], [spec, spec], [None, None],
        observe=lambda stage, fn: stages.append((stage, fn)),
    )  # fmt: skip
    names = [name for name, _ in stages]
    turn, end = names.index("grad"), names.index("expand")
    return {
        "source": fenced("python", inspect.getsource(loss)),
        "lower": fenced("text", print_function(lower(capture(loss)))),
        "typed": fenced("text", print_function(stages[turn - 1][1])),
        "sweeps": fenced("text", print_function(stages[turn][1])),
        "clean": fenced("text", print_function(stages[end - 1][1])),
        "stages": fenced("text", stage_list(stages)),
        "emitted": fenced("python", made.source),
    }


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def stage_list(stages: list[tuple[str, Function]]) -> str:
    """The stages, a dot before each that returned another program than it was given."""
    lines, before = [], None
    for name, fn in stages:
        text = print_function(fn)
        lines.append(f"{' ' if text == before else '·'} {name}")
        before = text
    return "\n".join(lines)


def module_table(names: list[str]) -> list[str]:
    """A table with the first sentence of each module in some packages (or modules) of s2sad."""
    rows = ["| file | what it is |", "| --- | --- |"]
    for name in names:
        folder = PACKAGE / name
        for path in sorted(folder.glob("*.py")) if folder.is_dir() else [PACKAGE / f"{name}.py"]:
            doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
            if doc:
                shown = path.relative_to(PACKAGE).as_posix()
                rows.append(f"| [{shown}](../s2sad/{shown}) | {first_sentence(doc)} |")
    return rows


def first_sentence(doc: str) -> str:
    paragraph = " ".join(doc.split("\n\n")[0].split())
    return paragraph.replace("|", "\\|")


if __name__ == "__main__":
    (HERE / "architecture.md").write_text(page(), encoding="utf-8", newline="\n")
