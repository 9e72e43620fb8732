"""What Python refuses of the types of operands is raised where the program does, in its words."""

import contextlib
import io

import numpy as np
import pytest

import s2sad


class Plain:
    pass


MISUSES = {
    "a text times a float": lambda x: "a" * x,
    "a text less a float": lambda x: "a" - x,
    "a text that is compared": lambda x: "a" < x,
    "a text that the run makes": lambda x: f"{x:.1f}" * x,
    "a list times a float": lambda x: [1.0] * x,
    "a tuple times a float": lambda x: (x,) * x,
    "a list and a float": lambda x: [1.0] + x,
    "a list less a list": lambda x: [x] - [x],
    "dicts that are added": lambda x: {"a": x} + {"b": x},
    "a float that is compared with a list": lambda x: x < [1.0],
    "None": lambda x: None + x,
    "None that is compared": lambda x: x < None,
    "a tuple that is negated": lambda x: -(x,),
    "bits of a float": lambda x: 1 << x,
    "a sum of texts": lambda x: sum(["a", x]),
    "a sum of lists": lambda x: sum([[x], [x]]),
    "too few values": lambda x: (lambda: [a + b for a, b in [(x,)]])(),
    "an item of a float": lambda x: x[0],
    "a float that is called": lambda x: x(),
    "the length of a float": lambda x: len(x),
    "a loop over a float": lambda x: [v for v in x],
    "the sum of a float": lambda x: sum(x),
    "the largest of a float": lambda x: max(x),
    "what a float contains": lambda x: 1.0 in x,
    "an attribute of a float": lambda x: x.nothing,
    "a text as an index": lambda x: (x, x)["ab"[:1]],
    "a float as an index": lambda x: [x][float("1")],
    "an object that is added": lambda x: Plain() + x,
    "an object that is indexed": lambda x: Plain()[0],
    "an object that is called": lambda x: Plain()(),
    "a range without steps": lambda x: len(range(1, 2, 0)),
}


@pytest.mark.parametrize("name", MISUSES)
@pytest.mark.parametrize("x", [2.0, np.float64(2.0)], ids=["python", "numpy"])
def test_the_error_is_that_of_the_program(name, x):
    f = MISUSES[name]

    def told(x):
        try:
            f(x)
        except (TypeError, AttributeError, ValueError, IndexError) as error:
            print(error)
            return x * x
        return x

    outputs = []
    for run in (told, lambda x: s2sad.value_and_grad(told)(x)):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            result = run(x)
        outputs.append(output.getvalue())
    assert outputs[0] == outputs[1] and result == ((x * x, 2 * x) if outputs[0] else (x, 1.0))
    if outputs[0]:
        with pytest.raises(s2sad.UnsupportedError, match="always raises"):
            s2sad.grad(f)(x)


def test_texts_are_compared():
    def f(x):
        text = f"{x:.1f}"
        return x * (text == "2.0") + x * x * (text < "3")

    assert s2sad.value_and_grad(f)(2.0) == (f(2.0), 5.0)
    assert s2sad.value_and_grad(f)(4.0) == (f(4.0), 0.0)


def test_an_object_as_an_index_is_not_asked_beforehand():
    class Position:
        def __index__(self):
            return 1

    with pytest.raises(s2sad.UnsupportedError, match="cannot be indexed"):
        s2sad.grad(lambda x: [1.0, x][Position()])(2.0)
