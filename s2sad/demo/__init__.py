"""The demo as a user would have it: a module with a loss, a script that fits it, and real data.

`python -m s2sad demo` copies these files to a folder of their own and runs them there.
"""
