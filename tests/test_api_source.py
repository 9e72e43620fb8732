"""The contract on inspecting and exporting."""

import ast
import dataclasses
import enum
import functools
import inspect
import itertools
import statistics
import subprocess
import sys

import numpy as np
import pytest

import s2sad
from s2sad import differentiate, grad, hessian, jacobian
from s2sad.rules import lift

A = np.array([1.0, 2.0])


@differentiate
def loss(w: "f64[d]", x: "f64[n,d]", y: "f64[n]"):
    return np.mean((x @ w - y) ** 2)


@differentiate
def product(a, b):
    return np.sum(a * a * b)


@differentiate
def typed(x: float, n: int, kind: str = "q", b: "float" = 2.0):
    return x**n * b


def chosen(w, n, kind="square", scale=None):
    if kind == "square":
        return np.sum(w * w) * n
    return np.sum(w) * n


@dataclasses.dataclass
class Data:
    u: object
    n: int = 3


POINT = A, np.arange(6.0).reshape(3, 2), np.ones(3)


def public(text):
    """The public function of a module's text, which is its last statement, and its parameters."""
    body = ast.parse(text).body
    defined = [node for node in body if isinstance(node, ast.FunctionDef)]
    assert body[-1] is defined[-1]
    assert all(node.name.startswith("_") for node in defined[:-1])
    return defined[-1].name, [a.arg for a in defined[-1].args.args]


def run(text, *args):
    names = {}
    exec(compile(text, "<exported>", "exec"), names)
    return names[public(text)[0]](*args)


NAMES = [
    (loss.grad, "loss_grad", "w x y"),
    (loss.value_and_grad, "loss_value_and_grad", "w x y"),
    (loss.jvp, "loss_jvp", "w x y w_dot x_dot y_dot"),
    (loss.vjp, "loss_vjp", "w x y y_bar"),
    (loss.hvp, "loss_hvp", "w x y w_dot"),
    (loss.jacobian, "loss_jacobian", "w x y"),
    (loss.hessian, "loss_hessian", "w x y"),
]


@pytest.mark.parametrize(("derivative", "name", "parameters"), NAMES, ids=[n for _, n, _ in NAMES])
def test_names(derivative, name, parameters):
    for text in (derivative.source(), derivative.source(*POINT),
                 derivative.source("f64[d]", "f64[n,d]", "f64[n]")):  # fmt: skip
        assert public(text) == (name, parameters.split())


RESULTS = [
    (loss.grad, POINT, loss.grad(*POINT)),
    (loss.value_and_grad, POINT, loss.value_and_grad(*POINT)),
    (loss.jvp, (*POINT, *POINT), loss.jvp(POINT, POINT)),
    (loss.vjp, (*POINT, 2.0), loss.vjp(*POINT)[1](2.0)),
    (loss.hvp, (*POINT, A), loss.hvp(*POINT, A)),
    (loss.jacobian, POINT, loss.jacobian(*POINT)),
    (loss.hessian, POINT, loss.hessian(*POINT)),
    (loss.grad.grad, (A, A, A), None),
    (loss.grad.jvp, (*POINT, *POINT), loss.grad.jvp(POINT, POINT)),
    (loss.grad.jacobian, POINT, loss.hessian(*POINT)),
]


@pytest.mark.parametrize("number", range(len(RESULTS)))
def test_the_text_computes_what_the_derivative_does(number):
    derivative, args, expected = RESULTS[number]
    if expected is None:
        with pytest.raises(s2sad.NonScalarOutputError):
            derivative.source()
        return
    for one, other in zip(run(derivative.source(), *args), expected):
        np.testing.assert_allclose(one, other)


def test_a_source_follows_annotations_then_the_latest_call_then_floats():
    assert "w: f64[d], x: f64[n, d], y: f64[n]" in loss.grad.source()
    assert "x: float, n: int" in typed.grad.source()

    def numpys(a: np.float32, b: np.int64, *rest: float, **named: float):
        return a * b * (1 + sum(rest)) * len(named)

    assert "a: f32, b: i64" in s2sad.grad(numpys).source()
    fresh = differentiate(lambda a, b: np.sum(a * b))
    assert "a: float, b: float" in fresh.grad.source()
    fresh.grad(A, A)
    assert "f64[n]" in fresh.grad.source()
    fresh.grad(2.0, A)
    assert "float" in fresh.grad.source() and fresh.grad(2.0, A) == 3.0


