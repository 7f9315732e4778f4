"""app.yaml and the environment become one frozen `Settings`; what is wrong is said with its place and what to do.

The environment stands over app.yaml, app.yaml over the defaults. Secrets come from the environment only.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot import keys
from bot.domain import calendar
from bot.keys import fresh_key as fresh_key
from bot.whereabouts import place_of

PREFIX = "FIRESIDE_"
FILE = "FIRESIDE_APP_YAML"
NO_FILE = "none"  # what FILE says where there is none
# Names that the platforms' own tools use, and where they belong.
PLATFORM_NAMES: Mapping[str, tuple[str, str]] = {
    "SLACK_BOT_TOKEN": ("slack", "bot_token"),
    "SLACK_SIGNING_SECRET": ("slack", "signing_secret"),
    "SLACK_APP_TOKEN": ("slack", "app_token"),
    "SLACK_CLIENT_ID": ("slack", "client_id"),
    "SLACK_CLIENT_SECRET": ("slack", "client_secret"),
    "SLACK_API_URL": ("slack", "api_url"),
    "MICROSOFT_APP_ID": ("teams", "app_id"),
    "MICROSOFT_APP_PASSWORD": ("teams", "app_password"),
    "MICROSOFT_APP_TENANT_ID": ("teams", "app_tenant_id"),
    "TEAMS_OPENID_URL": ("teams", "openid_url"),
    "TEAMS_LOGIN_URL": ("teams", "login_url"),
    "TEAMS_ALLOWED_SERVICE_HOSTS": ("teams", "allowed_service_hosts"),
    "TEAMS_TENANTS": ("teams", "tenants"),
    "TEAMS_ANONYMOUS": ("teams", "anonymous"),
}
SECRETS = frozenset(
    {"secret_key", "old_secret_keys", "bot_token", "signing_secret", "app_token", "client_secret", "app_password"}
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SEVERAL = frozenset({"old_secret_keys", "values", "prompt_packs", "allowed_service_hosts", "tenants"})
OPEN_DOOR = "TEAMS_ANONYMOUS works on this machine only: set FIRESIDE_HOST to 127.0.0.1, or leave it away."
# What pydantic calls things, in words for whoever wrote the file; what stands in braces is the limit.
EXPECTED: Mapping[str, str] = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "string_type": "text",
    "tuple_type": "a list, such as [one, two]",
    "model_type": "settings of its own under it, such as those in the app.yaml that ships",
    "time_parsing": 'a time, such as "10:00"',
    "time_type": 'a time, such as "10:00"',
    "less_than_equal": "{le} at most",
    "greater_than_equal": "{ge} at least",
    "greater_than": "more than {gt}",
    "too_long": "{max_length} at most",
}


class SettingsError(Exception):
    """The settings cannot be used; the message names file, line and what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _clock_time(value: object) -> object:
    """YAML reads an unquoted 10:00 as the number 600; an hour alone, or 10.30, would be a moment after midnight."""
    minutes_an_hour = 60
    if isinstance(value, float) or (isinstance(value, int) and value < minutes_an_hour):
        raise ValueError(f"expected {EXPECTED['time_parsing']}")
    if isinstance(value, int):
        return time(value // minutes_an_hour, value % minutes_an_hour)
    return value


def _small(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


LocalTime = Annotated[time, BeforeValidator(_clock_time)]
Weekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], BeforeValidator(_small)
]


class RhythmSettings(_Part):
    """What a new circle is proposed; each circle may change it."""

    question_day: Weekday = "thursday"
    question_time: LocalTime = time(10)
    digest_day: Weekday = "tuesday"
    digest_time: LocalTime = time(10)
    zone: str = "UTC"
    language: Literal["en", "nl"] = "en"
    values: tuple[str, ...] = Field(default=(), max_length=5)

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        if not calendar.valid_zone(value):
            message = f"{value!r} is no IANA time zone; use one such as Europe/Amsterdam"
            raise ValueError(message)
        return value


class SlackSettings(_Part):
    """How Slack is reached; without enough secrets Slack is off."""

    bot_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    api_url: str = "https://slack.com/api/"
    thread_answers: bool = True

    @property
    def on(self) -> bool:
        """Whether there is enough to run: a way for Slack to reach this, and a way to a token."""
        bot, client = self.bot_token.get_secret_value(), self.client_id and self.client_secret.get_secret_value()
        app, secret = self.app_token.get_secret_value(), self.signing_secret.get_secret_value()
        return bool((app and bot) or (secret and (bot or client)))


class TeamsSettings(_Part):
    """How Teams is reached; off without an app id and its password. No `tenants` are the app's own, `*` is all."""

    app_id: str = ""
    app_password: SecretStr = SecretStr("")
    app_tenant_id: str = ""
    openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    login_url: str = "https://login.microsoftonline.com"
    allowed_service_hosts: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    anonymous: bool = False

    @property
    def on(self) -> bool:
        """Whether there is enough to run."""
        return self.anonymous or bool(self.app_id and self.app_password.get_secret_value())


class PeopleSettings(_Part):
    """Who beside members may be thanked and heard."""

    guests: bool = False
    outsiders: bool = False


