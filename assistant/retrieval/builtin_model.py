"""A SentenceTransformer around the weights of multilingual-e5-small that come in an installed package."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from assistant.retrieval.engine import Engine

# Wang et al., "Multilingual E5 Text Embeddings" (2024): the prefixes the model was trained with.
_QUERY_PREFIX = "query: "
_PASSAGE_PREFIX = "passage: "


def builtin_model(threads: int) -> SentenceTransformer:
    """Return the model; its `query` and `document` prompts choose the prefix that the weights expect."""
    prompts = {"query": _QUERY_PREFIX, "document": _PASSAGE_PREFIX}
    return SentenceTransformer(modules=[QuantisedE5(threads)], prompts=prompts, device="cpu")


class QuantisedE5(InputModule):
    """Tokenises, encodes and pools in one step, in compiled code."""

    save_in_root = True

    def __init__(self, threads: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library leaves it without types
        self._threads = threads
        self._engine = Engine(threads)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Pass the texts on; the engine sets the prefix itself."""
        return {"texts": list(inputs), "is_query": prompt == _QUERY_PREFIX}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, shape (texts, dim)."""
        vectors = self._engine.encode(features["texts"], features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self._engine.dim

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Write how many threads were asked for; the weights stay in their package."""
        Path(output_path, "config.json").write_text(f'{{"threads": {self._threads}}}', encoding="utf-8")
