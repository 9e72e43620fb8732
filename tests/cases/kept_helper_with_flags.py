import math
import numpy as np

def helper1(s1, s2, *, k1=1.167):
    test1 = min(k1, k1) >= 0.657
    if test1:
        u1 = np.where(
            np.zeros((3,)) + s2 > 0.047, 1.017, np.add(np.ones((3,)) * 0.887, np.full((3,), s1))
        )
        only1 = np.sqrt(1.0 + np.dot(np.copy(u1).ravel(), np.copy(u1).ravel()))
    s2 /= 1.5 + 0.457 ** 2
    for i1 in range(1, 2):
        if (1.487 if i1 != 2 else 0.367) <= -0.567:
            return s2
    if test1:
        s2 += only1 * 1.097
    return 1.217 * s1 + s2 + 0.657 * k1

def f(x, y, a, b, n):
    for row1 in y.T:
        weight = sum(0.4 * e1 * e1 for e1 in row1)
        a = np.sin(a + helper1(b * 0.957, np.exp(0.3 * np.cos(a)), k1=weight))
        p1 = helper1(helper1(x[1], x[-2]), helper1(a, y[-4, n % 3], k1=0.907))
        v1 = x[:-1]
    items1 = [helper1(b, a), helper1(a, x[0])]
    for e2, e3 in zip(x, x):
        b += np.sum(y) / (1.5 + (e3 / (1.5 + a ** 2)) ** 2)
        items1.append(abs(helper1(x[n % 3], 0.517, k1=0.17 * n)))
        for e4, e5 in zip(row1, np.where(row1 > -0.347, row1, row1)):
            items1.append(math.log(1.0 + (0.17 * n / (1.5 + e5 ** 2)) ** 2))
        else:
            pass
    else:
        pass
    return sum(items1, 0.1) + 1.457 * e2 + 0.197 * e3 + a + 1.287 * b + np.mean(np.sin(row1))


ARGS = (np.array([-1.2503, -0.9639,  1.0357]), np.array([[ 0.0377, -1.3916, -0.2801],
       [ 1.2531, -1.3565,  0.2638],
       [-0.1604,  1.4172,  0.551 ],
       [-0.7847, -0.8428, -0.7903]]), -1.125, -1.168, 3)
