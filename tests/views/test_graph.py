import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from typed_functions import sample_calls, tables, textbook, typed

from s2sad.views.arrange import Loop, arrange
from s2sad.views.flow import Frame, Role, Vertex, flow
from s2sad.views.graph import graph_dot, graph_svg

CALLS = sample_calls()
FUNCTIONS = {name: typed(function, *args) for name, (function, args) in CALLS.items()}
SVG = "{http://www.w3.org/2000/svg}"


def vertices(frame: Frame):
    for child in (*frame.entries, *frame.children, *frame.exits):
        if isinstance(child, Frame):
            yield from vertices(child)
        else:
            yield child


def frames(frame: Frame):
    yield frame
    for child in frame.children:
        if isinstance(child, Frame):
            yield from frames(child)


def by_text(frame: Frame) -> dict[str, Vertex]:
    return {vertex.text: vertex for vertex in vertices(frame)}


# --- flow -----------------------------------------------------------------------------------


def test_each_operation_shows_its_symbol_and_its_text():
    found = [(v.title, v.text) for v in vertices(flow(FUNCTIONS["textbook"]))]
    assert found == [
        ("x1", "float"), ("x2", "float"), ("log", "v1 = np.log(x1)"), ("×", "v2 = x1 * x2"),
        ("+", "v3 = v1 + v2"), ("sin", "v4 = np.sin(x2)"), ("−", "v5 = v3 - v4"),
        ("return", "v5"),
    ]  # fmt: skip


def test_edges_follow_the_operands():
    frame = flow(FUNCTIONS["textbook"])
    edges = {(a.title, b.title) for a, b in frame.edges}
    assert edges == {
        ("x1", "log"), ("x1", "×"), ("x2", "×"), ("x2", "sin"), ("log", "+"), ("×", "+"),
        ("+", "−"), ("sin", "−"), ("−", "return"),
    }  # fmt: skip


def test_a_loop_is_a_frame_with_its_variables_at_both_ends():
    frame = flow(FUNCTIONS["recurrence"])
    (loop,) = (child for child in frame.children if isinstance(child, Frame))
    assert loop.header == ("for i in range(1, len(x))",)
    assert [v.title for v in loop.entries if v.role is Role.CARRY] == ["y"]
    assert [(a.title, b.title) for a, b in loop.feedback] == [("y", "y")]
    assert "v2 = y[i - 1]" in by_text(loop)
    assert "y[i] = v5" in by_text(loop)


def test_indices_and_conditions_are_no_vertices():
    frame = flow(FUNCTIONS["first_passage"])
    headers = [each.header for each in frames(frame)]
    assert headers == [
        (), ("for value in x", "until total > limit"), ("if value > 0.0",), ("then",), ("else",)
    ]  # fmt: skip
    assert {v.title for v in vertices(frame) if v.role is Role.CALL} == {"×", "+"}
    assert by_text(frame)["= 0.0"].title == "total"


def test_an_argument_is_drawn_leaf_by_leaf():
    inputs = [v.title for v in vertices(flow(FUNCTIONS["mlp"])) if v.role is Role.INPUT]
    assert inputs == ["params[0][0]", "params[0][1]", "params[1][0]", "params[1][1]", "x"]


def test_a_structured_result_is_one_vertex():
    (x,) = CALLS["stacked"][1]
    result = by_text(flow(typed(tables, x)))
    assert any(text.startswith("{'sum': v") for text in result) or any(
        text.startswith('{"sum": v') for text in result
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_edges_stay_within_their_frame(name):
    for frame in frames(flow(FUNCTIONS[name])):
        own = {*frame.entries, *frame.exits}
        for child in frame.children:
            own |= {*child.entries, *child.exits} if isinstance(child, Frame) else {child}
        ends = {end for edge in (*frame.edges, *frame.feedback) for end in edge}
        assert ends <= own


# --- layout ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_overlaps(name):
    found = arrange(flow(FUNCTIONS[name]))
    boxes = [box for vertex, box in found.vertices.items() if vertex.role is not Role.PORT]
    for a, b in combinations(boxes, 2):
        apart = a.right <= b.left or b.right <= a.left or a.bottom <= b.top or b.bottom <= a.top
        assert apart
    for box in boxes:
        assert 0 <= box.left and box.right <= found.width
        assert 0 <= box.top and box.bottom <= found.height


@pytest.mark.parametrize("name", FUNCTIONS)
def test_frames_hold_what_is_in_them(name):
    outer = flow(FUNCTIONS[name])
    found = arrange(outer)
    for frame, box in found.frames:
        for vertex in vertices(frame):
            inner = found.vertices[vertex]
            assert box.left <= inner.left and inner.right <= box.right
            assert box.top - 3 <= inner.top and inner.bottom <= box.bottom + 3


@pytest.mark.parametrize("name", FUNCTIONS)
def test_lines_lead_down_and_end_where_they_should(name):
    outer = flow(FUNCTIONS[name])
    found = arrange(outer)
    count = sum(len(frame.edges) for frame in frames(outer))
    plain = [line for line in found.lines if not isinstance(line, Loop)]
    assert len(plain) == count
    for line in plain:
        heights = [y for _, y in line.points]
        assert heights == sorted(heights)
        assert any(abs(box.top - heights[-1]) < 4 for box in found.vertices.values())


# --- text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_svg_is_well_formed_and_the_same_every_time(name):
    text = graph_svg(FUNCTIONS[name])
    root = ElementTree.fromstring(text)
    assert root.tag == SVG + "svg"
    assert not re.search(r"href|url\(|<script", text)
    assert text == graph_svg(FUNCTIONS[name])
    labels = {element.text for element in root.iter(SVG + "text")}
    assert "return" in labels


def test_the_svg_escapes_what_is_special():
    text = graph_svg(FUNCTIONS["branch"])
    assert "if x &gt; 1.0" in text


def test_the_svg_tells_the_line_of_the_user():
    root = ElementTree.fromstring(graph_svg(FUNCTIONS["textbook"]))
    line = textbook.__code__.co_firstlineno + 1
    notes = [element.text for element in root.iter(SVG + "title")]
    source = "return np.log(x1) + x1 * x2 - np.sin(x2)"
    assert f"v2 = x1 * x2\nline {line}: {source}" in notes


def test_long_texts_are_clipped():
    def wide(x):
        return [x * 1.234567890123, x * 2.345678901234, x + 3.456789012345, x - 4.567890123456,
                x * 5.5, x * 6.5, x * 7.5, x * 8.5]  # fmt: skip

    svg = graph_svg(typed(wide, 1.0))
    labels = [element.text for element in ElementTree.fromstring(svg).iter(SVG + "text")]
    assert max(map(len, labels)) <= 46


def test_dot_has_a_cluster_for_each_frame():
    text = graph_dot(FUNCTIONS["first_passage"])
    assert text.startswith('digraph "first_passage" {')
    assert text.count("subgraph cluster_") == 4
    assert 'label="for value in x\\nuntil total > limit"' in text
    assert text.count("{") == text.count("}")
    names = set(re.findall(r"^ *(n\d+) \[", text, re.M))
    assert {end for edge in re.findall(r"(n\d+) -> (n\d+)", text) for end in edge} <= names


def test_dot_escapes_quotes():
    def named(x):
        return {'a "b"': x * 2.0}

    text = graph_dot(typed(named, 1.0))
    assert '\\"' in text
