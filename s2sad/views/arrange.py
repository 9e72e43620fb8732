"""Places for all vertices and frames of a graph: a `Frame` in, an `Arranged` out.

Each frame is laid out by itself, innermost first, and is then a single large node of the frame
around it. Coordinates are pixels, y downwards, from the upper left corner of the outermost frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .flow import Frame, Role, Vertex
from .layers import Edge, Layered, layered

TITLE_SIZE = 14
TEXT_SIZE = 11
HEADER_SIZE = 12
_LINE = 16
_GAP = 22.0
_LAYER_GAP = 34.0
_MARGIN = 16.0
_LANE = 9.0
#: width of a letter of a monospaced font, per pixel of its size
_LETTER = 0.61
_LONGEST_TEXT = 46


@dataclass
class Box:
    """A rectangle by its center."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    def move(self, dx: float, dy: float) -> None:
        self.x += dx
        self.y += dy


@dataclass
class Line:
    """An edge through points: a curve, then straight down, then a curve again, and so on."""

    points: list[tuple[float, float]]
    arrow: bool

    def move(self, dx: float, dy: float) -> None:
        self.points = [(x + dx, y + dy) for x, y in self.points]


@dataclass
class Loop(Line):
    """A line from the end of a round of a loop back to its start, with corners at its points."""


@dataclass
class Arranged:
    """Everything that is to be drawn, with frames before what is in them."""

    width: float = 0.0
    height: float = 0.0
    frames: list[tuple[Frame, Box]] = field(default_factory=list)
    vertices: dict[Vertex, Box] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def take(self, other: Arranged, dx: float, dy: float) -> None:
        """Add what an inner frame holds."""
        for part in (*(box for _, box in other.frames), *other.vertices.values(), *other.lines):
            part.move(dx, dy)
        self.frames += other.frames
        self.vertices.update(other.vertices)
        self.lines += other.lines


def clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _text_width(text: str, size: int) -> float:
    return len(clipped(text)) * size * _LETTER


def vertex_size(vertex: Vertex) -> tuple[float, float]:
    """The width and height that its text needs."""
    if vertex.role is Role.PORT:
        return 6.0, 6.0
    inner = max(_text_width(vertex.title, TITLE_SIZE), _text_width(vertex.text, TEXT_SIZE))
    height = 22.0 + (_LINE if vertex.text else 0)
    return max(inner + 20.0, 34.0), height


def arrange(frame: Frame) -> Arranged:
    """The frame, laid out."""
    return _Arrangement(frame).run()


