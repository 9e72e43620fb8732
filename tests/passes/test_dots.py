import numpy as np
import pytest
from becoming import assert_becomes, assert_stays

import s2sad
from s2sad.passes import dots, extents

WRITE, ACCUMULATE = "s2sad.ir.prims:write", "s2sad.ir.prims:accumulate"


def test_a_product_with_a_transpose_is_transposed_by_its_factors():
    assert_becomes(
        dots,
        """
        func @f(%a: f64[n, m], %b: f64[n, k]) {
          %0: f64[m, n] = np.transpose %a
          %1: f64[m, k] = matmul %0, %b
          %2: f64[k, m] = np.transpose %1
          return %2
        }""",
        """
        func @f(%a: f64[n, m], %b: f64[n, k]) {
          %0: f64[m, n] = np.transpose %a
          %1: f64[m, k] = matmul %0, %b
          %3: f64[k, n] = np.transpose %b
          %2: f64[k, m] = matmul %3, %a
          return %2
        }""",
    )


def test_so_is_one_whose_lengths_have_other_names():
    """The contraction says that the last axes of `x` and `w` are equally long."""

    def layer(x, w):
        return np.sum((x @ w.T) ** 2)

    text = s2sad.grad(layer, (0, 1)).source("f64[n,d]", "f64[h,d]")
    assert "return t @ w, t.T @ x" in text


def test_an_outer_product_is_transposed_by_its_factors():
    assert_becomes(
        dots,
        """
        func @f(%a: f64[n], %b: f64[m]) {
          %0: f64[n, 1] = getitem %a, (slice(None, None, None), None)
          %1: f64[n, m] = mul %0, %b
          %2: f64[m, n] = np.transpose %1
          return %2
        }""",
        """
        func @f(%a: f64[n], %b: f64[m]) {
          %0: f64[n, 1] = getitem %a, (slice(None, None, None), None)
          %1: f64[n, m] = mul %0, %b
          %3: f64[m, 1] = getitem %b, (slice(None, None, None), None)
          %2: f64[m, n] = mul %3, %a
          return %2
        }""",
    )


@pytest.mark.parametrize("index, b, result", [
    ("(None, slice(None, None, None))", "f64[1]", "f64[1, n]"),
    ("(slice(None, None, None), None)", "f64[n, m]", "f64[n, m]"),
])  # fmt: skip
def test_a_product_that_is_no_outer_one_stays(index, b, result):
    made = "f64[n, 1]" if index.startswith("(s") else "f64[1, n]"
    turned = result[:4] + ", ".join(result[4:-1].split(", ")[::-1]) + "]"
    assert_stays(
        dots,
        f"""
        func @f(%a: f64[n], %b: {b}) {{
          %0: {made} = getitem %a, {index}
          %1: {result} = mul %0, %b
          %2: {turned} = np.transpose %1
          return %2
        }}""",
    )


def test_a_product_of_others_stays():
    assert_stays(
        dots,
        """
        func @f(%a: f64[n, m], %b: f64[m, k]) {
          %0: f64[n, k] = matmul %a, %b
          %1: f64[k, n] = np.transpose %0
          return %1
        }""",
    )


def test_a_sum_of_products_with_integers_is_an_inner_product():
    def ramp(a, n):
        return np.sum(np.tanh(a * np.arange(n)))

    text = s2sad.grad(ramp).source("float", "int")
    assert "(1.0 - t_1 * t_1) @ t" in text


def test_sums_that_are_no_inner_products_stay():
    """Of matrices, of one entry that broadcasts, of products that are read otherwise."""
    for types, uses in (
        ("f64[n, m]|f64[n, m]|f64[n, m]", ""), ("f64[n]|f64[k?]|f64[n]", ""),
        ("f64[n]|f64[n]|f64[n]", ", %0"), ("f64[n]|f32[n]|f64[n]", ""),
    ):  # fmt: skip
        a, b, product = types.split("|")
        assert_stays(
            dots,
            f"""
            func @f(%a: {a}, %b: {b}) {{
              %0: {product} = mul %a, %b
              %1: f64 = np.sum %0
              return (%1, %1{uses})
            }}""",
        )


