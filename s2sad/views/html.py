"""A function and its generated derivative side by side, as one page that needs nothing else.

Two sources and links between their lines come in, HTML goes out. Pointing at a line lights up the
lines that belong to it on the other side; a click keeps them lit and scrolls to them. Without
JavaScript the line numbers are links.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .highlight import highlighted

_STYLE = """
:root { color-scheme: light dark; --page: #f6f8fa; --pane: #ffffff; --ink: #1f2328;
  --faint: #6e7781; --edge: #d0d7de; --lit: #fff3c4; --self: #ffe08a; --mark: #bf8700;
  --kw: #cf222e; --str: #0a3069; --num: #0550ae; --com: #57606a; --def: #8250df; --bi: #953800; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --pane: #161b22; --ink: #e6edf3; --faint: #8b949e; --edge: #30363d;
    --lit: #3a2f0b; --self: #574510; --mark: #d29922; --kw: #ff7b72; --str: #a5d6ff;
    --num: #79c0ff; --com: #8b949e; --def: #d2a8ff; --bi: #ffa657; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: var(--page);
  color: var(--ink); font: 15px/1.4 system-ui, sans-serif; }
header { padding: 12px 16px 8px; }
h1 { margin: 0; font-size: 18px; }
header p { margin: 2px 0 0; color: var(--faint); font-size: 13px; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr; gap: 12px;
  padding: 0 16px 16px; }
section { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
h2 { margin: 0 0 4px; font-size: 13px; color: var(--faint); font-weight: 600; }
.pane { position: relative; flex: 1; min-height: 0; overflow: auto; background: var(--pane);
  border: 1px solid var(--edge); border-radius: 6px; padding: 8px 0;
  font: 13px/1.55 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.line { display: flex; width: max-content; min-width: 100%; padding-right: 12px;
  border-left: 3px solid transparent; white-space: pre; tab-size: 4; }
.line .number { flex: none; width: 4.5em; padding-right: 1.2em; text-align: right;
  color: var(--faint); text-decoration: none; user-select: none; }
.line[data-to] { cursor: pointer; }
.line[data-to] .number { color: var(--mark); }
.line.lit { background: var(--lit); border-left-color: var(--mark); }
.line.self { background: var(--self); }
code { font: inherit; }
.kw { color: var(--kw); } .str { color: var(--str); } .num { color: var(--num); }
.com { color: var(--com); font-style: italic; } .def { color: var(--def); }
.bi { color: var(--bi); }
@media (max-width: 900px) {
  body { height: auto; } main { grid-template-columns: 1fr; } .pane { max-height: 70vh; } }
"""

_SCRIPT = """
let pinned = null;
const linked = line => line.dataset.to.split(" ").map(id => document.getElementById(id));
function light(line) {
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit", "self");
  if (!line) return;
  line.classList.add("lit", "self");
  for (const other of linked(line)) other.classList.add("lit");
}
function pin(line) {
  pinned = pinned === line ? null : line;
  light(pinned);
  if (!pinned) return;
  const first = linked(line)[0], pane = first.closest(".pane");
  const middle = first.offsetTop - (pane.clientHeight - first.offsetHeight) / 2;
  pane.scrollTo({ top: middle, behavior: "smooth" });
}
for (const line of document.querySelectorAll(".line[data-to]")) {
  line.tabIndex = 0;
  line.addEventListener("mouseenter", () => light(line));
  line.addEventListener("focus", () => light(line));
  line.addEventListener("mouseleave", () => light(pinned));
  line.addEventListener("click", event => { event.preventDefault(); pin(line); });
  line.addEventListener("keydown", event => { if (event.key === "Enter") pin(line); });
}
document.addEventListener("keydown", event => {
  if (event.key === "Escape") { pinned = null; light(null); }
});
"""


def side_by_side(
    primal_source: str,
    generated_source: str,
    links: Iterable[tuple[int, int]],
    title: str,
    primal_start: int = 1,
    heads: tuple[str, str] = ("Function", "Derivative"),
) -> str:
    """The page. `links` are pairs of a primal and a generated line; `primal_start` is the number
    of the first primal line, so that the lines may be counted as in the user's file."""
    left, right = highlighted(primal_source), highlighted(generated_source)
    links = sorted(set(links))
    _check(links, range(primal_start, primal_start + len(left)), range(1, len(right) + 1))
    forth: dict[int, list[int]] = {}
    back: dict[int, list[int]] = {}
    for primal, generated in links:
        forth.setdefault(primal, []).append(generated)
        back.setdefault(generated, []).append(primal)
    return "\n".join([
        "<!DOCTYPE html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style></head>",
        "<body>",
        f"<header><h1>{escape(title)}</h1>",
        "<p>Point at a line to see what belongs to it on the other side; click to keep it.</p>",
        "</header>",
        "<main>",
        *_pane(heads[0], left, primal_start, forth, "p", "g"),
        *_pane(heads[1], right, 1, back, "g", "p"),
        "</main>",
        f"<script>{_SCRIPT}</script>",
        "</body>",
        "</html>\n",
    ])  # fmt: skip


def _check(links: list[tuple[int, int]], primal: range, generated: range) -> None:
    for pair in links:
        if pair[0] not in primal or pair[1] not in generated:
            raise ValueError(f"the link {pair} leads to a line that is not there")


def _pane(
    head: str, lines: list[str], start: int, targets: dict[int, list[int]], own: str, other: str
) -> list[str]:
    rows = [
        _row(number, line, own, [f"{other}{target}" for target in targets.get(number, ())])
        for number, line in enumerate(lines, start=start)
    ]
    return [f'<section><h2>{escape(head)}</h2><div class="pane">', *rows, "</div></section>"]


def _row(number: int, line: str, own: str, targets: list[str]) -> str:
    data = f' data-to="{" ".join(targets)}"' if targets else ""
    label = f'<a class="number" href="#{targets[0]}" tabindex="-1">{number}</a>' if targets else (
        f'<span class="number">{number}</span>'
    )
    return f'<div class="line" id="{own}{number}"{data}>{label}<code>{line or " "}</code></div>'
