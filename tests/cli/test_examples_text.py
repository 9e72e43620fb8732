"""`--args` and the values of `trace`: what they mean, and how they are refused."""

from __future__ import annotations

import numpy as np
import pytest

from s2sad.cli.examples import Type, parse_examples, plain, read_examples, read_value
from s2sad.errors import Error


def test_types():
    assert parse_examples("f64[d], f64[n,d], f64") == [
        Type("f64[d]"),
        Type("f64[n,d]"),
        Type("f64"),
    ]


def test_axes_and_dtype():
    assert Type("f32[n, 3]").axes == ("n", "3")
    assert Type("f32[n, 3]").dtype == "f32"
    assert Type("float").axes is None


def test_values_and_tuples_of_types():
    found = parse_examples("(f64[n], float), 3, 'f64', None, {'w': f64[n]}")
    assert found == [(Type("f64[n]"), Type("float")), 3, "f64", None, {"w": Type("f64[n]")}]
    assert plain(found[0]) == ("f64[n]", "float")


@pytest.mark.parametrize(
    "text", ["f64[n", "f65[n]", "f64[n]]", "f64 f64", "n", "f()", "f64[n],,f64"]
)
def test_refused_types(text):
    with pytest.raises(Error, match="cannot be read|is no type"):
        parse_examples(text)


@pytest.mark.parametrize("text", ["list[f64], f64", "Dict[str, f64]"])
def test_how_the_type_of_a_container_is_written_is_told(text):
    with pytest.raises(Error, match=r"\[f64, f64\[n\]\]"):
        parse_examples(text)


def test_without_args_annotations_then_defaults_then_floats():
    def f(x: "f64[n]", y: float, z, n=4, *rest, flag=True): ...

    assert read_examples(None, f) == [Type("f64[n]"), Type("float"), Type("float"), 4]


def test_values_of_trace():
    assert read_value("2.5") == 2.5 and read_value(" -1e-3") == -1e-3
    assert read_value("'relu'") == "relu" and isinstance(read_value("3"), int)
    array = read_value("[[1, 2], [3, 4]]")
    assert array.dtype == np.float64 and array.shape == (2, 2)


@pytest.mark.parametrize("text", ["two", "[1, [2, 3]]", "[1", "['a']", "1 +"])
def test_refused_values(text):
    with pytest.raises(Error):
        read_value(text)
