"""A sentence vector as text, for the one place where it travels between processes: from the service to Rasa."""

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

VECTOR = "vector"
"""Key of the metadata that holds the vector of the message's text."""


def pack(vector: NDArray[np.float32]) -> str:
    """Return the vector as text, every bit kept."""
    return base64.b64encode(np.asarray(vector, dtype="<f4").tobytes()).decode("ascii")


def unpack(packed: object, dimension: int) -> NDArray[np.float32] | None:
    """Return the vector that was packed; None for anything that is no vector of this dimension."""
    if not isinstance(packed, str):
        return None
    try:
        content = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) != 4 * dimension:
        return None
    vector = np.frombuffer(content, dtype="<f4").astype(np.float32)
    return vector if bool(np.isfinite(vector).all()) else None
