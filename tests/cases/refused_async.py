import asyncio


async def product(x):
    return x * x


def f(x):
    return asyncio.run(product(x))


ARGS = (0.7,)
REFUSED = ""
