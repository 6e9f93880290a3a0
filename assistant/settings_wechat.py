"""Settings of the WeChat official account; read by `settings.py` with the others."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.secret import Secret

OFF, PLAIN, COMPATIBLE, SAFE = "off", "plain", "compatible", "safe"
TEMPLATE, SUBSCRIPTION = "template", "subscription"

NO_SECRET = Secret("")

_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_APP_ID = re.compile(r"wx[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class WeChatSettings:
    """How the account is connected, with the variables behind `ASSISTANT_WECHAT_`.

    Attributes:
        mode: off, or how the platform encodes its calls (消息加解密方式): plain, compatible or safe.
        app_id: The account's AppID.
        app_secret: The account's AppSecret.
        token: Token of the callback (令牌).
        aes_key: EncodingAESKey of the callback, 43 characters; not used in plain mode.
        api_url: Where the platform's API answers.
        reminder_template: Id of the template for reminders; empty when the account has none.
        reminder_kind: Whether that id belongs to a template or a subscription message.
        reminder_fields: Names of the template's fields for title, time and place, in this order.
    """

    mode: str = OFF
    app_id: str = ""
    app_secret: Secret = NO_SECRET
    token: Secret = NO_SECRET
    aes_key: Secret = NO_SECRET
    api_url: str = "https://api.weixin.qq.com"
    reminder_template: str = ""
    reminder_kind: str = TEMPLATE
    reminder_fields: tuple[str, ...] = ("thing1", "time2", "thing3")

    @property
    def is_on(self) -> bool:
        """Whether the service answers for an account."""
        return self.mode != OFF

    @property
    def is_encrypted(self) -> bool:
        """Whether only encrypted calls are accepted."""
        return self.mode in (COMPATIBLE, SAFE)


def read_wechat(
    text: Callable[[str, str], str],
    secret: Callable[[str, Path], Secret],
    one_of: Callable[[str, str, tuple[str, ...]], str],
    secrets_folder: Path,
    production: bool,
) -> WeChatSettings:
    """Read the settings of the account.

    Args:
        text: Returns a variable or its default.
        secret: Returns a secret from its variable or its file.
        one_of: Returns a variable that takes one of a few words.
        secrets_folder: Where files with secrets lie.
        production: Whether plain mode is refused.

    Raises:
        ConfigurationError: The account is switched on and something is missing, malformed or unsafe.
    """
    names = ("app_secret", "token", "aes_key")
    held = {name: secret(f"WECHAT_{name.upper()}", secrets_folder / f"wechat_{name}") for name in names}
    default = WeChatSettings()
    settings = WeChatSettings(
        mode=one_of("WECHAT_MODE", OFF, (OFF, PLAIN, COMPATIBLE, SAFE)),
        app_id=text("WECHAT_APP_ID", ""),
        api_url=text("WECHAT_API_URL", default.api_url).rstrip("/"),
        reminder_template=text("WECHAT_REMINDER_TEMPLATE", ""),
        reminder_kind=one_of("WECHAT_REMINDER_KIND", TEMPLATE, (TEMPLATE, SUBSCRIPTION)),
        reminder_fields=tuple(text("WECHAT_REMINDER_FIELDS", ",".join(default.reminder_fields)).split(",")),
        **held,
    )
    if settings.is_on:
        _check(settings, production)
    return settings


def _check(settings: WeChatSettings, production: bool) -> None:
    if settings.mode == PLAIN and production:
        raise ConfigurationError(
            "ASSISTANT_WECHAT_MODE is 'plain'. Production refuses it, since nothing signs the messages themselves: "
            "choose safe mode (安全模式) on the platform and here."
        )
    _must_match("APP_ID", settings.app_id, _APP_ID, "wx and 16 hexadecimal digits, as the platform shows it")
    _must_match("TOKEN", settings.token.value, _TOKEN, "the 3 to 32 letters and digits entered as 令牌", shown=False)
    if not settings.app_secret.value:
        raise ConfigurationError("ASSISTANT_WECHAT_APP_SECRET is missing. Copy the AppSecret from the platform.")
    if settings.is_encrypted:
        _must_match("AES_KEY", settings.aes_key.value, _AES_KEY, "the 43 characters of EncodingAESKey", shown=False)
    if not settings.api_url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ConfigurationError(
            f"ASSISTANT_WECHAT_API_URL is {settings.api_url!r}. "
            "The AppSecret travels there, so it must begin with https://."
        )
    if len(settings.reminder_fields) != 3:
        raise ConfigurationError(
            "ASSISTANT_WECHAT_REMINDER_FIELDS must name three fields, for title, time and place: thing1,time2,thing3."
        )


def _must_match(name: str, value: str, form: re.Pattern[str], wanted: str, shown: bool = True) -> None:
    if not form.fullmatch(value):
        found = "missing" if not value else f"{value!r}" if shown else "of another form"
        raise ConfigurationError(f"ASSISTANT_WECHAT_{name} is {found}. It must be {wanted}.")
