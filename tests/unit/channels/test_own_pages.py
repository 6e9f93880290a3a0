"""Reading from our own pages: browsers send no Origin with a GET to where the page came from."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from assistant.channels.credentials import check_origin
from assistant.channels.keys import SETTINGS
from assistant.domain.site import Site
from assistant.errors import NotAllowed
from assistant.settings import load_settings
from tests.records import NOW

OWN = "https://assistant.example"
CLINIC = Site("clinic", "甲诊所", ("https://clinic.example",), NOW)


def _request(method: str, headers: dict[str, str]) -> web.Request:
    app = web.Application()
    secrets = {"ASSISTANT_DATA_KEY": "k" * 32, "ASSISTANT_INTERNAL_TOKEN": "t" * 32}
    app[SETTINGS] = load_settings({"ASSISTANT_MODE": "production", "ASSISTANT_PUBLIC_URL": OWN, **secrets})
    return make_mocked_request(method, "/api/v1/site", headers=headers, app=app)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"Origin": "https://clinic.example"}),
        ("POST", {"Origin": OWN}),
        ("GET", {"Sec-Fetch-Site": "same-origin"}),
        ("GET", {"Referer": f"{OWN}/"}),
    ],
)
def test_the_sites_pages_and_our_own_are_let_in(method: str, headers: dict[str, str]) -> None:
    check_origin(_request(method, headers), CLINIC)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("POST", {}),
        ("POST", {"Sec-Fetch-Site": "same-origin"}),
        ("POST", {"Referer": f"{OWN}/"}),
        ("GET", {"Sec-Fetch-Site": "cross-site"}),
        ("GET", {"Referer": "https://evil.example/"}),
        ("GET", {"Referer": f"{OWN}.evil.example/"}),
        ("GET", {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}),
        ("GET", {"Origin": "null", "Referer": f"{OWN}/"}),
    ],
)
def test_everybody_else_is_not(method: str, headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        check_origin(_request(method, headers), CLINIC)
