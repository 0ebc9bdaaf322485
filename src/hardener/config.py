"""hardener.toml: which accounts there are, and which programs get which profile."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from hardener import mistakes, questions
from hardener.errors import HardenerError
from hardener.feeds import Feeds
from hardener.files import FileError, NoFileError, read_text, shallow
from hardener.fixes import Place
from hardener.language import ENGLISH, LanguageError, language, marked
from hardener.model import Model, Target, Unreadable, ZoneName
from hardener.notice.own import NoticeOptions
from hardener.pattern import fits, well_named
from hardener.people import MAIL, Notify, People
from hardener.unattended import StoreOptions, WatchOptions

SECRET_WORDS = ("secret", "password", "passcode", "token", "api_key", "private_key")


class ConfigError(HardenerError):
    """The configuration cannot be used: which file, which key, what is wrong with it."""


class Library(Model):
    """Whose programs these are."""

    name: str = ""
    timezone: ZoneName = "UTC"
    """IANA name; dates in reports are in it."""
    language: str = ENGLISH
    """Of screens, pages, letters and messages."""
    weeks: Annotated[int, Field(ge=1, le=26)] = 4
    """How far ahead an audit looks."""
    minutes: Annotated[float, Field(gt=0, le=1440)] = 15
    """How long an audit may take; what is not read by then is told as such."""
    card: tuple[str, ...] = questions.CARDS
    """What the library calls its card, beside "library card", where its sign-up forms ask for it."""

    @field_validator("language")
    @classmethod
    def _spoken(cls, code: str) -> str:
        try:
            language(code)
        except LanguageError as error:
            raise ValueError(str(error)) from None
        return code

    @field_validator("card")
    @classmethod
    def _names(cls, card: tuple[str, ...]) -> tuple[str, ...]:
        if vague := [name for name in card if not questions.names_a_card(name)]:
            raise ValueError(mistakes.ANY_CARD.format(given=repr(vague[0])))
        return card


class Connection(BaseModel):
    """One account at one vendor; keys that are not here go to the vendor's adapter."""

    model_config = ConfigDict(frozen=True, extra="allow")

    vendor: str
    fix_at: str = "host"
    """`host`, `account` or `group:NAME`: where shared settings are fixed."""
    workers: Annotated[int, Field(ge=1, le=32)] = 8
    """Reads at the same time."""
    ca: Path | None = None
    """A PEM file with the certificates of your own proxy."""

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, given: object) -> object:
        for key in given if isinstance(given, Mapping) else ():
            if any(word in str(key).casefold() for word in SECRET_WORDS) and not str(key).endswith(("_url", "_index")):
                raise ValueError(mistakes.SECRET.format(key=key))
        return given

    @field_validator("fix_at")
    @classmethod
    def _place(cls, text: str) -> str:
        if text not in {"host", "account"} and not text.removeprefix("group:").strip():
            said = marked("write host, account, or group:NAME")
            raise ValueError(said)
        if text not in {"host", "account"} and not text.startswith("group:"):
            raise ValueError(mistakes.NO_PLACE.format(given=repr(text)))
        return text

    @property
    def place(self) -> Place:
        """Return where shared settings are fixed."""
        if self.fix_at.startswith("group:"):
            return Place("group", self.fix_at.removeprefix("group:").strip())
        return Place("account" if self.fix_at == "account" else "host")

    @property
    def options(self) -> Mapping[str, JsonValue]:
        """Return the keys for the vendor's adapter."""
        return dict(self.model_extra or {})


class Rule(Model):
    """Which programs get a profile: all the keys given must match; `*` stands for anything."""

    profile: str
    title: str | None = None
    host: str | None = None
    group: str | None = None
    kind: str | None = None
    tag: str | None = None
    connection: str | None = None
    sign_up: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    """Where families sign up instead of on the platform: `LibCal`."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.title, self.host, self.group, self.kind, self.tag, self.connection)):
            said = marked("give at least one of title, host, group, kind, tag, connection; for all others: default")
            raise ValueError(said)
        return self

    def matches(self, connection: str, target: Target | Unreadable) -> bool:
        """Tell whether `target` is a program that this rule is for."""
        program = target.program
        if program is None:
            return False
        return (
            fits(self.connection, connection)
            and fits(self.title, target.title)
            and fits(self.host, program.host_name)
            and (self.group is None or any(fits(self.group, group) for group in program.groups))
            and fits(self.kind, program.kind)
            and (self.tag is None or any(fits(self.tag, tag) for tag in program.tags))
        )


class Apply(Model):
    """Who may change programs, and how much at once."""

    allowed_by: tuple[str, ...] = ()
    """Names that `apply --operator` accepts; empty: anybody who can run it."""
    max_changes: Annotated[int, Field(ge=1)] = 1000


class ServeOptions(Model):
    """Pages for several people, behind the library's own proxy."""

    host: str = ""
    """The name under which the proxy serves them: `hardener.library.org`; empty: on this machine only."""
    proxies: tuple[str, ...] = ()
    """Addresses of the proxies whose headers are believed; empty: nobody's are."""
    role_header: str = "X-Hardener-Role"
    """`viewer` or `operator`; the proxy must set it itself and let nobody else."""
    name_header: str = "X-Hardener-Name"
    """Who it is, for the journal."""