POSTPONED = """
from __future__ import annotations
import numpy as np

def weighted(w: "f64[d]", x: f64[n, d], k: int, scale: Missing = 2.0, name: "f64[n" = ""):
    return scale * np.mean((x @ w) ** k)
"""


def test_annotations_that_are_postponed(tmp_path, monkeypatch):
    (tmp_path / "postponed.py").write_text(POSTPONED)
    monkeypatch.syspath_prepend(tmp_path)
    import postponed

    text = grad(postponed.weighted).source()
    assert "w: f64[d], x: f64[n, d], k: int, scale: float, name: ''" in text


class Mode(enum.IntEnum):
    LINEAR = 1
    SQUARE = 2


class Name(str, enum.Enum):
    LINEAR = "linear"
    SQUARE = "square"


@pytest.mark.parametrize("kind", [Mode, Name])
def test_an_export_knows_a_member_of_an_enumeration_by_its_name(kind):
    def f(x, mode, modes):
        return x**2 if mode is kind.SQUARE and mode in modes else x

    text = grad(f).source(3.0, kind.SQUARE, (kind.SQUARE,))
    assert "import" not in text
    assert run(text, 3.0, kind.SQUARE, (kind.SQUARE,)) == 6.0
    with pytest.raises(ValueError, match="mode.name == 'SQUARE'"):
        run(text, 3.0, kind.LINEAR, (kind.SQUARE,))


EXAMPLES = [
    (("f64[n]", "f64"), "a: f64[n], b: f64"),
    (("f32[n]", "f32[n]"), "a: f32[n], b: f32[n]"),
    (("f64[n,3]", "f64[3]"), "a: f64[n, m], b: f64[m]"),
    (("f64[n,1]", "f64[1,n]"), "a: f64[n, 1], b: f64[1, n]"),
    (("c128[n]", "f64"), None),
    ((A, "i64[n]"), "a: f64[n], b: i64[n]"),
    (("float", "int"), "a: float, b: int"),
    ((2.0, np.float32(1.0)), "a: float, b: f32"),
]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_example_arguments(number):
    args, header = EXAMPLES[number]
    if header is None:
        assert "c128" in grad(lambda a, b: np.sum(np.abs(a * a * b))).source(*args)
        return
    assert header in product.grad.source(*args)
    assert header in product.grad.source(a=args[0], b=args[1])


def test_type_strings_in_containers():
    def f(p):
        return p["a"][0] * np.sum(p["b"]) * p["c"].u

    example = {"a": ("f64", 3), "b": ["f64[n]"][0], "c": Data("float")}
    text = grad(f).source(example)
    assert "p: dict(a: (f64, int), b: f64[n], c: Data(u: float, n: int))" in text
    found = run(text, {"a": (2.0, 3), "b": A, "c": Data(5.0)})
    assert found["a"] == (15.0, None) and found["c"] == Data(6.0, None)


@pytest.mark.parametrize("text", ["f65[n]", "f64[n", "f64[n,,]", "f64[-1]", "f7", "float[n]"])
def test_what_is_no_type_is_refused(text):
    with pytest.raises(s2sad.Error, match="is no type"):
        product.grad.source(text, "f64")


@pytest.mark.parametrize("text", ["list[f64]", "[f64, f64]", "Tuple[f64, f64]", "dict[str, f64]"])
def test_how_the_type_of_a_container_is_written_is_told(text):
    with pytest.raises(s2sad.Error, match=r'is no type\n.*as in \["f64", "f64\[n\]"\]'):
        product.grad.source(text, "f64")


@pytest.mark.parametrize("text", ["zz", "double", "float64"])
def test_a_text_is_no_type_of_what_is_differentiated(text):
    with pytest.raises(s2sad.Error, match=f"'{text}' is no type"):
        product.grad.source(text, "f64")
    converted = grad(lambda x, dtype: np.sum(x.astype(dtype) * x))
    assert "x.astype(np.float64)" in converted.source("f32[n]", "float64")


