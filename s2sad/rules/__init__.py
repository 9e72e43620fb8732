"""The rule library: each family has its own file, `families` is the registry with all of them.

Nothing is imported here, since programs import `registry` to add rules of their own, and only the
compiler needs ours.
"""
