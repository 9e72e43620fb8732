import ast
import sys
import sysconfig
from pathlib import Path

import gast
import pytest

from s2sad.backend.printer import print_tree
from s2sad.backend.sametree import difference
from s2sad.backend.syntax import Comment
from s2sad.errors import InternalError

# already in the form in which the printer writes them
CANONICAL = [
    "a + b * c", "(a + b) * c", "a - (b - c)", "a - b - c", "-x**2", "(-x) ** 2", "2**-x",
    "(a**b) ** c", "a ** b[0]", "x.y**2", "-(a + b)", "not a == b", "not (a and b)",
    "a and b or c and d", "a and (b or c)", "(a or b) and c", "a < b <= c", "(a < b) < c",
    "a if b else c", "(a if b else c) if d else e", "f(a if b else c)", "lambda x, *y, z=1: x",
    "(lambda: x)()", "u[1:-1, :]", "u[i + 1 :]", "u[: f(x)]", "u[a : b + 1 : 2]", "u[::2]",
    "u[..., None]", "u[()]", "u[i,]", "u[*a, 1]", "x[(y := 1)]", "a, b = b, a", "(a, b), c = d",
    "a, *b = c", "x = yield", "x = await f", "[*a, b]", "f(*a, **b)", "{**a, 'b': 1}", "{1, 2}",
    "(1,)", "()", "(1).real", "a[b](c).d", "~a & b | c ^ d", "a << b >> c",
    "[x for x in y if x if not z]", "{a: b for a, b in c}", "f(x for x in y)", "(x for x in y)",
    "f((x for x in y), 1)", "x = (y := 2)", "assert a, b", "del a, b[0]", "global a, b",
    "raise A from b", "return", "x: int = 1", "(x): int", "x += 1", "import a.b as c, d",
    "from . import x", "from ..a import b as c", "print(f'{x!r:>{w}} {{}}')", "f'{ {1: 2}[1]}'",
    "a @ b", "a // b % c", "not not x", "--x", "x if a else lambda: y",
    "type(x) is not int", "a in b", "a not in b",
]  # fmt: skip


@pytest.mark.parametrize("text", CANONICAL)
def test_expressions_keep_their_form(text):
    in_function = any(word in text for word in ("yield", "await", "return"))
    source = f"async def f():\n    {text}\n" if in_function else text + "\n"
    wanted = source.replace("'", '"') if "f'" not in text else source
    found = print_tree(ast.parse(source))
    assert found == wanted or found.replace('"', "'") == wanted


def test_statements_keep_their_form():
    source = Path(__file__).with_name("printed.txt").read_text()
    assert print_tree(ast.parse(source)) == source
    assert print_tree(gast.parse(source)) == source


@pytest.mark.parametrize(
    "text",
    [
        "with (a, b): pass", "with ((a, b)): pass", "with a as b, c as (d, e): pass",
        "try: pass\nexcept* E as e: pass",
        "match x:\n case [1, *_, {'a': y, **z}] | A(b, c=d):\n  pass",
        "match x:\n case (1 | 2) as y if y: pass\n case -1 + 2j | None | a.b: pass",
        "f'{x=}'", "f'''{a['b']}{\"c\"}'''", "f'{x:{y}.{z}}'", "f'\\n{a}\\''", "rb'\\x00'",
        "'''a\nb'''", "'\\ud800 \\u2028 \\xe9 \\U0001f600'", "1e999", "1e999j", "x = 10**5 .real",
        "class A(B, metaclass=C):\n    'doc\\\\'\n\n    @d\n    def f(self, /, a, *, b): 'quote\"'",
        "async def f():\n async with a: pass\n return [z async for z in w]",
        "async def f():\n async for x in y: pass",
        "for x in *a, b: pass\nelse: pass", "while a: break\nelse: pass", "lambda *, a=1, **k: 0",
        "def f(a: int = 1, *b: *c) -> (yield): pass", "if a:\n pass\nelse:\n if b: pass\n c",
        "print(a, b if c else d, *e, f=g, **h)", "x[a:b, (c := d)]",
        "def f(): return (yield x), (yield)", "u'text'",
        f"for x in b'{'long' * 30}': pass", f"for x in {'long' * 30}: pass",
    ],
)  # fmt: skip
def test_round_trips(text):
    tree = ast.parse(text)
    assert ast.dump(ast.parse(print_tree(tree))) == ast.dump(tree)
    assert difference(gast.parse(text), tree) is None


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters():
    source = "type A[T] = list[T]\n\n\ndef f[T: int, *U, **V](x: T) -> T:\n    pass\n"
    assert print_tree(ast.parse(source)) == source