def test_what_is_added_where_a_zero_was_just_written_is_written():
    assert_becomes(
        extents,
        f"""
        func @f(%a: f64[n], %i: int, %v: f64) {{
          %b: f64[n] = {WRITE} %a, (%i,), 0.0
          %c: f64[n] = {ACCUMULATE} %b, (%i,), %v
          return %c
        }}""",
        f"""
        func @f(%a: f64[n], %i: int, %v: f64) {{
          %b: f64[n] = {WRITE} %a, (%i,), 0.0
          %c: f64[n] = {WRITE} %a, (%i,), %v
          return %c
        }}""",
    )


def test_what_is_added_elsewhere_or_to_another_number_is_added():
    for index, number in (("%j", "0.0"), ("%i", "1.0")):
        assert_stays(
            extents,
            f"""
            func @f(%a: f64[n], %i: int, %j: int, %v: f64) {{
              %b: f64[n] = {WRITE} %a, (%i,), {number}
              %c: f64[n] = {ACCUMULATE} %b, ({index},), %v
              return %c
            }}""",
        )


def test_a_sum_over_an_axis_that_is_dropped_again_drops_it_itself():
    before = """
        func @f(%x: f64[n, m]) {
          %0: f64[n, 1] = np.sum %x, axis=1, keepdims=True
          %r: f64[n] = getitem %0, (slice(None, None, None), 0)
          return %r
        }"""
    after = """
        func @f(%x: f64[n, m]) {
          %0: f64[n, 1] = np.sum %x, axis=1, keepdims=True
          %r: f64[n] = np.sum %x, axis=1
          return %r
        }"""
    assert_becomes(extents, before, after)
    rows = before.replace("(slice(None, None, None), 0)", "0")
    assert_stays(extents, rows.replace("%r: f64[n]", "%r: f64[1]"))
    assert_stays(extents, before.replace("return %r", "return (%r, %0)"))


ALL = "slice(None, None, None)"


@pytest.mark.parametrize("path", ["()", f"({ALL},)", f"(({ALL},),)"])
def test_an_array_that_is_overwritten_is_what_is_written(path):
    def of(made):
        ops = f"%0: {made}; %r: f64[n] = {WRITE} %a, {path}, %0; return %r"
        return f"func @f(%a: f64[n], %v: f64[n], %s: f64[1], %n: int) {{ {ops} }}"

    before = of("f64[n] = np.sin %v")
    written = f"%r: f64[n] = {WRITE} %a, {path}, %0; return %r"
    assert_becomes(extents, before, before.replace(written, "return %0"))
    for made in ("f32[n] = astype %v, 'float32'", "f64[k?] = np.arange %n", "f64[1] = np.sin %s",
                 "f64[n] = getitem %v, slice(None, None, -1)"):  # fmt: skip
        assert_stays(extents, of(made))


def test_full_slices_behind_numbers_are_left_out():
    before = f"""
        func @f(%x: f64[n, m, k], %i: int) {{
          %0: f64[k] = getitem %x, (%i, 2, {ALL})
          %1: f64[m, k] = getitem %x, (%i, {ALL}, {ALL})
          %2: f64[n, m, k] = {WRITE} %x, ((1, {ALL}),), %1
          %3: f64[n, k] = getitem %x, ({ALL}, 0, {ALL})
          return (%0, %2, %3)
        }}"""
    after = f"""
        func @f(%x: f64[n, m, k], %i: int) {{
          %0: f64[k] = getitem %x, (%i, 2)
          %1: f64[m, k] = getitem %x, %i
          %2: f64[n, m, k] = {WRITE} %x, (1,), %1
          %3: f64[n, k] = getitem %x, ({ALL}, 0, {ALL})
          return (%0, %2, %3)
        }}"""
    assert_becomes(extents, before, after)


