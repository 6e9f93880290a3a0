"""Python's search for garbage, kept away from what stays as long as the process.

Entries, index and word lists are millions of objects. Looking through all of them takes seconds in which nobody is
answered, happens whenever enough new ones were made, and three times more at the end of the process.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Take everything that is there at the end for lasting: no garbage is looked for meanwhile, or in it later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
