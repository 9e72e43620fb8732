def f(x):
    memo = {}

    def go(k):
        if k in memo:
            return memo[k]
        if k < 2:
            return x
        memo[k] = go(k - 1) * go(k - 2)
        return memo[k]

    return go(int(x * 5))


ARGS = (1.1,)
REFUSED = "calls itself writes into 'memo', which it does not own"
