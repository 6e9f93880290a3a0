"""Settings, read once from the environment; no other module reads it.

A missing value says which variable, a bad one says variable, value and what is wanted. Secrets print as stars.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from assistant.domain.handover import DutyHours
from assistant.errors import ConfigurationError, InvalidInput
from assistant.secret import Secret as Secret
from assistant.settings_wechat import WeChatSettings, read_wechat

DEVELOPMENT = "development"
PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with the environment variable of the same name behind `ASSISTANT_`.

    Attributes:
        root: Folder of the checkout; relative paths start here.
        mode: development or production.
        host: Address of the public listener.
        port: Port of the public listener.
        internal_port: Port of the loopback listener for Rasa's action calls, metrics and the command line.
        public_url: Address that people reach the service at, used in links.
        rasa_port: Port that Rasa listens on, on loopback.
        rasa_url: Where Rasa answers; its own box on `rasa_port` unless set.
        rasa_timeout_seconds: Longest wait for one turn before retrieval answers alone.
        database_url: SQLAlchemy address with an async driver.
        rasa_tracker_url: SQLAlchemy address of Rasa's own tracker store (synchronous driver).
        var_folder: Where the database, index, model, logs and secrets lie.
        knowledge_folder: The knowledge base.
        nlu_folder: Rasa's training data and the word lists.
        encoder: `builtin-e5`, or a sentence-transformers model name or folder.
        data_key: Key that personal data is encrypted with.
        internal_token: Credential of the internal listener.
        per_site_per_minute: Messages a minute that one site key and address may send.
        trusted_proxies: Networks of reverse proxies whose `X-Forwarded-For` is believed.
        transcript_days: Days after which transcripts are deleted.
        audit_days: Days after which audit rows are deleted.
        remembered_days: Days after its last use that a child remembered by consent is kept.
        map_tiles: Address of map tiles with {z}, {x} and {y} (WGS-84, Web Mercator); empty draws districts alone.
        booking_change_hours: Hours before a sitting until which it can be moved or cancelled online.
        booking_hold_hours: Hours that a seat offered to the waitlist is kept.
        booking_most_open: Open bookings that one child may have.
        booking_kept_days: Days after a sitting after which its bookings and phones are deleted.
        duty_hours: When persons may be on duty; whether anybody is, open consoles decide.
        handover_queue: Conversations that may wait for a person at a time.
        complaint_days: Days within which a complaint should be answered; an aim of the office, told to nobody.
        complaint_kept_days: Days after its closing after which a complaint and its evidence are deleted.
        wechat: The official account.
    """

    root: Path
    mode: str
    host: str
    port: int
    internal_port: int
    public_url: str
    rasa_port: int
    rasa_url: str
    rasa_timeout_seconds: float
    database_url: str
    rasa_tracker_url: str
    var_folder: Path
    knowledge_folder: Path
    nlu_folder: Path
    encoder: str
    data_key: Secret
    internal_token: Secret
    per_site_per_minute: int
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    transcript_days: int
    audit_days: int
    remembered_days: int
    map_tiles: str
    booking_change_hours: float
    booking_hold_hours: float
    booking_most_open: int
    booking_kept_days: int
    duty_hours: DutyHours
    handover_queue: int
    complaint_days: int
    complaint_kept_days: int
    wechat: WeChatSettings = field(default_factory=WeChatSettings)

    @property
    def is_development(self) -> bool:
        """Whether this is a local run; production refuses what is only safe there."""
        return self.mode == DEVELOPMENT

    @property
    def index_folder(self) -> Path:
        """Where the snapshots of the search index lie."""
        return self.var_folder / "index"

    @property
    def model_path(self) -> Path:
        """The trained Rasa model."""
        return self.var_folder / "models" / "assistant.tar.gz"

    @property
    def internal_url(self) -> str:
        """Address of the internal listener, always on loopback."""
        return f"http://127.0.0.1:{self.internal_port}"


