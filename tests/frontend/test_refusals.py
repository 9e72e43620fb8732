"""What the front end does not read it refuses: file, line, the culprit marked, what to write."""

import linecache
import textwrap

import gast
import pytest

from s2sad.errors import UnsupportedError
from s2sad.frontend import refusals
from s2sad.frontend.capture import capture
from s2sad.frontend.lower import LANGUAGE, lower

FILE = "<test refusals>"


def define(source, **names):
    source = textwrap.dedent(source).strip() + "\n"
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    exec(compile(source, FILE, "exec"), names)
    return names["f"]


def refusal(source, **names):
    with pytest.raises(UnsupportedError) as caught:
        lower(capture(define(source, **names)))
    return caught.value


#: source, the marked text (in the first line of the culprit), a part of the message
CASES = [
    ("def f(x):\n    try:\n        x\n    except* E:\n        pass", "try:", "except*"),
    ("def f(x):\n    y = yield x", "yield x", "yield"),
    ("def f(x):\n    while True:\n        yield x", "True", "never ends"),
    ("def f(x):\n    y = yield from x", "yield from x", "yield"),
    ("async def f(x):\n    return x", "async def f(x):", "asynchronous"),
    ("def f(x):\n    async def g(): pass\n    return g", "async def g(): pass", "asynchronous"),
    ("def f(x):\n    class A: pass", "class A: pass", "class"),
    (
        "def f(x):\n    match x:\n        case (1, a) | (a, 1) if a: return a",
        "(1, a) | (a, 1)",
        "alternatives",
    ),
    (
        "def f(x):\n    g = (x for y in 'a')\n    x = 1\n    return g",
        "(x for y in 'a')",
        "generator",
    ),
    ("def f(x):\n    global y\n    y = x", "y", "global"),
    ("def f(x):\n    global y\n    y += x", "y", "global"),
    ("def f(x):\n    z = y\n    y = x\n    return z", "y", "y is used before it is assigned"),
    ("def f(x):\n    y += x\n    return y", "y", "y is used before it is assigned"),
    ("def f(x):\n    del x\n    return x", "x", "x is used before it is assigned"),
    ("def f(x):\n    del y\n    y = x", "y", "y is used before it is assigned"),
    (
        "def f(x):\n    if x:\n        return 1\n    else:\n        del x\n    return x",
        "x",
        "x is used before",
    ),
    ("def f(x):\n    g = lambda: x\n    del x", "x", "cannot be deleted"),
    ("def f(x):\n    raise", "raise", "without an exception"),
    ("def f(x):\n    return locals()", "locals()", "locals() is not supported"),
    ("def f(x):\n    return eval('x')", "eval('x')", "eval() is not supported"),
    ("def f(x):\n    return vars()", "vars()", "vars() is not supported"),
    ("def f(x):\n    return super().f(x)", "super()", "super()"),
    ("async def g(): pass\nasync def f(x):\n    await g()", "async def f(x):", "asynchronous"),
]


@pytest.mark.parametrize("source, culprit, message", CASES)
def test_refused(source, culprit, message):
    error = refusal(source)
    assert message in error.message
    assert error.message.endswith(".") and error.message.count(". ") == 0
    assert error.advice
    assert error.span.file == FILE and error.span.function
    where, line, marker, *_ = str(error).split("\n")
    assert where.startswith(f'File "{FILE}", line {error.span.line}, in ')
    start, stop = marker.index("^"), marker.rindex("^") + 1
    assert line[start:stop] == culprit
    assert str(error).endswith(f"Instead: {error.advice}")


def test_names_that_only_look_like_frame_readers():
    lower(capture(define("def f(locals):\n    return locals()")))
    lower(capture(define("def f(x):\n    return vars(x)")))
    lower(capture(define("def f(x):\n    return locals()", locals=len)))


def test_no_statement_or_expression_is_without_an_answer():
    """Every node of Python's grammar is lowered, taken away by exits.py or desugar.py, or refused
    in words."""
    handled = {*LANGUAGE.expressions, *LANGUAGE.statements, *refusals.BY_TYPE}
    elsewhere = {gast.Return, gast.Break, gast.Continue, gast.Slice, gast.Try, gast.Match}
    kinds = {
        kind
        for kind in vars(gast).values()
        if isinstance(kind, type) and issubclass(kind, (gast.stmt, gast.expr))
    } - {gast.stmt, gast.expr}
    unnamed = {kind.__name__ for kind in kinds - handled - elsewhere}
    python_2 = {"Print", "Exec", "Repr"}
    assert unnamed <= {"TypeAlias", "TemplateStr", "Interpolation"} | python_2


def test_a_node_that_nobody_thought_of_is_refused_by_name():
    captured = capture(define("def f(x):\n    return x"))
    node = type("Strange", (gast.expr,), {"_fields": (), "__init__": lambda self: None})()
    captured.tree.body[0].value = gast.copy_location(node, captured.tree.body[0])
    with pytest.raises(UnsupportedError, match="Strange"):
        lower(captured)


def test_code_nested_too_deeply_is_refused():
    steps = "".join(f"    if x == {k}: return {k}\n" for k in range(600))
    assert "nested too deeply" in refusal(f"def f(x):\n{steps}").message


def test_what_cannot_run_is_not_refused():
    lower(capture(define("def f(x):\n    return x\n    class A: pass")))
