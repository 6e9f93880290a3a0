"""A process that encodes for another: `python -m assistant.retrieval.encoding_worker`.

It reads one JSON line for each batch, `{"is_asked", "texts"}`, and writes how many bytes follow and the vectors' 32-bit
floats. It ends with its input, so it never outlives whoever started it.
"""

import json
import os
import sys
from typing import Literal

from assistant.retrieval.engine import Engine

SIZE_BYTES = 4
BYTE_ORDER: Literal["little"] = "little"
"""How the number of bytes that follow is written."""
# A service that answers, and Rasa that starts, come first.
_NICENESS = 5


def main() -> None:
    """Encode until the input ends."""
    os.nice(_NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get between the vectors.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    engine = Engine(threads=1)
    for line in sys.stdin.buffer:
        batch = json.loads(line)
        vectors = engine.encode(batch["texts"], batch["is_asked"]).tobytes()
        answers.write(len(vectors).to_bytes(SIZE_BYTES, BYTE_ORDER) + vectors)
        answers.flush()


if __name__ == "__main__":
    main()