def test_a_copy_of_all_entries_is_a_copy_of_the_array():
    part = f"%0: f64[n] = getitem %x, {ALL}; "
    before = f"func @f(%x: f64[n]) {{ {part}%1: f64[n] = np.copy %0; return %1 }}"
    assert_becomes(extents, before, before.replace(part, "").replace("np.copy %0", "np.copy %x"))


def test_a_buffer_that_is_written_over_another_stays():
    """As one array with the other, it would be copied as soon as one of the two is changed."""
    assert_stays(
        extents,
        f"""
        func @f(%a: f64[n], %v: f64[n]) {{
          %0: f64[n] = {WRITE} %v, (0,), 1.0
          %r: f64[n] = {WRITE} %a, (slice(None, None, None),), %0
          return %r
        }}""",
    )


def test_an_entry_of_a_slice_of_one_is_the_entry():
    assert_becomes(
        extents,
        """
        func @f(%x: f64[n, 3]) {
          %0: f64[n, 1] = getitem %x, (slice(None, None, None), slice(1, 2, None))
          %r: f64[n] = getitem %0, (slice(None, None, None), 0)
          return %r
        }""",
        """
        func @f(%x: f64[n, 3]) {
          %0: f64[n, 1] = getitem %x, (slice(None, None, None), slice(1, 2, None))
          %r: f64[n] = getitem %x, (slice(None, None, None), 1)
          return %r
        }""",
    )


def test_the_sum_over_a_diagonal_is_a_trace():
    head = "func @f(%a: f64[n, n], %u: f64[n], %w: f64[n], %n: int) {\n"
    eye = head + "%e: f64[n, n] = np.eye %n\n"
    outer = (
        "%c: f64[n, 1] = getitem %u, (slice(None, None, None), None)\n"
        "%o: f64[n, n] = mul %c, %w\n"
    )
    assert_becomes(
        dots,
        eye + "%p: f64[n, n] = mul %e, %a\n%s: f64 = np.sum %p\nreturn %s }",
        eye + "%p: f64[n, n] = mul %e, %a\n%s: f64 = np.trace %a\nreturn %s }",
    )
    product = eye + outer + "%p: f64[n, n] = mul %o, %e\n"
    assert_becomes(
        dots,
        product + "%s: f64 = np.sum %p\nreturn %s }",
        product + "%s: f64 = matmul %u, %w\nreturn %s }",
    )
    assert_stays(
        dots, head + "%e: f64[n, n] = np.eye %n, k=1\n"
        "%p: f64[n, n] = mul %e, %a\n%s: f64 = np.sum %p\nreturn %s }",
    )  # fmt: skip


def test_a_sum_of_rows_is_a_product_with_their_factors():
    assert_becomes(
        dots,
        """
        func @f(%a: f64[n], %b: f64[n, m]) {
          %0: f64[n, 1] = getitem %a, (slice(None, None, None), None)
          %1: f64[n, m] = mul %0, %b
          %2: f64[m] = np.sum %1, axis=0
          return %2
        }""",
        """
        func @f(%a: f64[n], %b: f64[n, m]) {
          %0: f64[n, 1] = getitem %a, (slice(None, None, None), None)
          %1: f64[n, m] = mul %0, %b
          %2: f64[m] = matmul %a, %b
          return %2
        }""",
    )


@pytest.mark.parametrize("length, axis, rest", [("n", 1, "n"), ("1", 0, "m")])
def test_but_not_along_the_other_axis_or_of_one_number_for_all_rows(length, axis, rest):
    assert_stays(
        dots,
        f"""
        func @f(%a: f64[{length}], %b: f64[n, m]) {{
          %0: f64[{length}, 1] = getitem %a, (slice(None, None, None), None)
          %1: f64[n, m] = mul %0, %b
          %2: f64[{rest}] = np.sum %1, axis={axis}
          return %2
        }}""",
    )
