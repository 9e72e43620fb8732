"""The registry with every family in it."""

import s2sad.rules.families  # noqa: F401 - registers the rules
