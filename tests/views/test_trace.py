import numpy as np
import pytest
from typed_functions import newton_sqrt, recurrence, sample_calls, tables, textbook, typed

import s2sad
from s2sad.errors import InactiveArgumentError, UnsupportedError
from s2sad.numerical import numerical_jvp
from s2sad.structure import dot, flatten, is_differentiable
from s2sad.views.table import number_text, text_table
from s2sad.views.trace import trace_rows

CALLS = sample_calls()
TEXTBOOK = """\
name  operation     value      tangent  adjoint
────────────────────────────────────────────────
v_-1  x1             2          1        5.5
v_0   x2             5          0        1.71634
v_1   np.log(v_-1)   0.693147   0.5      1
v_2   v_-1 * v_0     10         5        1
v_3   v_1 + v_2      10.6931    5.5      1
v_4   np.sin(v_0)   -0.958924   0       -1
v_5   v_3 - v_4      11.6521    5.5      1
────────────────────────────────────────────────
return v_5"""


def floats(args):
    return [leaf for leaf in flatten(list(args))[0] if is_differentiable(leaf)]


def test_the_example_of_the_textbooks():
    assert str(trace_rows(typed(textbook, 2.0, 5.0), (2.0, 5.0))) == TEXTBOOK


@pytest.mark.parametrize("name", CALLS)
def test_adjoints_and_tangents_agree_with_numerical_derivatives(name):
    function, args = CALLS[name]
    draw = np.random.default_rng(1)
    tangents = tuple(
        flatten(arg)[1]([
            np.asarray(draw.normal(size=np.shape(leaf)))[()] if is_differentiable(leaf) else None
            for leaf in flatten(arg)[0]
        ])
        for arg in args
    )  # fmt: skip
    table = trace_rows(typed(function, *args), args, tangents=tangents)
    want = numerical_jvp(function, args, tangents)
    got = table.rows[int(table.result.removeprefix("v_")) + len(table.inputs) - 1].tangent
    assert got == pytest.approx(want, rel=1e-5)
    dots = [dot for dot in flatten(list(tangents))[0] if dot is not None]
    assert dot(list(table.adjoints().values()), dots) == pytest.approx(got, rel=1e-9)


@pytest.mark.parametrize("name", CALLS)
def test_the_values_are_those_of_the_function(name):
    function, args = CALLS[name]
    table = trace_rows(typed(function, *args), args)
    assert [row.name for row in table.rows] == [
        f"v_{k}" for k in range(1 - len(table.inputs), len(table.intermediates) + 1)
    ]
    values = {row.name: row.value for row in table.rows}
    assert values[table.result] == pytest.approx(function(*args))
    for row, leaf in zip(table.inputs, floats(args), strict=True):
        assert row.value is leaf


def test_rows_of_a_loop_have_the_number_of_their_round():
    args = (np.array([1.0, 2.0, 3.0]), 0.5)
    rows = trace_rows(typed(recurrence, *args), args).rows
    products = [row for row in rows if " * " in row.operation]
    assert [row.iteration for row in products] == [(0,), (1,)]
    assert [row.operation for row in rows if row.variable == "y"][1:] == [
        "v_1[0] = v_2", "v_3[1] = v_7", "v_8[2] = v_12"
    ]  # fmt: skip
    assert {row.line for row in products} == {recurrence.__code__.co_firstlineno + 4}


def test_the_condition_of_a_while_belongs_to_the_round_that_it_starts():
    rows = trace_rows(typed(newton_sqrt, 4.0), (4.0,)).rows
    assert [row.iteration for row in rows if row.operation.startswith("abs")][:3] == [
        (0,), (1,), (2,)
    ]  # fmt: skip
    assert all(np.all(row.adjoint == 0) for row in rows if row.operation.startswith("abs"))


def test_structured_arguments_and_results_are_named_by_their_place():
    function, args = CALLS["mlp"]
    table = trace_rows(typed(function, *args), args)
    assert list(table.adjoints()) == [
        "params[0][0]", "params[0][1]", "params[1][0]", "params[1][1]", "x"
    ]  # fmt: skip
    x = np.array([1.0, 2.0, 3.0])
    table = trace_rows(typed(tables, x), (x,))
    assert table.result.startswith('{"sum": v_') or table.result.startswith("{'sum': v_")
    assert table.adjoints()["x"] == pytest.approx([3.0, 2.0, 7.0])


def test_an_operation_with_several_results_has_a_row_for_each():
    function, args = CALLS["spectrum"]
    operations = [row.operation for row in trace_rows(typed(function, *args), args).rows]
    assert "np.linalg.eigh(v_2).eigenvalues" in operations
    assert "np.linalg.eigh(v_2).eigenvectors" in operations


