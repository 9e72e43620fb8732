import pytest
from becoming import assert_becomes, assert_stays

from s2sad.passes import extents

SPREAD = "s2sad.runtime.broadcast:spread"
UNBROADCAST = "s2sad.runtime.broadcast:unbroadcast"


def one(params, ops, after):
    assert_becomes(
        extents,
        f"func @f({params}) {{\n{ops}\nreturn %r\n}}",
        f"func @f({params}) {{\n{after}\n}}",
    )


def test_a_number_of_another_dtype_is_not_put_in_place_of_its_broadcast():
    assert_stays(
        extents,
        f"""
        func @f(%g: float, %x: f32[n]) {{
          %s: f64[n] = {SPREAD} %g, %x
          %r: f64[n] = mul %s, %x
          return %r
        }}""",
    )


def test_a_scalar_goes_into_the_broadcast():
    one(
        "%g: f64, %s: f64, %x: f64[n]",
        f"%a: f64[n] = {SPREAD} %g, %x; %r: f64[n] = truediv %a, %s",
        f"%a: f64[n] = {SPREAD} %g, %x; %0: f64 = truediv %g, %s; %r: f64[n] = {SPREAD} %0, %x\n"
        "return %r",
    )


def test_python_division_that_may_raise_does_not():
    assert_stays(
        extents,
        f"""
        func @f(%g: float, %s: float, %x: f64[n]) {{
          %a: f64[n] = {SPREAD} %g, %x
          %r: f64[n] = truediv %a, %s
          return %r
        }}""",
    )


@pytest.mark.parametrize("helper", [SPREAD, UNBROADCAST])
def test_broadcast_to_its_own_shape_goes(helper):
    one("%g: f64[n], %x: f64[n]", f"%r: f64[n] = {helper} %g, %x", "return %g")


def test_broadcast_that_the_types_do_not_decide_stays():
    assert_stays(
        extents,
        f"func @f(%g: f64[n], %x: f64[k?]) {{\n%r: f64[k?] = {UNBROADCAST} %g, %x\nreturn %r\n}}",
    )


def test_an_assignment_broadcasts():
    one(
        "%a: f64[n], %g: f64",
        f"%s: f64[n] = {SPREAD} %g, %a; %r: f64[n] = accumulate %a, (), %s",
        f"%s: f64[n] = {SPREAD} %g, %a; %r: f64[n] = accumulate %a, (), %g\nreturn %r",
    )


def test_known_lengths():
    one("%x: f64[3, n]", "%r: int = len %x", "return 3")
    one("%x: f64[3, 4]", "%r: int = np.size %x", "return 12")
    one("%x: f64[n, 3]", "%r: int = axis_length %x, -1", "return 3")
    one("%x: f64", "%r: int = len (%x, %x)", "return 2")


def test_transposes():
    swap = "%a: f64[m, n] = np.transpose %x; %r: f64[n, m] = np.transpose %a"
    one("%x: f64[n, m]", swap, "%a: f64[m, n] = np.transpose %x; return %x")
    one("%x: f64[n]", "%r: f64[n] = np.transpose %x", "return %x")
    assert_stays(
        extents,
        """
        func @f(%x: f64[n, n, n]) {
          %a: f64[n, n, n] = np.transpose %x, (1, 2, 0)
          %r: f64[n, n, n] = np.transpose %a, (1, 2, 0)
          return %r
        }""",
    )


def test_items():
    one("%x: f64, %y: f64", "%r: f64 = getitem (%x, %y), -1", "return %y")
    one("%x: f64, %y: f64", "%r: f64 = getitem {'a': %x, 'b': %y}, 'a'", "return %x")
    one(
        "%l: list<f64>, %x: f64",
        "%m: list<f64> = list_append %l, %x; %r: list<f64> = list_drop_last %m",
        "%m: list<f64> = list_append %l, %x; return %l",
    )
    assert_stays(extents, "func @f(%x: f64) {\n%r: f64 = getitem (%x, %x), 2\nreturn %r\n}")