class Settings(_Part):
    """One installation's choices."""

    database_url: str = "sqlite:///fireside.db"
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    old_secret_keys: tuple[SecretStr, ...] = ()  # those before it
    tick_seconds: float = Field(default=1.0, gt=0, le=60)
    database_pool: int = Field(default=8, ge=1, le=100)
    backup_folder: str = ""
    backups_kept: int = Field(default=7, ge=1, le=365)
    keep_months: int = 0
    traces: bool = False
    log_format: Literal["json", "plain"] = "plain"
    prompt_packs: tuple[str, ...] = ()
    rhythm: RhythmSettings = RhythmSettings()
    people: PeopleSettings = PeopleSettings()
    slack: SlackSettings = SlackSettings()
    teams: TeamsSettings = TeamsSettings()

    @field_validator("keep_months")
    @classmethod
    def _long_enough(cls, value: int) -> int:
        if value not in {0, *range(3, 601)}:
            raise ValueError("3 to 600, since a digest looks back eight weeks; 0 keeps without an end")
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.query or parts.fragment)
        except ValueError:
            whole = False
        if value and not whole:
            raise ValueError(f"{value!r} is no address; it looks like https://fireside.example.org")
        return value

    @property
    def key(self) -> bytes:
        """The secret key's 32 bytes; raises SettingsError where it is missing or no such key."""
        key = keys.decoded(self.secret_key.get_secret_value())
        if key is None:
            raise SettingsError(keys.MISSING)
        return key

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The secret key and those before it, the current one first; raises SettingsError."""
        old = [keys.decoded(key.get_secret_value()) for key in self.old_secret_keys]
        if None in old:
            raise SettingsError(keys.ODD)
        return tuple(dict.fromkeys([self.key, *(key for key in old if key)]))


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Give the settings from app.yaml (or `path`) and the environment; raises SettingsError."""
    env = os.environ if environment is None else environment
    named = env.get(FILE, "")
    file = path or Path(os.devnull if named == NO_FILE else named or "app.yaml")
    if named and not (path or file.exists()):
        raise SettingsError(f"{FILE}: {file}: no such file. Where there is to be none, say {NO_FILE}.")
    data = _from_file(file, must=path is not None)
    variables = _variables(env)
    for name, steps in variables.items():
        _put(data, steps, env[name])
    try:
        return Settings.model_validate(data)
    except ValidationError as problem:
        raise SettingsError("\n".join(_told(file, variables, e) for e in problem.errors())) from None


def _from_file(file: Path, *, must: bool) -> dict[str, Any]:
    if not file.exists():
        if must:
            raise SettingsError(f"{file}: no such file")
        return {}
    import yaml  # noqa: PLC0415 - only where there is such a file

    try:
        data = yaml.safe_load(file.read_text("utf-8")) or {}
    except OSError as problem:
        raise SettingsError(f"{file}: cannot be read: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else str(file)
        raise SettingsError(f"{place}: this is not YAML; check the indentation and the quotes there") from None
    if not isinstance(data, dict):
        raise SettingsError(f"{file}: expected names with values, such as `port: 3000`")
    _no_secrets(file, data)
    return {name: value for name, value in data.items() if value is not None}  # a heading with nothing under it


def _no_secrets(file: Path, data: Mapping[str, Any]) -> None:
    parts = [data, *(v for v in data.values() if isinstance(v, dict))]
    found = sorted({name for part in parts for name in part if name in SECRETS})
    if found:
        message = f"{file}: {', '.join(found)}: secrets do not belong in a file; put them into the environment"
        raise SettingsError(message)


def _variables(env: Mapping[str, str]) -> dict[str, list[str]]:
    """Give the variables that are settings, each with the steps to what it sets."""
    ours = [name for name in env if name.startswith(PREFIX) and name != FILE]
    steps = {name: name.removeprefix(PREFIX).lower().split("__") for name in ours}
    return steps | {name: [*path] for name, path in PLATFORM_NAMES.items() if name in env}


def _put(data: dict[str, Any], path: list[str], value: str) -> None:
    for step in path[:-1]:
        inner = data.setdefault(step, {})
        if not isinstance(inner, dict):
            return  # it should have parts and has none: that is told with its place
        data = inner
    data[path[-1]] = [v.strip() for v in value.split(",") if v.strip()] if path[-1] in SEVERAL else value


def _told(file: Path, variables: Mapping[str, Sequence[str]], error: Any) -> str:
    where = [str(step) for step in error["loc"]]
    name = ".".join(where)
    place = place_of(file, where, variables, f"{PREFIX}{'__'.join(where).upper()}")
    if error["type"] == "extra_forbidden":
        return f"{place}: {name}: there is no such setting; known here: {', '.join(_known(where))}"
    if error["type"] in EXPECTED:
        return f"{place}: {name}: expected {EXPECTED[error['type']].format(**error.get('ctx', {}))}"
    said = error["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
    return f"{place}: {name}: {said}"


def _known(where: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for step in where[:-1]:
        inner = model.model_fields[step].annotation
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    return sorted(set(model.model_fields) - SECRETS)
