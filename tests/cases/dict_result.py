def f(x, y):
    return {"product": x * y, "parts": {"sum": x + y}}


ARGS = (0.7, -1.3)
