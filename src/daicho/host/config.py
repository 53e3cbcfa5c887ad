"""`host.toml`: what one organisation's host consists of, typed and refused when it is not right.

Every setting is documented in `docs/operations.md` (a test compares the two). Paths are relative to
the file. A refusal names the setting, never its value: connection strings may hold a password.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from daicho.host.config_errors import (
    cannot_read,
    in_the_clear,
    missing,
    not_toml,
    unknown,
    wrong,
)
from daicho.host.errors import HostError, Problem

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Count = Annotated[int, msgspec.Meta(ge=1, le=64)]
Seconds = Annotated[int, msgspec.Meta(ge=60, le=86400)]
Text = Annotated[str, msgspec.Meta(min_length=1)]
Code = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{6}|agency)$")]
Listener = Annotated[str, msgspec.Meta(pattern=r"^[^\s:]+:[0-9]{1,5}$")]
SystemName = Literal["register", "municipal_cs", "prefecture", "national"]
Kind = Literal["municipality", "prefecture", "agency"]

ROLES: dict[str, frozenset[str]] = {
    "municipality": frozenset({"register", "municipal_cs"}),
    "prefecture": frozenset({"prefecture"}),
    "agency": frozenset({"national"}),
}
"""Which systems an organisation of each kind may host. One build serves every role; the role is data."""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: no unknown key passes."""


class Organisation(_Table, frozen=True, kw_only=True):
    """Who runs the host. `head_title` is what certificates carry, with the prefecture's name (STD-5.6)."""

    code: Code
    kind: Kind
    name: Text
    name_en: str = ""
    prefecture_name: str = ""
    head_title: str = ""
    head_name: str = ""
    seal_text: str = ""


class Trust(_Table, frozen=True, kw_only=True):
    """Where the signed trust list is, and the Agency's root certificate it is checked against."""

    list_file: Text = msgspec.field(name="list")
    root: Text


class HostDatabase(_Table, frozen=True, kw_only=True):
    """The host database: accounts, sessions, timetables. `owner` is used by migrations only."""

    dsn: Text
    owner: str = ""
    pool: Count = 4


class Connections(_Table, frozen=True, kw_only=True):
    """The written budget: the most connections that all processes of this host may hold at once."""

    budget: Annotated[int, msgspec.Meta(ge=1, le=10000)]


class Screens(_Table, frozen=True, kw_only=True):
    """What all screens of the host share. TLS is given here, or by a proxy in front (`secure_cookies`)."""

    hosts: tuple[Text, ...] = ("127.0.0.1", "localhost")
    idle_seconds: Seconds = 600
    secure_cookies: bool = False
    certificate: str = ""
    certificate_key: str = ""


class Retention(_Table, frozen=True, kw_only=True):
    """How long records are kept, in years; access records: seven (CTRL on records of use)."""

    access_record_years: Annotated[int, msgspec.Meta(ge=7, le=150)] = 7


class Printing(_Table, frozen=True, kw_only=True):
    """Where released certificates go: a command that reads the document, `{printer}` being filled in, and its printers.

    Without a command a demonstration puts each document into a file under `state/printed`; a host with
    real people issues nothing.
    """

    command: tuple[Text, ...] = ()
    printers: tuple[Text, ...] = ("プリンタ001",)


class Desk(_Table, frozen=True, kw_only=True):
    """What the office has decided about its desk: how many pending acts may become definitive at once (STD-4.0.8)."""

    confirmed_at_once: Annotated[int, msgspec.Meta(ge=1, le=500)] = 20


class SystemHost(_Table, frozen=True, kw_only=True):
    """One hosted system: its database, its keys, its two listeners and its pools."""

    dsn: Text
    owner: str = ""
    keys: Text
    screens: Listener
    exchange: Listener
    exchange_url: str = ""
    workers: Count = 1
    threads: Count = 8
    pool: Count = 8
    log_pool: Count = 4
    exchange_pool: Count = 6

    def connections(self, host_pool: int) -> int:
        """The most connections its processes open: screens workers, and one exchange process."""
        screens = self.workers * (host_pool + self.pool + self.log_pool)
        return screens + host_pool + self.exchange_pool + self.log_pool


