"""Who takes part in the demonstration: three municipalities, two prefectures, the Agency.

Ports follow from one base: the network page at the base, each organisation in its own block of ten, the exchange of
a system one hundred above its screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_BASE: Final = 8100
EXCHANGE_ABOVE: Final = 100
"""How far above its screens the exchange of a system listens."""
HIGHEST_BASE: Final = 65535 - 200


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation of the demonstration. `slot` places its ports, `key` names its databases.

    `share` is its part of the synthetic population in hundredths; `area` the municipalities it answers for.
    """

    code: str
    key: str
    kind: str
    name: str
    name_en: str
    prefecture_name: str
    head_title: str
    seal_text: str
    systems: tuple[str, ...]
    slot: int
    share: int = 0
    area: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[Party, ...]:
        """Its systems on the network."""
        return tuple(Party(self.code, system) for system in self.systems)

    @property
    def office(self) -> str:
        """The department whose people work at it."""
        return "市民課" if self.kind == "municipality" else "住民基本台帳担当"

    def database(self, system: str = "") -> str:
        """The name of a system's database; of the host database when none is named."""
        return f"{self.key}_{system or 'host'}"


TOWN: Final = ("register", "municipal_cs")
HEAD_NAME: Final = "見本 太郎"
"""Every head of the demonstration; nobody's name."""

MINATO: Final = Site(
    code="131032",
    key="minato",
    kind="municipality",
    name="港区",
    name_en="Minato City",
    prefecture_name="東京都",
    head_title="東京都港区長",
    seal_text="東京都港区長之印",
    systems=TOWN,
    slot=1,
    share=40,
    area=("131032",),
)
KODAIRA: Final = Site(
    code="132110",
    key="kodaira",
    kind="municipality",
    name="小平市",
    name_en="Kodaira City",
    prefecture_name="東京都",
    head_title="東京都小平市長",
    seal_text="小平市長之印",
    systems=TOWN,
    slot=2,
    share=30,
    area=("132110",),
)
EBINA: Final = Site(
    code="142158",
    key="ebina",
    kind="municipality",
    name="海老名市",
    name_en="Ebina City",
    prefecture_name="神奈川県",
    head_title="神奈川県海老名市長",
    seal_text="海老名市長之印",
    systems=TOWN,
    slot=3,
    share=30,
    area=("142158",),
)
TOKYO: Final = Site(
    code="130001",
    key="tokyo",
    kind="prefecture",
    name="東京都",
    name_en="Tokyo Metropolis",
    prefecture_name="東京都",
    head_title="東京都知事",
    seal_text="東京都知事之印",
    systems=("prefecture",),
    slot=4,
    area=("131032", "132110"),
)
KANAGAWA: Final = Site(
    code="140007",
    key="kanagawa",
    kind="prefecture",
    name="神奈川県",
    name_en="Kanagawa Prefecture",
    prefecture_name="神奈川県",
    head_title="神奈川県知事",
    seal_text="神奈川県知事之印",
    systems=("prefecture",),
    slot=5,
    area=("142158",),
)
AGENCY: Final = Site(
    code="agency",
    key="agency",
    kind="agency",
    name="機構",
    name_en="The Agency",
    prefecture_name="",
    head_title="機構理事長",
    seal_text="機構理事長之印",
    systems=("national",),
    slot=6,
)

SITES: Final = (MINATO, KODAIRA, EBINA, TOKYO, KANAGAWA, AGENCY)
TOWNS: Final = (MINATO, KODAIRA, EBINA)
PREFECTURES: Final = (TOKYO, KANAGAWA)

SYSTEM_NAMES: Final = {
    "register": ("住民記録", "Resident register"),
    "municipal_cs": ("市町村CS", "Municipal CS"),
    "prefecture": ("都道府県サーバ", "Prefecture server"),
    "national": ("全国サーバ", "National server"),
}
"""The names of the systems in the demonstration's tables, Japanese and English."""


def site(code: str) -> Site:
    """The organisation with a code.

    Raises:
        KeyError: it takes no part.
    """
    return _BY_CODE[code]


_BY_CODE: Final = {each.code: each for each in SITES}


def parties() -> Iterator[tuple[Site, str]]:
    """Every system of the network with its organisation, towns first."""
    for each in SITES:
        for system in each.systems:
            yield each, system


def prefecture_of(town: Site) -> Site:
    """The prefecture that a municipality lies in."""
    return next(each for each in PREFECTURES if town.code in each.area)


def screens_port(base: int, where: Site, system: str) -> int:
    """The port of a system's screens."""
    return base + 10 * where.slot + 1 + where.systems.index(system)


def exchange_port(base: int, where: Site, system: str) -> int:
    """The port of a system's exchange (mutual TLS)."""
    return screens_port(base, where, system) + EXCHANGE_ABOVE


def ports(base: int) -> dict[int, str]:
    """Every port of the demonstration and what listens there."""
    found = {base: "network"}
    for where, system in parties():
        found[screens_port(base, where, system)] = f"{where.code}/{system} screens"
        found[exchange_port(base, where, system)] = f"{where.code}/{system} exchange"
    return found


def people_of(total: int) -> dict[str, int]:
    """How many of `total` residents live in each municipality; at least one household's worth each."""
    shares = {town.code: total * town.share // 100 for town in TOWNS}
    shares[MINATO.code] += total - sum(shares.values())
    return shares
