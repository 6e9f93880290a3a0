"""HTTP calls of the command line to the running service; the standard library keeps commands fast to start."""

import json
import urllib.error
import urllib.request
from typing import Any


def call(
    url: str, body: dict[str, Any] | None = None, token: str = "", method: str = "POST", timeout_seconds: float = 30.0
) -> tuple[int, Any]:
    """Return status and JSON of a call to one of our own loopback addresses.

    Raises:
        ConnectionError: Nothing listens there.
    """
    data = json.dumps(body or {}).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=timeout_seconds) as response:  # noqa: S310  # not a person's URL
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except urllib.error.URLError as error:
        raise ConnectionError(str(error.reason)) from error
