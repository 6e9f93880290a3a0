"""The one error of the set-up."""

from __future__ import annotations


class SetUpProblem(Exception):
    """Something that the person at the keyboard can mend; its text is one sentence with cause and remedy."""
