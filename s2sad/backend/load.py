"""Makes a function of generated source: text in, callable out.

The text is registered with linecache, so that `inspect.getsource` and tracebacks show it even where
no file of that name exists.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable


def load(source: str, name: str, filename: str, names: dict | None = None) -> Callable:
    """The function `name` of the module text `source`, which sees `names` besides its own."""
    code = compile(source, filename, "exec", dont_inherit=True)
    # no modification time: linecache then never looks for the file
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict = {"__name__": "s2sad.generated." + name, "__file__": filename}
    namespace.update(names or {})
    exec(code, namespace)
    return namespace[name]
