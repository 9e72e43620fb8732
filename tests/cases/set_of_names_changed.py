def f(x):
    seen = set()
    tot = 0.0
    for name, w in (('a', 1.0), ('b', 2.0), ('a', 3.0)):
        if name in seen:
            continue
        seen.add(name)
        tot += w * x
    return tot * len(seen)


ARGS = (1.3,)
