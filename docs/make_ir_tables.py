"""Writes the tables of primitives in docs/ir.md anew, from ir/prims.py.

    python docs/make_ir_tables.py

A meaning that is written on the page alone, for a primitive without docstring, stays.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from s2sad.ir import prims

PAGE = Path(__file__).parent / "ir.md"
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)


def groups_of_primitives() -> dict[str, list[str]]:
    """Heading of the section in prims.py -> the public names in it."""
    groups: dict[str, list[str]] = {}
    for line in inspect.getsource(prims).splitlines():
        if heading := re.match(r"# --- ([\w ,:']+?) -*$", line):
            names = groups.setdefault(heading[1], [])
        elif definition := re.match(r"(?:def|class) ([A-Za-z]\w*)", line):
            names.append(definition[1])
    return groups


def row_of(name: str) -> tuple[str, str]:
    """The call and the meaning of a primitive as its table shows them."""
    primitive = getattr(prims, name)
    parameters = inspect.signature(primitive).parameters.values()
    shown = ", ".join(str(p.replace(annotation=p.empty)) for p in parameters)
    # an inherited docstring says nothing about the primitive
    doc = inspect.getdoc(primitive) if primitive.__doc__ else ""
    meaning = " ".join(doc.split("\n\n")[0].split())
    return f"{name}({shown})" if shown else name, meaning


def title_of(heading: str) -> str:
    return f"### {heading[0].upper()}{heading[1:]}\n"


def rewritten(text: str) -> str:
    """The page with the present primitives in its tables."""
    for heading, names in groups_of_primitives().items():
        start = text.index(title_of(heading))
        found = list(ROW.finditer(text, start, (text + "\n#").index("\n#", start + 4)))
        known = {row[1]: row[2] for row in found}
        rows = []
        for call, meaning in map(row_of, names):
            rows.append(f"| `{call}` | {meaning or known.get(call, '')} |")
        text = text[: found[0].start()] + "\n".join(rows) + text[found[-1].end() :]
    return text


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
