"""Running one of our modules in Rasa's own environment, which cannot be loaded beside the service."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from assistant.errors import ConfigurationError


def run_in_rasa(root: Path, module: str, *arguments: str, given: Any = None) -> Any:
    """Return what the module printed as its last line, read as JSON; `given` goes to its standard input as JSON.

    Raises:
        ConfigurationError: It failed; the message ends with what it said.
    """
    python = root / ".venv-rasa" / "bin" / "python"
    done = subprocess.run(  # noqa: S603  # our own interpreter and module
        [str(python), "-m", module, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr[-500:]
        raise ConfigurationError(f"{module} failed in Rasa's environment. Run `make train` first. It said: {said}")
    return json.loads(done.stdout.splitlines()[-1])
