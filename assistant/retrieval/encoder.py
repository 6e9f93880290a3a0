"""Turns questions and passages into vectors with a SentenceTransformer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ConfigurationError
from assistant.retrieval.types import Encoder

BUILTIN = "builtin-e5"
"""The encoder whose weights come with the installed packages: multilingual-e5-small, 4 bits."""
_BATCH = 32


def load_encoder(name: str = BUILTIN, threads: int = 1) -> Encoder:
    """Load the model; takes seconds and must be done once, at start.

    Args:
        name: `builtin-e5`, or what SentenceTransformer takes: a model's name or a local folder.
        threads: Threads the model may use for one call; set before the first model of the process is loaded.

    Raises:
        ConfigurationError: The folder does not exist or the model cannot be loaded.
    """
    import torch

    torch.set_num_threads(threads)
    if name == BUILTIN:
        from assistant.retrieval.builtin_model import builtin_model

        return SentenceEncoder(BUILTIN, builtin_model(threads))
    return SentenceEncoder(name, _named_model(name))


class SentenceEncoder:
    """An Encoder around a SentenceTransformer."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self.dim = int(model.get_embedding_dimension())
        self._model = model

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; no texts gives (0, dim)."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; no texts gives (0, dim)."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return cast("NDArray[np.float32]", np.asarray(vectors, dtype=np.float32))


def _named_model(name: str) -> Any:
    is_folder = name.startswith((".", "~", "/"))
    folder = Path(name).expanduser()
    if is_folder and not folder.is_dir():
        raise ConfigurationError(
            f"The encoder's folder {name} does not exist. Put a SentenceTransformer there, or use {BUILTIN}."
        )
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder) if is_folder else name, device="cpu")
    except (OSError, ValueError, RuntimeError) as error:
        remedy = f"Name a SentenceTransformer or its folder, or use {BUILTIN}."
        raise ConfigurationError(f"The encoder {name} cannot be loaded ({error}). {remedy}") from error
