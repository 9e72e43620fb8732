"""The computational graph of a typed function as a picture: an SVG of its own, or DOT text.

Nothing else is needed to look at the SVG; it follows the reader's light or dark colour scheme.
"""

from __future__ import annotations

from html import escape

from ..ir.nodes import Function
from .arrange import (
    HEADER_SIZE, TEXT_SIZE, TITLE_SIZE, Arranged, Box, Line, Loop, arrange, clipped,
)  # fmt: skip
from .flow import Frame, Role, Vertex, flow

_STYLE = f"""
svg {{ background: #ffffff; }}
text {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; text-anchor: middle;
  fill: #1f2328; }}
.title {{ font-size: {TITLE_SIZE}px; font-weight: bold; }}
.text {{ font-size: {TEXT_SIZE}px; fill: #57606a; }}
.header {{ font-size: {HEADER_SIZE}px; text-anchor: start; fill: #57606a;
  paint-order: stroke; stroke: #f1f2f4; stroke-width: 4px; stroke-opacity: 0.85; }}
.frame {{ fill: #8c959f; fill-opacity: 0.09; stroke: #8c959f; stroke-opacity: 0.7; }}
.vertex {{ stroke-width: 1.2; }}
.input {{ fill: #ddf4ff; stroke: #0969da; }}
.call {{ fill: #ffffff; stroke: #57606a; }}
.carry, .merge {{ fill: #fff1d6; stroke: #bf8700; }}
.port {{ fill: #57606a; stroke: none; }}
.result {{ fill: #dafbe1; stroke: #1a7f37; }}
.line {{ fill: none; stroke: #57606a; stroke-width: 1.2; }}
.loop {{ fill: none; stroke: #bf8700; stroke-width: 1.2; stroke-dasharray: 4 3; }}
.tip {{ fill: #57606a; }}
.loop-tip {{ fill: #bf8700; }}
@media (prefers-color-scheme: dark) {{
svg {{ background: #0d1117; }}
text {{ fill: #e6edf3; }}
.text, .header {{ fill: #9ea7b3; }}
.header {{ stroke: #1b2027; }}
.frame {{ fill: #8b949e; stroke: #6e7681; }}
.input {{ fill: #0c2d6b; stroke: #58a6ff; }}
.call {{ fill: #161b22; stroke: #8b949e; }}
.carry, .merge {{ fill: #4b2900; stroke: #d29922; }}
.port, .tip {{ fill: #9ea7b3; }}
.result {{ fill: #033a16; stroke: #3fb950; }}
.line {{ stroke: #9ea7b3; }}
.loop {{ stroke: #d29922; }}
.loop-tip {{ fill: #d29922; }}
}}
"""


def graph_svg(fn: Function) -> str:
    """The graph as one SVG document."""
    found = arrange(flow(fn))
    width, height = f"{found.width:.0f}", f"{found.height:.0f}"
    label = escape(f"Computational graph of {fn.name}")
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="{label}">',
        f"<style>{_STYLE}</style>",
        *_elements(found),
        "</svg>\n",
    ])  # fmt: skip


def _elements(found: Arranged) -> list[str]:
    frames = [_rectangle("frame", box, 8.0) for _, box in found.frames]
    lines = [element for line in found.lines for element in _line(line)]
    headers = [
        _text("header", box.left + 10, box.top + 18 + 16 * k, text)
        for frame, box in found.frames
        for k, text in enumerate(frame.header)
    ]
    vertices = [_vertex(vertex, box) for vertex, box in found.vertices.items()]
    return frames + lines + headers + vertices


def _vertex(vertex: Vertex, box: Box) -> str:
    name = vertex.role.name.lower()
    if vertex.role is Role.PORT:
        return f'<circle class="port" cx="{box.x:.1f}" cy="{box.y:.1f}" r="3"/>'
    rounded = box.height / 2 if vertex.role in (Role.CARRY, Role.MERGE) else 6.0
    note = "\n".join(part for part in (vertex.text, vertex.note) if part)
    parts = [f"<title>{escape(note)}</title>" if note else "",
             _rectangle(f"vertex {name}", box, min(rounded, 14.0)),
             _text("title", box.x, box.top + 16, vertex.title)]  # fmt: skip
    if vertex.text:
        parts.append(_text("text", box.x, box.top + 31, vertex.text))
    return f"<g>{''.join(parts)}</g>"


