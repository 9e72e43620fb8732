"""Two entries that change places do so in one line, unless a line between needs the name."""

import numpy as np

import s2sad

X, K = np.array([0.3, 0.7, -0.2, 1.1]), np.array([1, 0, 3, 2])


def by_a_name(the_first_of_two_arrays, where_the_entries_go_to):
    the_first_of_two_arrays = the_first_of_two_arrays.copy()
    for i in range(4):
        j = where_the_entries_go_to[i]
        saved = the_first_of_two_arrays[i]
        the_first_of_two_arrays[i] = the_first_of_two_arrays[j]
        the_first_of_two_arrays[j] = saved
    return the_first_of_two_arrays @ np.arange(4.0)


def test_a_swap_is_one_line():
    source = s2sad.value_and_grad(by_a_name).source(X, K)
    assert source.count("the_first_of_two_arrays[i], the_first_of_two_arrays[j] =") == 1
    assert source.count("the_first_of_two_arrays_bar[i], the_first_of_two_arrays_bar[j] =") == 1
    assert max(map(len, source.splitlines())) <= 100
    s2sad.check_grads(lambda x: by_a_name(x, K), (X,), order=2)


def test_a_name_that_is_read_again_stays():
    def f(x, k):
        x, s = x.copy(), 0.0
        for i in range(4):
            saved = x[i]
            x[i] = x[k[i]]
            x[k[i]] = saved
            s += saved * x[0]
        return s

    assert "x_1[k_i] = saved\n" in s2sad.grad(f).source(X, K)
    s2sad.check_grads(lambda x: f(x, K), (X,), order=2)


def test_the_entry_that_says_where_the_other_one_is():
    def f(x, k):
        k = k.copy()
        for i in range(4):
            k[i], k[k[i]] = k[k[i]], k[i]
            x = x * (1.0 + k[i])
        return np.sum(x[k] * np.arange(4.0))

    s2sad.check_grads(lambda x: f(x, K), (X,), order=2)


def test_entries_that_move_on_by_an_entry():
    def f(x):
        x = x.copy()
        for i, k, j in ((0, 1, 2), (1, 2, 3)):
            x[k] = x[i]
            x[i] = x[j]
            x[j] = x[k]
        return np.sum(x * np.arange(4.0))

    s2sad.check_grads(f, (X,), order=2)


def test_entries_that_are_compared_before():
    def sorted_twice(x):
        x = x.copy()
        for _ in range(2):
            for j in range(3):
                if x[j] > x[j + 1]:
                    x[j], x[j + 1] = x[j + 1], x[j]
        return np.sum(x * np.arange(4.0))

    assert "x_bar[t], x_bar[j] = x_bar[j], x_bar[t]\n" in s2sad.grad(sorted_twice).source(X)
    s2sad.check_grads(sorted_twice, (X,), order=2)
