"""What a mask does not take has no part in a derivative, whatever its slope or its value is."""

import numpy as np
import pytest

import s2sad

X = np.array([0.0, 1.0, 4.0, 0.0, 0.5])

def in_each_iteration(x):
    s = np.zeros_like(x)
    for k in range(3):
        s = s + np.where(x > 0.0, k * np.log(x), -x)
    return s


def in_an_inner_loop(x):
    inside, s = x > 0.0, 0.0
    for k in range(3):
        for j in range(k):
            s = s + np.where(inside, 0.5 * j * np.sqrt(x), x**3)
    return s


def items_of_a_mask(x):
    inside, inverse = x > 0.0, 1.0 / x
    s = np.zeros(len(x))
    for k in range(3):
        s[inside] += inverse[inside] * k
    return s


def in_some_iterations(x):
    inside, root, s = x != 0.0, x**0.5, 0.0
    k = 0
    while k < 4:
        if k % 2:
            s = s + np.where(inside, k * root, 0.0)
        k += 1
    return s


ROOTS = (lambda x: x > 0.0 and 2.0 * x**-0.5, lambda x: x > 0.0 and -(x**-1.5))

#: a function of each entry that is finite and smooth but for its unselected branch, and its
#: first and second derivatives
FUNCTIONS = {
    "root": (
        lambda x: np.where(x > 0.0, np.sqrt(x), 0.0),
        lambda x: x > 0.0 and 0.5 * x**-0.5, lambda x: x > 0.0 and -0.25 * x**-1.5,
    ),
    "x log x": (
        lambda x: np.where(x > 0.0, x * np.log(x), 0.0),
        lambda x: x > 0.0 and np.log(x) + 1.0, lambda x: x > 0.0 and 1.0 / x,
    ),
    "inverse square": (
        lambda x: np.where(x != 0.0, 1.0 / (x * x), x),
        lambda x: -2.0 / x**3 if x else 1.0, lambda x: 6.0 / x**4 if x else 0.0,
    ),
    "power": (
        lambda x: np.where(x == 0.0, x, x**0.5),
        lambda x: 0.5 * x**-0.5 if x else 1.0, lambda x: x > 0.0 and -0.25 * x**-1.5,
    ),
    "overflow": (
        lambda x: np.where(x < 0.3, np.expm1(x), x - np.where(x < 0.3, np.exp(800.0 * x), 0.0)),
        lambda x: np.exp(x) if x < 0.3 else 1.0, lambda x: x < 0.3 and np.exp(x),
    ),
    "one in another": (
        lambda x: np.where(x > 0.0, np.where(x > 2.0, np.log(x - 2.0), np.sqrt(x)), 0.0),
        lambda x: x > 0.0 and (1.0 / (x - 2.0) if x > 2.0 else 0.5 * x**-0.5),
        lambda x: x > 0.0 and (-1.0 / (x - 2.0) ** 2 if x > 2.0 else -0.25 * x**-1.5),
    ),
    "in each iteration": (
        in_each_iteration, lambda x: 3.0 / x if x else -3.0, lambda x: x and -3.0 * x**-2.0,
    ),
    "in an inner loop": (
        in_an_inner_loop,
        lambda x: 0.25 * x**-0.5 if x else 0.0, lambda x: x and -0.125 * x**-1.5,
    ),
    "items of a mask": (
        items_of_a_mask,
        lambda x: x and -3.0 * x**-2.0, lambda x: x and 6.0 * x**-3.0,
    ),
    "in some iterations": (in_some_iterations, *ROOTS),
    "scaled before": (
        lambda x: 3.0 * np.where(x > 0.0, np.sqrt(2.0 * x), 0.0) * 0.5,
        lambda x: x > 0.0 and 0.75 * (2.0 / x) ** 0.5,
        lambda x: x > 0.0 and -0.375 * 2.0**0.5 * x**-1.5,
    ),
    "reduction with where": (
        lambda x: np.sum(np.sqrt(x), where=x > 0.0),
        lambda x: x > 0.0 and 0.5 * x**-0.5, lambda x: x > 0.0 and -0.25 * x**-1.5,
    ),
    "select": (
        lambda x: np.select([x > 2.0, x > 0.0], [x, np.sqrt(x)], 0.0),
        lambda x: 1.0 if x > 2.0 else x > 0.0 and 0.5 * x**-0.5,
        lambda x: 0.0 < x < 2.0 and -0.25 * x**-1.5,
    ),
    "maximum within": (
        lambda x: np.sqrt(np.maximum(x - 0.25, 0.0)) + x,
        lambda x: 1.0 + (x > 0.25 and 0.5 * (x - 0.25) ** -0.5),
        lambda x: x > 0.25 and -0.25 * (x - 0.25) ** -1.5,
    ),
    "maximum outside": (
        lambda x: np.maximum(np.sqrt(x), 0.3),
        lambda x: x > 0.0 and 0.5 * x**-0.5, lambda x: x > 0.0 and -0.25 * x**-1.5,
    ),
    "minimum": (
        lambda x: np.minimum(1.0 / x, 8.0) + x,
        lambda x: 1.0 - (x > 0.0 and x**-2.0), lambda x: x > 0.0 and 2.0 * x**-3.0,
    ),
    "clip": (
        lambda x: np.clip(x - 0.25, 0.0, 3.0) ** 0.5 * np.clip(np.sqrt(x), 0.5, 1.5),
        lambda x: 0.25 < x < 2.0 and 0.5 * ((x / (x - 0.25)) ** 0.5 + ((x - 0.25) / x) ** 0.5)
        or x == 4.0 and 0.0,
        None,
    ),
    "nan_to_num": (
        lambda x: np.nan_to_num(1.0 / x, posinf=0.0),
        lambda x: x > 0.0 and -(x**-2.0), lambda x: x > 0.0 and 2.0 * x**-3.0,
    ),
    "greatest": (
        lambda x: np.max(np.sqrt(x)),
        lambda x: x == 4.0 and 0.25, lambda x: x == 4.0 and -1 / 32,
    ),
    "fmax": (
        lambda x: np.fmax(np.log(x), -0.1) - x,
        lambda x: -1.0 + (x > 0.91 and 1.0 / x), lambda x: x > 0.91 and -(x**-2.0),
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_slope_of_what_is_not_taken_comes_in(name):
    f, first, second = FUNCTIONS[name]

    def total(x):
        return np.sum(f(x))

    slopes = np.array([float(first(x)) for x in X])
    np.testing.assert_allclose(s2sad.grad(total)(X), slopes, rtol=1e-12)
    tangent = s2sad.jvp(total, (X,), (np.ones_like(X),))[1]
    np.testing.assert_allclose(tangent, np.sum(slopes), rtol=1e-12)
    if second is None:
        return
    curvatures = np.array([float(second(x)) for x in X])
    twice = s2sad.grad(lambda x: np.sum(s2sad.grad(total)(x)))(X)
    np.testing.assert_allclose(twice, curvatures, rtol=1e-12)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_product_that_the_user_masks_stays_as_it_is():
    """0 times infinity is NaN where the program says so."""

    def f(x, y):
        return np.sum(np.where(x > 0.0, x, 0.0) * y)

    value, (x_bar, y_bar) = s2sad.value_and_grad(f, argnums=(0, 1))(
        np.array([0.0, 1.0]), np.array([np.inf, 2.0])
    )
    assert np.isnan(value)
    np.testing.assert_array_equal(y_bar, [0.0, 1.0])
    np.testing.assert_array_equal(x_bar, [0.0, 2.0])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_sum_under_a_mask_that_the_user_writes_stays_as_it_is():
    """Found on a reread: the value was 4, where the program says 0 times infinity."""

    def f(x, y):
        s, inside = np.zeros(len(x)), x > 0.0
        for _ in range(2):
            s[inside] += x[inside]
        return np.sum(s * (1.0 / y))

    x = np.array([0.0, 1.0, 2.0])
    value, x_bar = s2sad.value_and_grad(f)(x, x.copy())
    assert np.isnan(f(x, x.copy())) and np.isnan(value)
    np.testing.assert_array_equal(x_bar, [0.0, 2.0, 1.0])


def test_dtypes_stay():
    def f(x):
        return np.sum(np.where(x > 0.0, np.sqrt(x), 2.0 * x))

    x = np.array([0.0, 4.0], np.float32)
    with np.errstate(divide="ignore"):
        x_bar = s2sad.grad(f)(x)
    assert x_bar.dtype == np.float32
    np.testing.assert_array_equal(x_bar, np.array([2.0, 0.25], np.float32))


def test_masks_meet_in_one_choice():
    def f(r, d):
        return np.mean(np.where(abs(r) < d, 0.5 * r**2, d * (abs(r) - 0.5 * d)))

    source = s2sad.grad(f).source(np.ones(3), 1.0)
    body = source.partition("import numpy as np")[2]
    assert body.count("return np.where(") == 1 and "full_like" not in body


def near_pairs(p):
    d = p[1:] - p[0]
    e = 0.0
    for k in range(len(d)):
        r2 = d[k] * d[k]
        r = np.sqrt(r2)
        q = 1.0 / r
        if r2 > 0.01:
            e += q * np.exp(-r)
    return e


def quotient_before_return(x):
    q = np.sin(x[0]) / x[0]
    if x[0] == 0.0:
        return x[1]
    return q * x[1]


def cleaned(x):
    r = 1.0 / x
    r[~np.isfinite(r)] = 0.0
    return np.sum(r)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "f, x, slopes, more",
    [
        (near_pairs, [0.5, 0.5, 1.5], [2 / np.e, 0.0, -2 / np.e], [5 / np.e, 0.0, -5 / np.e]),
        (quotient_before_return, [0.0, 2.0], [0.0, 1.0], [0.0, 0.0]),
        (cleaned, [0.0, 2.0], [0.0, -0.25], [0.0, 0.25]),
    ],
    ids=["distances", "return", "write"],
)
def test_a_branch_or_write_that_leaves_a_value_unused_leaves_its_slope_out(f, x, slopes, more):
    """`more` is the second derivative along the last axis."""
    x = np.array(x)
    e = np.eye(len(x))[-1]
    np.testing.assert_allclose(s2sad.grad(f)(x), slopes, rtol=1e-12)
    again = s2sad.grad(lambda x: s2sad.grad(f)(x) @ e)(x)
    expected = -np.array(more) if f is near_pairs else more
    np.testing.assert_allclose(again, expected, rtol=1e-12)


def test_an_error_of_the_program_stays_one():
    """Python's division by zero is an error, whether or not its result is used; the gradient alone
    does not divide."""

    def f(x, y):
        q = y / x
        return q if x > 0.0 else y

    with pytest.raises(ZeroDivisionError):
        f(0.0, 1.0)
    with pytest.raises(ZeroDivisionError):
        s2sad.value_and_grad(f, argnums=1)(0.0, 1.0)
    assert s2sad.grad(f, argnums=1)(0.0, 1.0) == 1.0


def test_shares_are_products_where_no_infinite_slope_is():
    def network(w, v, x, y):
        h = np.maximum(x @ w, 0.0)
        z = np.exp(np.clip(h @ v, -5.0, 5.0))
        p = z / np.sum(z, axis=1, keepdims=True)
        return np.mean((p - y) ** 2 / (1.0 + h[:, :1] ** 2))

    shapes = ((3, 4), (4, 2), (5, 3), (5, 2))
    source = s2sad.grad(network, (0, 1)).source(*map(np.ones, shapes))
    assert "np.where" not in source


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_shares_of_numbers():
    def f(x):
        return sum(np.sqrt(np.maximum(x[k] - 0.25, 0.0)) for k in range(5))

    slopes = [x > 0.25 and 0.5 * (x - 0.25) ** -0.5 for x in X]
    np.testing.assert_allclose(s2sad.grad(f)(X), slopes, rtol=1e-12)


#: functions of one number, finite but for what is not taken at 0, and their slopes there
OF_NUMBERS = {
    "where": (lambda x: np.where(x > 0.0, np.sqrt(x), x), 1.0),
    "where of a product": (lambda x: 2.0 * np.where(x > 0.0, x * np.log(x), 0.0) + x, 1.0),
    "quotient": (lambda x: np.where(x == 0.0, 1.0, np.sin(x) / x), 0.0),
    "select": (lambda x: np.select([x > 0.0, x == 0.0], [np.log(x), 3.0 * x], np.sqrt(x)), 3.0),
    "one in another": (
        lambda x: np.where(x > 0.0, np.where(x > 2.0, np.log(x - 2.0), np.sqrt(x)), 3.0 * x), 3.0
    ),
    "choose": (lambda x: np.choose(0, [x, np.sqrt(x)]), 1.0),
    "fmax": (lambda x: np.fmax(np.sqrt(x), 0.3), 0.0),
    "maximum": (lambda x: np.maximum(np.sqrt(x), 0.3), 0.0),
    "greater of two": (lambda x: max(np.sqrt(x), 0.3) - x, -1.0),
    "lesser of two": (lambda x: min(-np.sqrt(x), -0.3) - x, -1.0),
    "nan_to_num": (lambda x: np.nan_to_num(1.0 / np.float64(x), posinf=0.0) + x, 1.0),
    "sum with where": (lambda x: np.sum(np.sqrt(x), where=x > 0.0) + x, 1.0),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", [np.float64, np.float32], ids=lambda k: k.__name__)
@pytest.mark.parametrize("name", OF_NUMBERS)
def test_what_is_not_taken_of_numbers_has_no_part_either(name, kind):
    f, slope = OF_NUMBERS[name]
    x = kind(0.0)
    found = s2sad.grad(f)(x)
    assert found == slope and np.result_type(found) == np.result_type(x)
    assert s2sad.jvp(f, (x,), (kind(1.0),))[1] == slope


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "name", ["where", "where of a product", "one in another", "select", "maximum"]
)
def test_nor_of_arrays_without_axes(name):
    f, slope = OF_NUMBERS[name]
    x = np.array(0.0)
    assert s2sad.grad(f)(x) == s2sad.jvp(f, (x,), (np.array(1.0),))[1] == slope


def test_a_choice_of_numbers_reads_as_one():
    def f(x):
        return np.where(x > 0.0, np.sqrt(x), 0.0)

    source = s2sad.grad(f).source(1.0)
    assert "return 0.5 / np.sqrt(x) if x > 0.0 else 0.0\n" in source


def square_root_process(xi, v):
    rng = np.random.default_rng(0)
    s = np.ones(2)
    for _ in range(3):
        w = rng.normal(size=(2, 2))
        positive = np.maximum(v, 0.0)
        s = s * np.exp(-0.1 * positive + np.sqrt(positive * 0.2) * w[0])
        v = v + 0.3 * (0.2 - positive) + xi * np.sqrt(positive * 0.2) * w[1]
    return np.sum(s)


def test_what_is_not_taken_has_no_part_in_the_gradient_of_a_tangent():
    """Its tangent comes from a tape, and is 0 / 0."""
    at, along = (0.4, np.array([0.3, -0.4])), (0.3, np.array([0.7, 0.2]))
    with np.errstate(all="ignore"):
        expected = s2sad.hvp(square_root_process, (0, 1))(*at, along)
        slope = s2sad.grad(lambda *y: s2sad.jvp(square_root_process, y, along)[1], (0, 1))
        for found, one in zip(slope(*at), expected):
            np.testing.assert_allclose(found, one, rtol=1e-10)
