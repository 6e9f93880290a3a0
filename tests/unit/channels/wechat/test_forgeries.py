"""Forged, changed and broken requests in numbers; the full count is in tests/soak."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.channels.wechat.envelope import Envelope
from assistant.channels.wechat.messages import read_message
from assistant.channels.wechat.signature import Signed
from assistant.channels.wechat.xml import read_fields, write_fields
from assistant.errors import AssistantError
from assistant.secret import Secret
from assistant.settings_wechat import WeChatSettings
from tests.wechat_mutations import Forger
from tests.wechat_platform import AES_KEY, APP_ID, TOKEN, signature
from tests.wechat_service import connected

ATTEMPTS = 500
SAFE = WeChatSettings(mode="safe", app_id=APP_ID, token=Secret(TOKEN), aes_key=Secret(AES_KEY))


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_no_forgery_is_accepted_and_nothing_breaks(
    tmp_path: Path, sqlite_url: str, mode: str, capfd: pytest.CaptureFixture[str]
) -> None:
    statuses: Counter[tuple[str, int]] = Counter()
    accepted = []
    async with connected(sqlite_url, tmp_path, ASSISTANT_WECHAT_MODE=mode) as account:
        forger = Forger(account.phone, seed=20261124)
        for _ in range(ATTEMPTS):
            attempt = forger.attempt()
            answer = await account.phone.send(attempt.parameters, attempt.body)
            statuses[attempt.name, answer.status] += 1
            if answer.status == 200 and not attempt.may_pass:
                accepted.append(attempt)

    assert [key for key in statuses if not 200 <= key[1] < 500] == []
    assert accepted == []
    assert statuses["honest", 200] > 0
    logged = "".join(capfd.readouterr())
    assert "秘密" not in logged
    assert TOKEN not in logged


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(AssistantError):
        read_message(read_fields(body))


@given(st.dictionaries(st.sampled_from(["FromUserName", "CreateTime", "MsgType", "Event", "Location_X"]), st.text()))
@settings(max_examples=100, deadline=None)
def test_any_fields_are_read_or_refused(fields: dict[str, str]) -> None:
    with suppress(AssistantError):
        read_message(read_fields(write_fields(fields).encode()))


@given(st.text(alphabet="ABCabc012+/=", max_size=200))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_signed_ciphertext_is_refused_unless_it_is_ours(encrypted: str) -> None:
    parameters = {"encrypt_type": "aes", "msg_signature": signature(TOKEN, "1", "2", encrypted)}
    body = write_fields({"ToUserName": "gh_1", "Encrypt": encrypted}).encode()

    with pytest.raises(AssistantError):
        Envelope(SAFE).open(body, Signed("1", "2", parameters))