def test_an_export_tells_what_it_was_made_for():
    text = grad(chosen).source(A, 2.0, "plain")
    assert "kind: 'plain'" in text and 'kind="plain"' in text
    np.testing.assert_allclose(run(text, A, 2.0), [2.0, 2.0])
    with pytest.raises(ValueError, match="generated for kind == 'plain'"):
        run(text, A, 2.0, "square")
    with pytest.raises(ValueError, match="generated for kind == 'square'"):
        run(grad(chosen).source(A, 2.0), A, 2.0, "plain")


def test_a_pullback_has_a_place_for_each_argument():
    scaled = differentiate(lambda x, n, *more: x * n * more[0] + n)
    source = scaled.vjp.source(2.0, 3, 5, 7.0)
    assert run(source, 2.0, 3, 5, 7.0, 1.0) == (15.0, None, None, 0.0)
    assert scaled.vjp(2.0, 3, 5, 7.0)[1](1.0) == (15.0, None, None, 0.0)


class Activated:
    def __init__(self):
        self.act, self.mark, self.best = lambda z: z * z, object(), self.loss
        self.least = functools.partial(statistics.mean, None)

    def loss(self, x):
        return self.act(x)


def test_a_header_says_of_objects_what_every_process_says():
    header = ast.get_docstring(ast.parse(grad(Activated().loss).source(2.0)))
    assert "act: Activated.__init__.<locals>.<lambda>" in " ".join(header.split())
    assert " at 0x" not in header


def test_a_library_function_in_the_header():
    assert '"""jacobian of numpy.linalg.inv.' in jacobian(np.linalg.inv).source("f64[n,n]")


def test_objects_are_made_without_the_users_module():
    text = grad(lambda d: np.sum(d.u * d.u) * d.n).source(Data(A))
    assert "type(d)(" in text and "import numpy" not in text and "import test" not in text


# --- files ---


def test_export_writes_the_source(tmp_path):
    path = tmp_path / "loss_grad.py"
    loss.grad.export(path, *POINT)
    loss.grad.export(str(tmp_path / "again.py"), "f64[n]", "f64[m,n]", "f64[m]")
    assert path.read_bytes() == (tmp_path / "again.py").read_bytes()
    assert path.read_text() == loss.grad.source(*POINT) and b"\r" not in path.read_bytes()
    np.testing.assert_allclose(run(path.read_text(), *POINT), loss.grad(*POINT))


ALONE = """
import sys
sys.modules["s2sad"] = None
import numpy as np
import loss_hessian
print(loss_hessian.loss_hessian(np.ones(2), np.eye(2), np.ones(2)).tolist())
"""


