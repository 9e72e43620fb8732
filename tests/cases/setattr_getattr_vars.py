class P:
    def __init__(self, **kw):
        for k, v in kw.items():
            setattr(self, k, v)


def f(x):
    p = P(a=x, b=x * x)
    if hasattr(p, "a") and not hasattr(p, "c"):
        return getattr(p, "a") * p.b * getattr(p, "c", 2.0) + vars(p)["a"] + p.__dict__["b"]
    return x


ARGS = (0.7,)
