"""What our own questions taught about the encoder's vectors: a turn that sets topics apart, and a sense of scope.

The encoder was trained on the whole web, where every question about babies is alike. A matrix learnt from the
entries' own wordings spreads them out; a direction learnt from questions that are not ours tells those apart.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ConfigurationError

PACKAGED = Path(__file__).with_name("adapter.npz")
"""The adapter that comes with the code."""


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """Fitted by `adapter_fitting.fit_adapter` for one encoder.

    Attributes:
        encoder_name: The encoder whose vectors it turns.
        middle: Mean of the entries' questions, shape (dim,).
        matrix: Shape (dim, dim).
        scope: Direction away from questions that are not ours, shape (dim,).
    """

    encoder_name: str
    middle: NDArray[np.float32]
    matrix: NDArray[np.float32]
    scope: NDArray[np.float32]

    def scope_of(self, vector: NDArray[np.float32]) -> float:
        """Log odds that a question, shape (dim,), is about our topics; higher is likelier, 0 says nothing."""
        return float((vector - self.middle) @ self.scope)

    def save(self, path: Path) -> None:
        """Write it to `path`, in half precision."""
        arrays = {name: getattr(self, name).astype(np.float16) for name in ("middle", "matrix", "scope")}
        np.savez_compressed(path, encoder_name=np.array(self.encoder_name), **arrays)


def plain_adapter(encoder_name: str, dim: int) -> Adapter:
    """Return the adapter that changes nothing: for an encoder that none was fitted for."""
    nothing = np.zeros(dim, dtype=np.float32)
    return Adapter(encoder_name, nothing, np.eye(dim, dtype=np.float32), nothing)


@lru_cache(maxsize=4)
def load_adapter(encoder_name: str, dim: int, path: Path = PACKAGED) -> Adapter:
    """Read what `Adapter.save` wrote; another encoder's adapter does not apply, and the plain one is returned.

    Raises:
        ConfigurationError: The file is missing or damaged.
    """
    try:
        with np.load(path) as stored:
            if str(stored["encoder_name"]) != encoder_name or stored["matrix"].shape != (dim, dim):
                return plain_adapter(encoder_name, dim)
            arrays = (stored[name].astype(np.float32) for name in ("middle", "matrix", "scope"))
            return Adapter(encoder_name, *arrays)
    except (OSError, ValueError, KeyError, EOFError) as error:
        remedy = "Fit it again with `python -m assistant.retrieval.calibration`"
        raise ConfigurationError(f"The adapter {path} cannot be read ({error!r}). {remedy}.") from error
