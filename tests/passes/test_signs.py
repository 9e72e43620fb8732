"""A minus goes through what moves entries."""

import numpy as np
import pytest

import s2sad

THETA = np.array([0.3, -1.2, 0.8, 2.0])


@pytest.mark.parametrize("turned", ["np.roll(x, 1)", "np.flip(x)"])
def test_what_is_added_of_a_negative_is_subtracted(turned, tmp_path, order):
    path = tmp_path / "chain.py"
    path.write_text(f"import numpy as np\n\ndef f(x):\n    return np.sum(np.cos(x - {turned}))\n")
    scope = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    f = scope["f"]
    body = s2sad.grad(f).source(THETA).splitlines()[-1]
    assert "(-" not in body and "axis" not in body
    s2sad.check_grads(f, (THETA,), order=order)