def test_given_tangents_replace_the_ones():
    fn = typed(textbook, 2.0, 5.0)
    assert trace_rows(fn, (2.0, 5.0), tangents=(None, 2.0)).rows[1].tangent == 2.0
    assert trace_rows(fn, (2.0, 5.0), tangents=(None, 1.0)).rows[-1].tangent == pytest.approx(
        2.0 - np.cos(5.0)
    )
    with pytest.raises(TypeError, match="2 arguments have 1 tangents"):
        trace_rows(fn, (2.0, 5.0), tangents=(1.0,))


def test_without_a_float_there_is_nothing_to_trace():
    with pytest.raises(InactiveArgumentError, match="count"):
        trace_rows(typed(count, 3), (3,))


def count(n):
    return n + 1


def test_what_has_no_rule_is_refused_with_its_line():
    fn = typed(textbook, 2.0, 5.0)
    broken = fn.body.ops[0]
    calls = (type(broken)(unknown, broken.args, (), broken.result, False, broken.span),)
    body = type(fn.body)((), calls + fn.body.ops[1:], fn.body.terminator)
    with pytest.raises(UnsupportedError, match=r"np.log(.|\n)*no derivative rule.* of unknown"):
        trace_rows(type(fn)(fn.name, fn.params, body), (2.0, 5.0))


def unknown(x):
    return x


@s2sad.custom_vjp
def tripled(x, factor):
    return 3.0 * x * factor


@tripled.defvjp
def _(ans, g, x, factor):
    return 30.0 * g * factor, None


@tripled.defjvp
def _(ans, tangents, x, factor):
    return 300.0 * tangents[0] * factor


@s2sad.custom_vjp
def one_way(x):
    return x * x


@one_way.defvjp
def _(ans, g, x):
    return (2.0 * g * x,)


@s2sad.checkpoint
def kept(x, y):
    return np.exp(x) * y


def test_a_custom_derivative_is_one_row_by_the_rules_of_the_user():
    def twice(x):
        return tripled(x, 2.0) * 2.0

    table = trace_rows(typed(twice, 1.5), (1.5,))
    steps = table.intermediates
    assert [row.operation for row in steps] == ["tripled(v_0, 2.0)", "v_1 * 2.0"]
    assert [row.tangent for row in steps] == [600.0, 1200.0]
    assert table.adjoints() == {"x": 120.0}


def test_a_custom_function_without_a_rule_for_a_mode_is_refused():
    def use(x):
        return one_way(x) + 1.0

    with pytest.raises(UnsupportedError, match="no derivative rule for forward mode.*one_way"):
        trace_rows(typed(use, 1.5), (1.5,))


def test_a_checkpoint_is_traced_statement_by_statement():
    scale = np.array([1.0, 2.0])

    def use(x):
        return np.sum(kept(x, x) * scale)

    x = np.array([0.5, -0.5])
    table = trace_rows(typed(use, x), (x,), {"scale": scale})
    assert "np.exp(v_-1)" in [row.operation for row in table.rows]
    assert table.adjoints()["x"] == pytest.approx(np.exp(x) * (1.0 + x) * scale)


def test_rules_for_functions_of_somebody_else():
    with_rules = np.frompyfunc(lambda x: x**3, 1, 1)
    s2sad.defvjp(with_rules, lambda ans, g, x: (3.0 * g * x**2,))
    s2sad.defjvp(with_rules, lambda ans, tangents, x: 3.0 * tangents[0] * x**2)
    fn = typed(textbook, 2.0, 5.0)
    log = fn.body.ops[0]
    calls = (type(log)(with_rules, log.args, (), log.result, False, log.span),)
    body = type(fn.body)((), calls + fn.body.ops[1:], fn.body.terminator)
    table = trace_rows(type(fn)(fn.name, fn.params, body), (2.0, 5.0))
    assert table.adjoints() == pytest.approx({"x1": 12.0 + 5.0, "x2": 2.0 - np.cos(5.0)})
    assert table.rows[-1].tangent == pytest.approx(12.0 + 5.0)


def test_numbers_are_short():
    assert number_text(1 / 3) == " 0.333333"
    assert number_text(-2.0) == "-2"
    assert number_text(1 - 2j) == " 1-2j"
    assert number_text(np.array([1.0, 2.5])) == "[1 2.5]"
    assert number_text(np.arange(6.0).reshape(2, 3)) == "[0 1 2 3 …] (2, 3)"
    assert number_text(np.zeros((0,))) == "[]"
    assert number_text(None) == ""


def test_tables_leave_out_empty_columns():
    text = text_table(("a", "b", "c"), [("1", "", "long"), ("22", "", "x")])
    assert text == "a   c\n────────\n1   long\n22  x"