class HostConfig(_Table, frozen=True, kw_only=True):
    """The whole of `host.toml`. `base` is the directory that relative paths start from."""

    organisation: Organisation
    trust: Trust
    database: HostDatabase
    connections: Connections
    systems: dict[SystemName, SystemHost]
    screens: Screens = Screens()
    retention: Retention = Retention()
    printing: Printing = Printing()
    desk: Desk = Desk()
    state: Text = "state"
    font: str = ""
    synthetic: bool = False
    movable_date: bool = False
    base: str = "."

    def path(self, written: str) -> Path:
        """A path of the file, relative to where the file lies."""
        return (Path(self.base) / Path(written).expanduser()).absolute()

    @property
    def connections_needed(self) -> int:
        """The computed need: every system's processes, and three for migrations and the supervisor."""
        return 3 + sum(system.connections(self.database.pool) for system in self.systems.values())


def listener(written: str) -> tuple[str, int]:
    """The address and port of a listener written `127.0.0.1:8101`."""
    host, _, port = written.rpartition(":")
    return host, int(port)


def load(file: Path) -> HostConfig:
    """Read and judge `host.toml`.

    Raises:
        HostError: H-CFG-01 to H-CFG-11, with every problem found at the first stage that fails.
    """
    try:
        written = file.read_bytes()
    except OSError as error:
        raise HostError(cannot_read(file, error)) from None
    try:
        table = tomllib.loads(written.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HostError(not_toml(file, error)) from None
    strange = _strange(table)
    if strange:
        raise HostError(*map(unknown, strange))
    try:
        config = msgspec.convert(table | {"base": str(file.absolute().parent)}, HostConfig)
    except msgspec.ValidationError as error:
        raise HostError(_refusal(str(error))) from None
    problems = list(judge(config))
    if problems:
        raise HostError(*problems)
    return config


def _strange(table: dict[str, Any]) -> list[str]:
    """Names that only look like settings: our own, and systems that there are none of."""
    systems = table.get("systems")
    named = sorted(systems) if isinstance(systems, dict) else []
    own = ["base"] if "base" in table else []
    return own + [f"systems.{name}" for name in named if name not in get_args(SystemName)]


_LOOPBACK = re.compile(r"127\.[0-9.]+|localhost|\[?::1\]?")
_AT = re.compile(r" - at (?:`key` in )?`\$?\.?(?P<place>[^`]*)`$")
_NAMED = re.compile(r"(?P<kind>unknown|required) field `(?P<field>[^`]*)`")
_EXPECTED = re.compile(r"Expected `(?P<type>[^`]*)`(?P<range> [<>]=? [0-9.]+)?")


def _refusal(said: str) -> Problem:
    """Turn msgspec's message into ours; the offending value is never quoted."""
    found = _AT.search(said)
    place = found["place"].replace("[...]", ".<system>") if found else ""
    named = _NAMED.search(said)
    if named:
        full = f"{place}.{named['field']}".lstrip(".")
        return unknown(full) if named["kind"] == "unknown" else missing(full)
    expected = _EXPECTED.search(said)
    form = _FORMS.get(place.rpartition(".")[2], "")
    return wrong(place, form or (expected["type"] + (expected["range"] or "") if expected else ""))


_FORMS = {"screens": "127.0.0.1:8101", "exchange": "127.0.0.1:8102", "code": "142158, agency"}
"""What values look like of which their type says too little."""


def judge(config: HostConfig) -> list[Problem]:
    """What the types cannot say: roles, ports, budget, dates, addresses."""
    return [
        *_roles(config),
        *_code(config),
        *_connections(config),
        *_listeners(config),
        *_unprotected(config),
        *_budget(config),
        *_urls(config),
        *_movable(config),
    ]


def _roles(config: HostConfig) -> list[Problem]:
    if not config.systems:
        return [missing("systems")]
    allowed = ROLES[config.organisation.kind]
    return [
        Problem(
            code="H-CFG-06",
            what=f"この団体は {system} を設置できません。",
            what_en=f"This organisation cannot host {system}.",
            why=f"種別 {config.organisation.kind} の団体が設置できるのは {', '.join(sorted(allowed))} です。",
            why_en=f"An organisation of kind {config.organisation.kind} hosts {', '.join(sorted(allowed))}.",
            mend=f"[systems.{system}] を除くか、organisation.kind を確かめてください。",
            mend_en=f"Remove [systems.{system}], or check organisation.kind.",
        )
        for system in config.systems
        if system not in allowed
    ]


def _code(config: HostConfig) -> list[Problem]:
    from daicho.values.errors import InvalidValue
    from daicho.values.numbers import MunicipalityCode

    code, kind = config.organisation.code, config.organisation.kind
    if (code == "agency") != (kind == "agency"):
        return [wrong("organisation.code", "agency, 142158")]
    try:
        if code != "agency":
            MunicipalityCode.parse(code)
    except InvalidValue:
        return [wrong("organisation.code", "6桁・検査数字付き 6 digits with check digit: 142158")]
    return []


def _connections(config: HostConfig) -> list[Problem]:
    """Connection strings that can be read; they are never repeated, as they may hold a password."""
    written = {"database.dsn": config.database.dsn, "database.owner": config.database.owner}
    for name, system in config.systems.items():
        written |= {f"systems.{name}.dsn": system.dsn, f"systems.{name}.owner": system.owner}
    return [wrong(setting, "host=… dbname=… user=…") for setting, dsn in written.items() if not _readable(dsn)]


def _readable(dsn: str) -> bool:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        return False
    return True


def _listeners(config: HostConfig) -> list[Problem]:
    problems: list[Problem] = []
    taken: dict[tuple[str, int], str] = {}
    for name, system in config.systems.items():
        for kind, written in (("screens", system.screens), ("exchange", system.exchange)):
            setting = f"systems.{name}.{kind}"
            address = listener(written)
            if not 1 <= address[1] <= 65535:  # noqa: PLR2004  # the range of TCP ports
                problems.append(wrong(setting, "host:port"))
            elif address in taken:
                problems.append(_same_port(taken[address], setting))
            taken.setdefault(address, setting)
    return problems


def _unprotected(config: HostConfig) -> list[Problem]:
    """Screens that other machines reach need TLS: their own, or a proxy's in front."""
    if config.screens.certificate or config.screens.secure_cookies:
        return []
    return [
        in_the_clear(f"systems.{name}.screens")
        for name, system in config.systems.items()
        if not _LOOPBACK.fullmatch(listener(system.screens)[0])
    ]


def _same_port(first: str, second: str) -> Problem:
    return Problem(
        code="H-CFG-07",
        what=f"{first} と {second} が同じ待受けを指しています。",
        what_en=f"{first} and {second} name the same listener.",
        why="一つのポートで待ち受けられるのは一つだけです。",
        why_en="One port serves one listener.",
        mend="一方のポートを変えてください。",
        mend_en="Change one of the ports.",
    )


def _budget(config: HostConfig) -> list[Problem]:
    needed, written = config.connections_needed, config.connections.budget
    if needed <= written:
        return []
    return [
        Problem(
            code="H-CFG-08",
            what=f"接続数の合計 {needed} が予算 {written} を超えています。",
            what_en=f"The pools add up to {needed} connections, the written budget is {written}.",
            why="予算を超えると、混雑時にデータベースが接続を断ります。",
            why_en="Above the budget the database refuses connections when it is busy.",
            mend="connections.budget を増やすか、workers・pool・log_pool・exchange_pool を減らしてください。",
            mend_en="Raise connections.budget, or lower workers, pool, log_pool or exchange_pool.",
        )
    ]


def _urls(config: HostConfig) -> list[Problem]:
    return [
        wrong(f"systems.{name}.exchange_url", "https://host:port")
        for name, system in config.systems.items()
        if system.exchange_url and urlsplit(system.exchange_url).scheme != "https"
    ]


def _movable(config: HostConfig) -> list[Problem]:
    if not config.movable_date or config.synthetic:
        return []
    return [
        Problem(
            code="H-CFG-09",
            what="業務日付を動かせる設定 (movable_date) が実データのホストにあります。",
            what_en="movable_date is set on a host that is not synthetic.",
            why="実際の事務では、日付は実際の日付でなければなりません。",
            why_en="In real work the date is the real date.",
            mend="movable_date を除いてください。デモと試験では synthetic = true とともに使います。",
            mend_en="Remove movable_date; demonstrations and tests set synthetic = true with it.",
        )
    ]