def _rectangle(name: str, box: Box, radius: float) -> str:
    return (
        f'<rect class="{name}" x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}"'
        f' height="{box.height:.1f}" rx="{radius:.0f}"/>'
    )


def _text(name: str, x: float, y: float, text: str) -> str:
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}">{escape(clipped(text))}</text>'


def _line(line: Line) -> list[str]:
    is_loop = isinstance(line, Loop)
    path = _corners(line.points) if is_loop else _curve(line.points)
    parts = [f'<path class="{"loop" if is_loop else "line"}" d="{path}"/>']
    if line.arrow:
        x, y = line.points[-1]
        tip = f"M{x - 3.5:.1f},{y - 7:.1f}h7l-3.5,7z"
        parts.append(f'<path class="{"loop-tip" if is_loop else "tip"}" d="{tip}"/>')
    return parts


def _curve(points: list[tuple[float, float]]) -> str:
    """Between layers an S that begins and ends straight down, through a layer straight down."""
    x, y = points[0]
    path = [f"M{x:.1f},{y:.1f}"]
    for k, (to_x, to_y) in enumerate(points[1:]):
        if k % 2:
            path.append(f"L{to_x:.1f},{to_y:.1f}")
        else:
            middle = (y + to_y) / 2
            path.append(f"C{x:.1f},{middle:.1f} {to_x:.1f},{middle:.1f} {to_x:.1f},{to_y:.1f}")
        x, y = to_x, to_y
    return "".join(path)


def _corners(points: list[tuple[float, float]]) -> str:
    """Straight pieces with rounded corners."""
    path = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for (x0, y0), (x, y), (x1, y1) in zip(points, points[1:], points[2:]):
        before, after = _towards(x, y, x0, y0), _towards(x, y, x1, y1)
        path.append(f"L{before}Q{x:.1f},{y:.1f} {after}")
    path.append(f"L{points[-1][0]:.1f},{points[-1][1]:.1f}")
    return "".join(path)


def _towards(x: float, y: float, to_x: float, to_y: float, most: float = 5.0) -> str:
    """A point a few pixels from (x, y), on the way to another one."""
    length = abs(to_x - x) + abs(to_y - y)
    part = min(most, length / 2) / length if length else 0.0
    return f"{x + (to_x - x) * part:.1f},{y + (to_y - y) * part:.1f}"


# --- DOT ------------------------------------------------------------------------------------

_SHAPES = {
    Role.INPUT: 'shape=box, style="rounded,filled", fillcolor="#ddf4ff"',
    Role.CALL: 'shape=box, style="rounded"',
    Role.CARRY: 'shape=box, style="rounded,filled", fillcolor="#fff1d6"',
    Role.MERGE: 'shape=box, style="rounded,filled", fillcolor="#fff1d6"',
    Role.PORT: "shape=point",
    Role.RESULT: 'shape=box, style="rounded,filled", fillcolor="#dafbe1"',
}


def graph_dot(fn: Function) -> str:
    """The graph in the DOT language of Graphviz."""
    frame = flow(fn)
    names: dict[Vertex, str] = {}
    lines = [f"digraph {_quoted(fn.name)} {{", '  node [fontname="monospace", fontsize=11];']
    lines += _dot_frame(frame, names, "  ")
    return "\n".join([*lines, "}\n"])


def _dot_frame(frame: Frame, names: dict[Vertex, str], indent: str) -> list[str]:
    lines = []
    for vertex in (*frame.entries, *frame.children, *frame.exits):
        if isinstance(vertex, Frame):
            lines.append(f"{indent}subgraph cluster_{len(names)} {{")
            lines.append(f"{indent}  label={_quoted(*vertex.header)};")
            lines += _dot_frame(vertex, names, indent + "  ")
            lines.append(f"{indent}}}")
            continue
        names[vertex] = f"n{len(names)}"
        texts = [text for text in (vertex.title, vertex.text) if text]
        lines.append(f"{indent}{names[vertex]} [label={_quoted(*texts)}, {_SHAPES[vertex.role]}];")
    lines += [f"{indent}{names[a]} -> {names[b]};" for a, b in frame.edges]
    back = "[style=dashed, constraint=false]"
    return lines + [f"{indent}{names[a]} -> {names[b]} {back};" for a, b in frame.feedback]


def _quoted(*lines: str) -> str:
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'