def load_settings(environ: Mapping[str, str] | None = None, root: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: Variables to read; the process's own when None.
        root: The checkout; the folder above this package when None.

    Raises:
        ConfigurationError: A value is of the wrong kind, or production lacks something it needs.
    """
    env = os.environ if environ is None else environ
    root = root or Path(__file__).resolve().parent.parent
    reader = _Reader(env)
    var_folder = root / reader.text("VAR_FOLDER", "var")
    port, rasa_port = reader.port("PORT", 8080), reader.port("RASA_PORT", 5005)
    mode = reader.one_of("MODE", DEVELOPMENT, (DEVELOPMENT, PRODUCTION))
    host = reader.text("HOST", "127.0.0.1")
    settings = Settings(
        root=root,
        mode=mode,
        host=host,
        port=port,
        internal_port=reader.port("INTERNAL_PORT", 8081),
        public_url=reader.text("PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
        rasa_port=rasa_port,
        rasa_url=reader.text("RASA_URL", f"http://127.0.0.1:{rasa_port}"),
        rasa_timeout_seconds=reader.number("RASA_TIMEOUT_SECONDS", 3.0),
        database_url=reader.text("DATABASE_URL", f"sqlite+aiosqlite:///{var_folder / 'assistant.db'}"),
        rasa_tracker_url=reader.text("RASA_TRACKER_URL", f"sqlite:///{var_folder / 'rasa.db'}"),
        var_folder=var_folder,
        knowledge_folder=root / reader.text("KNOWLEDGE_FOLDER", "knowledge_base"),
        nlu_folder=root / reader.text("NLU_FOLDER", "nlu_data"),
        encoder=reader.text("ENCODER", "builtin-e5"),
        data_key=_secret(reader, "DATA_KEY", var_folder / "secrets" / "data_key"),
        internal_token=_secret(reader, "INTERNAL_TOKEN", var_folder / "secrets" / "internal_token"),
        per_site_per_minute=int(reader.number("PER_SITE_PER_MINUTE", 60)),
        trusted_proxies=reader.networks("TRUSTED_PROXIES"),
        transcript_days=int(reader.number("TRANSCRIPT_DAYS", 90)),
        audit_days=int(reader.number("AUDIT_DAYS", 730)),
        remembered_days=int(reader.number("REMEMBERED_DAYS", 365)),
        map_tiles=reader.tiles("MAP_TILES"),
        booking_change_hours=reader.number("BOOKING_CHANGE_HOURS", 12),
        booking_hold_hours=reader.number("BOOKING_HOLD_HOURS", 4),
        booking_most_open=int(reader.number("BOOKING_MOST_OPEN", 4)),
        booking_kept_days=int(reader.number("BOOKING_KEPT_DAYS", 30)),
        duty_hours=_duty_hours(reader),
        handover_queue=int(reader.number("HANDOVER_QUEUE", 20)),
        complaint_days=int(reader.number("COMPLAINT_DAYS", 15)),
        complaint_kept_days=int(reader.number("COMPLAINT_KEPT_DAYS", 730)),
        wechat=read_wechat(
            reader.text, partial(_secret, reader), reader.one_of, var_folder / "secrets", mode == PRODUCTION
        ),
    )
    if mode == PRODUCTION:
        _refuse_unsafe_production(settings)
    return settings


def secret_files(settings: Settings) -> tuple[Path, Path]:
    """Files that hold the data key and the internal token when the environment does not."""
    folder = settings.var_folder / "secrets"
    return folder / "data_key", folder / "internal_token"


def _secret(reader: "_Reader", name: str, file: Path) -> Secret:
    value = reader.text(name, "")
    if not value and file.is_file():
        value = file.read_text(encoding="ascii").strip()
    return Secret(value)


def _duty_hours(reader: "_Reader") -> DutyHours:
    raw = reader.text("DUTY_HOURS", "00:00-24:00")
    try:
        return DutyHours.parse(raw)
    except InvalidInput as error:
        raise ConfigurationError(f"ASSISTANT_DUTY_HOURS: {error}") from None


def _refuse_unsafe_production(settings: Settings) -> None:
    for name, secret in (("DATA_KEY", settings.data_key), ("INTERNAL_TOKEN", settings.internal_token)):
        if len(secret.value) < 32:
            raise ConfigurationError(
                f"ASSISTANT_{name} is {'missing' if not secret.value else 'shorter than 32 characters'}. "
                "Production needs it: set it, or run the set-up once so that it makes one."
            )
    if not settings.public_url.startswith("https://"):
        raise ConfigurationError(
            f"ASSISTANT_PUBLIC_URL is {settings.public_url!r}. Production needs an https:// address."
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    env: Mapping[str, str]

    def text(self, name: str, default: str) -> str:
        return self.env.get(f"ASSISTANT_{name}", "").strip() or default

    def number(self, name: str, default: float) -> float:
        raw = self.text(name, str(default))
        try:
            value = float(raw)
        except ValueError:
            raise ConfigurationError(f"ASSISTANT_{name} is {raw!r}. It must be a number, e.g. {default}.") from None
        if not 0 < value < float("inf"):
            raise ConfigurationError(f"ASSISTANT_{name} is {raw!r}. It must be a number above 0, e.g. {default}.")
        return value

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        raw = self.text(name, "")
        try:
            return tuple(ip_network(part.strip()) for part in raw.split(",") if part.strip())
        except ValueError:
            raise ConfigurationError(
                f"ASSISTANT_{name} is {raw!r}. It must be a list of networks, e.g. 127.0.0.1,10.0.0.0/8."
            ) from None

    def port(self, name: str, default: int) -> int:
        value = self.number(name, default)
        if value != int(value) or value > 65535:
            raise ConfigurationError(f"ASSISTANT_{name} is {value:g}. It must be a port between 1 and 65535.")
        return int(value)

    def tiles(self, name: str) -> str:
        value = self.text(name, "")
        if value and not (value.startswith("https://") and all(part in value for part in ("{z}", "{x}", "{y}"))):
            raise ConfigurationError(
                f"ASSISTANT_{name} is {value!r}. It must be an https:// address with {{z}}, {{x}} and {{y}}, or empty."
            )
        return value

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise ConfigurationError(f"ASSISTANT_{name} is {value!r}. It must be one of: {', '.join(allowed)}.")
        return value
