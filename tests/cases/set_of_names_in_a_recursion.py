def f(x, start):
    graph = {'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': []}
    w = {'a': x, 'b': x ** 2, 'c': x ** 3, 'd': 1.0}
    seen = set()

    def visit(u):
        if u in seen:
            return 0.0
        seen.add(u)
        return w[u] + sum((visit(v) for v in graph[u]))
    return visit(start)


ARGS = (1.3, 'a')