def test_long_lines_break_in_brackets():
    call = f"f({', '.join('argument_%d' % k for k in range(12))})"
    total = " + ".join(f"term_{k} * factor_{k}" for k in range(8))
    found = print_tree(ast.parse(f"x = {call}\ny = {total}\nreturn_value = a[{call}]"))
    assert all(len(line) <= 100 for line in found.splitlines())
    assert "x = f(\n    argument_0," in found
    assert "y = (\n    term_0 * factor_0\n    + term_1 * factor_1\n" in found


@pytest.mark.parametrize("target", ["{}", "i, ({})"])
def test_many_loop_variables_are_on_lines_of_their_own(target):
    names = ", ".join(f"variable_{k}" for k in range(12))
    text = f"for {target.format(names)} in zip(range(n), reversed(tape)):\n    pass"
    assert max(map(len, print_tree(ast.parse(text)).splitlines())) <= 100


def test_no_line_of_a_loop_is_too_long():
    for count in range(60, 90):
        text = print_tree(ast.parse(f"for i, {count * 'x'} in reversed(tape):\n    pass"))
        assert max(map(len, text.splitlines())) <= 100, text


@pytest.mark.parametrize("call", ["raise ValueError({})", "x = f({}, a)", "x = {}.join(f(a))"])
def test_a_long_text_is_several_literals(call):
    words = " ".join(f"word_{k}'s" for k in range(30)) + ' and "quotes"  \n'
    source = "if x:\n    " + call.format(repr(words))
    text = print_tree(ast.parse(source))
    assert max(map(len, text.splitlines())) <= 100 or "join" in call, text
    assert difference(ast.parse(text), ast.parse(source)) is None


def test_comments_stand_above_their_statement():
    body = [Comment("one\ntwo"), *ast.parse("x = 1").body]
    tree = ast.parse("def f(): pass\ny = 2")
    tree.body[0].body = body
    assert print_tree(tree) == "def f():\n    # one\n    # two\n    x = 1\n\n\ny = 2\n"


def test_a_tree_that_text_cannot_hold_is_refused():
    with pytest.raises(InternalError, match="another tree"):
        print_tree(ast.Module([ast.Expr(ast.Constant(-1))], []))
    with pytest.raises(InternalError, match="does not parse"):
        print_tree(ast.Module([ast.Expr(ast.Name("a b", ast.Load()))], []))


def test_trees_that_differ_are_told_apart():
    pairs = [("a + b", "a - b"), ("f(x)", "f(x, y)"), ("0.0", "0"), ("a.b", "a.c"), ("x", "x; y")]
    for one, other in pairs:
        assert difference(ast.parse(one), ast.parse(other)) is not None


def _library():
    root = Path(sysconfig.get_path("stdlib"))
    return [p for p in sorted(root.rglob("*.py")) if "site-packages" not in p.parts]


def _round_trip(path):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return  # the library's tests hold files that are wrong on purpose
    found = print_tree(tree)
    again = ast.parse(found)
    assert ast.dump(_normal(again)) == ast.dump(_normal(tree)), path


def _normal(tree):
    """The text of f-strings may be cut into parts in more than one way."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            merged = []
            for value in node.values:
                if (
                    merged
                    and isinstance(value, ast.Constant)
                    and isinstance(merged[-1], ast.Constant)
                ):
                    merged[-1] = ast.Constant(merged[-1].value + value.value)
                elif not (isinstance(value, ast.Constant) and not value.value):
                    merged.append(value)
            node.values = merged
    return tree


def test_some_of_the_standard_library():
    for path in _library()[::80]:
        _round_trip(path)


@pytest.mark.slow
def test_all_of_the_standard_library():
    for path in _library():
        _round_trip(path)