class _Arrangement:
    """One frame that is being laid out."""

    def __init__(self, frame: Frame):
        self.frame = frame
        self.inner = {id(c): arrange(c) for c in frame.children if isinstance(c, Frame)}
        self.nodes = [*frame.entries, *frame.children, *frame.exits]
        self.number: dict[Vertex, int] = {}
        for number, node in enumerate(self.nodes):
            vertices = [*node.entries, *node.exits] if isinstance(node, Frame) else [node]
            self.number.update(dict.fromkeys(vertices, number))
        self.sizes = [self.size(node) for node in self.nodes]
        self.out = Arranged()

    def size(self, node: Vertex | Frame) -> tuple[float, float]:
        if isinstance(node, Vertex):
            return vertex_size(node)
        inner = self.inner[id(node)]
        return inner.width, inner.height

    def offset(self, vertex: Vertex) -> float:
        """How far right of the center of its node a vertex stands."""
        node = self.nodes[self.number[vertex]]
        if isinstance(node, Vertex):
            return 0.0
        inner = self.inner[id(node)]
        return inner.vertices[vertex].x - inner.width / 2

    def run(self) -> Arranged:
        edges = [
            Edge(self.number[a], self.number[b], self.offset(a), self.offset(b))
            for a, b in self.frame.edges
        ]
        entries, count = len(self.frame.entries), len(self.nodes)
        found = layered(
            [width for width, _ in self.sizes], edges, set(range(entries)),
            set(range(count - len(self.frame.exits), count)), _GAP,
        )  # fmt: skip
        rows = self.place(found.layers, found.x)
        self.connect(found, rows)
        self.frame_around()
        return self.out

    def place(self, layers: list[list[int]], x: list[float]) -> list[tuple[float, float]]:
        """Put each layer below the one before it; the top and bottom of each."""
        top, rows = 0.0, []
        for layer in layers:
            height = max(self.sizes[n][1] if n < len(self.nodes) else 0.0 for n in layer)
            for n in layer:
                if n < len(self.nodes):
                    self.put(n, x[n], top + height / 2)
            rows.append((top, top + height))
            top += height + _LAYER_GAP
        return rows

    def put(self, number: int, x: float, y: float) -> None:
        node, (width, height) = self.nodes[number], self.sizes[number]
        if isinstance(node, Vertex):
            self.out.vertices[node] = Box(x, y, width, height)
        else:
            self.out.take(self.inner[id(node)], x - width / 2, y - height / 2)

    def connect(self, found: Layered, rows: list[tuple[float, float]]) -> None:
        """Lines for the edges; those that end at one vertex end side by side."""
        spans = {node: row for layer, row in zip(found.layers, rows) for node in layer}
        paths = []
        for (source, _), chain in zip(self.frame.edges, found.chains):
            box = self.out.vertices[source]
            through = [(found.x[node], y) for node in chain for y in spans[node]]
            paths.append([(box.x, box.bottom), *through])
        for path, (_, target), end in zip(paths, self.frame.edges, self.ends(paths)):
            self.out.lines.append(Line([*path, end], target.role is not Role.PORT))

    def ends(self, paths: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
        """Where each edge arrives: in the order from left to right in which they come."""
        arriving: dict[Vertex, list[int]] = {}
        for k, (_, target) in enumerate(self.frame.edges):
            arriving.setdefault(target, []).append(k)
        found = {}
        for target, numbers in arriving.items():
            box = self.out.vertices[target]
            step = min(16.0, box.width / (len(numbers) + 1))
            for place, k in enumerate(sorted(numbers, key=lambda k: paths[k][-1])):
                found[k] = box.x + (place - (len(numbers) - 1) / 2) * step, box.top
        return [found[k] for k in range(len(paths))]

    def frame_around(self) -> None:
        """Grow to the header, the margins and the lanes of the loops."""
        out, lanes = self.out, len(self.frame.feedback)
        boxes = [*out.vertices.values(), *(box for _, box in out.frames)]
        xs = [x for line in out.lines for x, _ in line.points]
        left = min([*(box.left for box in boxes), *xs], default=0.0)
        right = max([*(box.right for box in boxes), *xs], default=0.0)
        bottom = max((box.bottom for box in boxes), default=0.0)
        nested = bool(self.frame.header)
        self.loops(right, bottom)
        border = _LANE * lanes + 6.0 if nested else _MARGIN
        above = border + (_LINE * len(self.frame.header) + 8.0 if nested else 0.0)
        below = border
        header = max((_text_width(line, HEADER_SIZE) for line in self.frame.header), default=0.0)
        width = max(right - left + _LANE * lanes + 2 * _MARGIN, header + 2 * _MARGIN)
        dx, dy = (width - (right - left) - _LANE * lanes) / 2 - left, above
        inner, self.out = self.out, Arranged(width, bottom + above + below)
        if nested:
            self.out.frames.append(
                (self.frame, Box(width / 2, self.out.height / 2, width, self.out.height))
            )
        self.out.take(inner, dx, dy)
        if nested:
            for port in (v for v in self.frame.entries if v.role is Role.PORT):
                self.stretch(port, 0.0)
            for port in (v for v in self.frame.exits if v.role is Role.PORT):
                self.stretch(port, self.out.height)

    def stretch(self, port: Vertex, border: float) -> None:
        """Move a port onto the border; its lines go on straight from where it was."""
        box = self.out.vertices[port]
        for line in self.out.lines:
            if line.points[0] == (box.x, box.bottom):
                line.points[:0] = [(box.x, border), (box.x, box.bottom)]
            elif line.points[-1] == (box.x, box.top):
                line.points += [(box.x, box.top), (box.x, border)]
        box.y = border

    def loops(self, right: float, bottom: float) -> None:
        """Lines from the ends of loop variables back to their starts, each in its own lane."""
        for lane, (end, start) in enumerate(self.frame.feedback, start=1):
            a, b, side = self.out.vertices[end], self.out.vertices[start], right + _LANE * lane
            out, into = a.x + a.width / 4, b.x + b.width / 4
            low, high = bottom + _LANE * lane - 2.0, -_LANE * lane
            self.out.lines.append(
                Loop([(out, a.bottom), (out, low), (side, low), (side, high), (into, high),
                      (into, b.top)], True)
            )  # fmt: skip
