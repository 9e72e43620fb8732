def f(x):
    try:
        import nonexistent_module_zz as m

        return m.f(x)
    except ImportError:
        return x * x


ARGS = (0.7,)
