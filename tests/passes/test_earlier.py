"""Sums stand behind what they add, within one line of the program, and nowhere else."""

import numpy as np
from becoming import assert_becomes, assert_stays

import s2sad
from s2sad.passes import earlier

HEAD = "func @f(%g: f64[n], %w: f64[n, n], %w_bar: f64[n, n], %h: f64[n]) {"


def test_a_sum_moves_up_to_what_it_adds():
    assert_becomes(
        earlier,
        HEAD + """
          %1: f64[n, n] = np.outer %g, %h
          %2: f64[n] = matmul %g, %w
          %3: f64[n, n] = add %w_bar, %1
          %4: f64[n, n] = sub %3, %w
          return (%2, %4)
        }""",
        HEAD + """
          %1: f64[n, n] = np.outer %g, %h
          %3: f64[n, n] = add %w_bar, %1
          %4: f64[n, n] = sub %3, %w
          %2: f64[n] = matmul %g, %w
          return (%2, %4)
        }""",
    )


def test_other_operations_and_sums_of_numbers_stay():
    assert_stays(
        earlier,
        HEAD + """
          %1: f64 = mul 2.0, 3.0
          %2: f64[n] = matmul %g, %w
          %3: f64 = add %1, 2.0
          %4: f64[n] = mul %g, %3
          return (%2, %4)
        }""",
    )


def test_a_number_that_is_made_of_arrays_is_added_where_it_is_made():
    source = s2sad.grad(scaled_twice).source(0.3, np.ones(3), 4)
    assert "s_bar += x_bar @ x_1\n        x_bar *= s\n" in source


def scaled_twice(s, x, n):
    for _ in range(n):
        x = np.sin(s * x)
    return np.sum(x)


def test_a_loop_hands_on_without_another_name(order):
    def states(w, h, n):
        for _ in range(n):
            h = np.tanh(w @ h)
        return np.sum(h)

    w, h = np.cos(np.arange(9.0)).reshape(3, 3), np.ones(3)
    s2sad.check_grads(states, (w, h, 3), order=order)
    assert "h_bar_1" not in s2sad.grad(states, (0, 1)).source(w, h, 3)
