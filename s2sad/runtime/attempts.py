"""Whether an operation would raise: what stands for a `try` statement around it."""

from __future__ import annotations


def error_of(function, args, errors):
    """The error of these classes that the call raises; None where it raises none."""
    try:
        function(*args)
    except errors as error:
        return error
    return None


def error_beside(function, args, others, errors):
    """The error of these classes that the call raises; None for the `others`, and for none."""
    try:
        function(*args)
    except errors as error:
        return error
    except others:
        return None
    return None