class Config(Model):
    """The whole file."""

    library: Library = Library()
    connections: Mapping[str, Connection]
    default: str = "storytime"
    """The profile by which programs are judged that no rule matches; nothing is written to these."""
    programs: tuple[Rule, ...] = ()
    apply: Apply = Apply()
    store: StoreOptions = StoreOptions()
    watch: WatchOptions = WatchOptions()
    serve: ServeOptions = ServeOptions()
    notify: Notify = Notify()
    people: People = People()
    calendar: Feeds = Field(default_factory=dict)
    """The library's own public calendars, by name."""
    notice: NoticeOptions = NoticeOptions()

    @field_validator("notify", mode="before")
    @classmethod
    def _no_addresses(cls, given: object) -> object:
        for name, channel in given.items() if isinstance(given, Mapping) else ():
            if "://" in str(channel) and not isinstance(channel, Mapping):
                raise ValueError(f"{name}: {mistakes.NOT_HERE.format(name=name)}")
            for key, value in channel.items() if isinstance(channel, Mapping) else ():
                if key != "least" and (key == "url" or "://" in str(value)):
                    raise ValueError(f"{name}.{key}: {mistakes.NOT_HERE.format(name=name)}")
        return given

    @field_validator("connections")
    @classmethod
    def _named(cls, connections: Mapping[str, Connection]) -> Mapping[str, Connection]:
        if not connections:
            said = marked('there is no connection; add [connections.NAME] with vendor = "zoom"')
            raise ValueError(said)
        return well_named(connections, marked("connection"))

    @field_validator("notify")
    @classmethod
    def _channels(cls, notify: Notify) -> Notify:
        well_named(notify.channels, marked("channel"))
        return notify

    @model_validator(mode="after")
    def _one_mail(self) -> Self:
        if self.people.anybody and MAIL in self.notify.channels:
            raise ValueError(mistakes.MAIL_TWICE.format(key=f"notify.{MAIL}"))
        return self

    def options_of(self, connection: str) -> Mapping[str, JsonValue]:
        """Return the keys for the adapter of a connection: its own, and what holds for the whole library."""
        return {questions.OPTION: list(self.library.card), **self.connections[connection].options}

    def rule_of(self, connection: str, target: Target | Unreadable) -> Rule | None:
        """Return the first rule that a program matches; None where none names it."""
        return next((rule for rule in self.programs if rule.matches(connection, target)), None)

    def profile_of(self, connection: str, target: Target | Unreadable) -> str:
        """Return the name of the profile for a program: that of the first rule that matches, else the default."""
        rule = self.rule_of(connection, target)
        return self.default if rule is None else rule.profile

    def sign_up_of(self, connection: str, target: Target | Unreadable) -> str:
        """Return where families sign up for a program instead of on the platform; empty where they do not."""
        rule = self.rule_of(connection, target)
        return (rule.sign_up or "") if rule is not None else ""

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return every profile that is named, once."""
        announced = (name for feed in self.calendar.values() for name in feed.profiles)
        return tuple(dict.fromkeys((*(rule.profile for rule in self.programs), self.default, *announced)))


def load(path: Path) -> Config:
    """Return the configuration in `path`. Raises `ConfigError`, with the line or the key."""
    try:
        text = read_text(path)
    except NoFileError:
        raise ConfigError(f"{path}: {mistakes.NO_CONFIG}") from None
    except FileError as error:
        raise ConfigError(str(error)) from None
    return parse(text, path)


def parse(text: str, path: Path) -> Config:
    """Return the configuration that `text` holds; `path` is for messages. Raises `ConfigError`."""
    try:
        tree: dict[str, Any] = tomllib.loads(text)
        shallow(tree, str(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path}: {mistakes.NOT_TOML}") from None
    except FileError as error:
        raise ConfigError(str(error)) from None
    try:
        return Config.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    """Return the first thing that is wrong, with its key as it stands in the file."""
    first = error.errors(include_url=False, include_input=False)[0]
    steps = [f"number {step + 1}" if isinstance(step, int) else str(step) for step in first["loc"]]
    where = ".".join(steps).replace(".number", " number") or "file"
    said = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    return f"{where}: {said}"