def test_an_export_runs_where_s2sad_cannot_be_imported(tmp_path):
    loss.hessian.export(tmp_path / "loss_hessian.py")
    command = [sys.executable, "-c", ALONE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "[[1.0, 0.0], [0.0, 1.0]]", done.stderr


# --- the SSA and the trace ---


def test_ir():
    text = str(s2sad.ir(product, "f64[n]", "f64[n]"))
    assert text.startswith("func @product(%a: f64[a.0], %b: f64[b.0]) {")
    assert str(s2sad.ir(product, A, A)) == text == repr(s2sad.ir(product, A, A))
    assert "func @product_grad" in str(s2sad.ir(product.grad, A, A))
    assert str(s2sad.ir(loss)) == str(s2sad.ir(loss, *POINT))


def test_trace_table():
    table = str(s2sad.trace_table(lambda a, b: np.log(a) + a * b - np.sin(b), 2.0, 5.0))
    lines = table.splitlines()
    assert lines[0].split() == ["name", "operation", "value", "tangent", "adjoint"]
    assert any(line.split() == ["v_-1", "a", "2", "1", "5.5"] for line in lines)
    assert "v_5   v_3 - v_4      11.6521    5.5      1" in table


class Model:
    scale = 3.0

    def f(self, x):
        return self.scale * x * x


def test_trace_of_what_has_bound_arguments():
    import functools

    for f in (Model().f, functools.partial(Model.f, Model())):
        table = str(s2sad.trace_table(f, 2.0))
        assert "12" in table and "tangent" in table
    weights = np.array([2.0, 3.0])
    assert "18" in str(s2sad.trace_table(lambda x: np.sum(weights * x), np.array([3.0, 4.0])))


def test_hessian_of_a_library_function_exports():
    np.testing.assert_allclose(run(hessian(np.sum).source("f64[n]"), A), np.zeros((2, 2)))


def annotated(x):
    for k in range(len(x) - 1):  # noqa: B007
        x[k + 1] *= np.sin(x[k])  # type: ignore[index]
        x[k] += x[k + 1] * x[k]  # the power of the signal
    return np.sum(x * x)


def test_comments_are_of_the_program_and_not_for_tools():
    source = s2sad.grad(annotated).source("f64[n]")
    assert "# x[k] += x[k + 1] * x[k]  # the power of the signal\n" in source
    assert "# x[k + 1] *= np.sin(x[k])\n" in source and "# for k in range(len(x) - 1):\n" in source


def test_lengths_in_the_header_have_one_name_where_the_code_asks_whether_they_are_equal():
    def f(p, u, c):
        return np.sum(c[1:-1] * (u[2:] - u[:-2])) * np.sum(p[0]) * np.sum(p[1])

    p = np.ones((2, 3)), np.ones(4)
    source = grad(f, argnums=2).source(p, np.ones(5), np.ones(5))
    assert "p: (f64[n, m], f64[k]), u: f64[l], c: f64[l]" in source
    source = grad(f, argnums=2).source(p, np.ones(5), np.ones(6))
    assert "u: f64[l], c: f64[q]" in source


def test_no_length_in_the_header_is_called_as_an_argument():
    def f(x, y, n, k):
        return np.sum(x) * np.sum(y) * n * k

    source = grad(f).source("f64[n]", "f64[n,k]", "int", "float")
    assert "x: f64[m], y: f64[m, l], n: int, k: float" in source


def sums_of_several_kinds(x):
    a = sum(v * v for v in x)
    b = functools.reduce(lambda s, v: s * 0.5 + v, [x[0], x[1], a])
    c = list(itertools.accumulate([a, b, x[2]]))
    d = np.apply_along_axis(lambda row: np.sum(row**2), 0, np.stack([x, x * x]))
    e = max([a, b, c[-1]]) + min(list(map(lambda v: v * v, x)))
    return np.median(d) * e + statistics.fmean([a, b]) + np.trapezoid(x, x + 1.0)


def test_comments_are_lines_of_the_user_though_a_library_is_read_as_python():
    own = {line.strip() for line in inspect.getsource(sums_of_several_kinds).splitlines()}
    source = grad(sums_of_several_kinds).source(np.arange(1.0, 5.0))
    comments = [line.strip() for line in source.splitlines() if line.strip().startswith("#")]
    assert comments and {line.removeprefix("# ") for line in comments} <= own


def best_run(x):
    best = current = 0.0
    for item in x:
        current = max(item, current + item)
        best = max(best, current)
    return best * best


def drawdown(returns):
    peak, worst = 1.0, 0.0
    for value in returns:
        peak = max(peak, value)
        worst = max(worst, 1 - value / peak)
    return worst * peak


def test_a_text_is_the_same_whatever_was_generated_before(monkeypatch):
    monkeypatch.setattr(lift, "_templates", {})
    first = grad(best_run).source("f64[n]")
    monkeypatch.setattr(lift, "_templates", {})
    grad(drawdown).source("f64[n]")
    assert grad(best_run).source("f64[n]") == first


def test_defaults_of_helpers_are_parameters_by_their_names_where_they_are_read():
    source = s2sad.grad(lambda x: threshold(x) + threshold(x, 0.5)).source("float")
    assert "def lambda__grad(x, *, bound=0.25):" in source
    source = s2sad.grad(lambda x: threshold(x, bound=0.5)).source("float")
    assert "def lambda__grad(x):" in source


def threshold(x, bound=0.25):
    return x * x if x > bound else bound * x


def written(text, name):
    names = {}
    exec(text, names)
    return names[name]


def test_the_latest_call_tells_the_types_and_the_present_tells_the_rest(tmp_path):
    names = {"mode": "square", "scale": 2.0}

    def body(x, k=3.0):
        return scale * k * x * x if mode == "square" else scale * k * x  # noqa: F821

    f = type(body)(body.__code__, names, "f", (3.0,))
    slope = grad(f)
    assert slope(2.0) == written(slope.source(), "f_grad")(2.0) == 24.0
    names["scale"] = 5.0
    assert written(slope.source(), "f_grad")(2.0) == 60.0
    f.__defaults__ = (7.0,)
    assert written(slope.source(), "f_grad")(2.0) == 140.0
    names["mode"] = "line"
    slope.export(tmp_path / "slope.py")
    assert written((tmp_path / "slope.py").read_text(), "f_grad")(2.0) == slope(2.0) == 35.0


def test_functions_of_one_code_that_hold_different_numbers():
    def make(k):
        def f(x, n=k):
            return k * n * x * x

        return f

    for k in (2.0, 3.0):
        slope = grad(make(k))
        assert slope(1.0) == written(slope.source(), "f_grad")(1.0) == 2 * k * k


def weighted(scale, *xs, power=2.0):
    return sum(np.sum(x**power) for x in xs) * scale


def test_items_of_variadic_arguments_have_a_tangent_each():
    args = (1.5, np.array([0.5, 2.0]), 3, 0.7)
    text = s2sad.differentiate(weighted).jvp.source(*args)
    parameters = "scale, xs_0, xs_1, xs_2, scale_dot, xs_0_dot, xs_2_dot, *, power=2.0"
    assert f"def weighted_jvp({parameters}):" in text
    dots = (1.0, np.array([0.2, 0.3]), 0.1)
    assert run(text, *args, *dots) == s2sad.jvp(weighted, args, (*dots[:2], None, dots[2]))


@pytest.mark.parametrize("mode", ["jvp", "vjp", "hvp"])
def test_a_tangent_after_the_examples_is_not_taken_for_an_argument(mode):
    def keyed(x, *, power=2.0):
        return np.sum(x**power)

    derivative = getattr(s2sad.differentiate(keyed), mode)
    assert derivative.source("f64[n]", "f64[n]") == derivative.source("f64[n]")


@pytest.mark.parametrize("mode", ["jvp", "vjp", "grad"])
def test_the_header_tells_the_types_of_variadic_arguments(mode):
    text = getattr(s2sad.differentiate(weighted), mode).source(1.5, np.ones(2), 0.7)
    assert "Arguments: scale: float, xs: (f64[n], float), power: float." in text


TABLEAU = ((), (0.5,), (0.25, 0.75))
GRAVITY = np.array([0.0, 0.0, -9.81])
SETTINGS = {"rate": 0.5, "mode": "fast"}
MEASURED = np.ones(65)
COUNTS = np.zeros(2)


def staged(x):
    total = 0.0
    for i in range(3):
        for j in range(i):
            total = total + TABLEAU[i][j] * x[j]
    COUNTS[0] = total
    return total * SETTINGS["rate"] + x @ GRAVITY + np.sum(MEASURED * x[0]) + COUNTS[0]


def test_few_captured_constants_are_defaults(monkeypatch):
    x = np.array([1.0, 2.0, 3.0])
    gradient = s2sad.grad(staged)
    expected = gradient(x)
    namespace = {}
    exec(gradient.source(x), namespace)
    data = {"MEASURED": MEASURED, "COUNTS": COUNTS, "GRAVITY": GRAVITY, "SETTINGS": SETTINGS}
    np.testing.assert_array_equal(namespace["staged_grad"](x, **data), expected)
    monkeypatch.setitem(SETTINGS, "rate", 2.0)
    monkeypatch.setitem(globals(), "TABLEAU", ((), (3.0,), (0.0, 1.0)))
    exec(gradient.source(x), namespace)
    np.testing.assert_array_equal(namespace["staged_grad"](x, **data), gradient(x))
