"""A throw-away server with the register's database, for the benchmarks of this folder."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))


@contextmanager
def register(*, durable: bool = True) -> Iterator[Any]:
    """Yield the system databases of a fresh server; Django's alias "register" leads to an empty register."""
    import os

    os.environ["DAICHO_TEST_APPS"] = "register"
    import django_support

    django_support.configure()
    from daicho.access import vault_keys
    from daicho.exchange import pki, runtime
    from daicho.host.postgres import Cluster, Sizes
    from daicho.identification.numbers import NUMBER_KEYS
    from daicho.protocol.parties import Party

    with tempfile.TemporaryDirectory(prefix="daicho-bench-") as place:
        parties = Party("142158", "register"), Party("142158", "municipal_cs")
        world = pki.create_world(Path(place) / "keys", dict.fromkeys(parties, "https://127.0.0.1:9"))
        vault_keys.save(vault_keys.new_keys(), world.keys_of(parties[0]) / NUMBER_KEYS)
        runtime.configure(
            "register",
            party=parties[0],
            keys=world.keys_of(parties[0]),
            trust_list=world.trust_list,
            trust_root=world.root,
        )
        cluster = Cluster(
            Path(place) / "postgres", sizes=Sizes(shared_buffers="512MB", maintenance_work_mem="128MB", durable=durable)
        )
        cluster.start()
        databases = django_support.SystemDatabases(cluster)
        try:
            databases.prepare(["default", "register"])
            yield databases
        finally:
            databases.close()
            cluster.destroy()


def population(path: Path, people: int, *, size: int = 2) -> Path:
    """Write a load file of plain made-up households; `world` writes plausible ones, this is for speed only."""
    import datetime as dt

    from daicho.law.records import PersonKind, ResidentRecord, Sex, State
    from daicho.protocol.load_files import FileHeader, FileKind, FileWriter, LoadedHousehold, LoadedPerson
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName
    from daicho.values.numbers import (
        AddresseeNumber,
        HouseholdNumber,
        IndividualNumber,
        MunicipalityCode,
        ResidentRecordCode,
    )

    families = [a + b for a in "山川田中村木林森島原野高松竹梅石岩谷沢池" for b in "本田口下上山川村井野崎島岡原沢"]
    givens = [a + b for a in "一二三四五太和正美花春夏秋冬光明恵優真翔" for b in "郎子男美江夫介平之香代樹斗菜"]
    kana = [
        "アオ",
        "イシ",
        "ウメ",
        "エン",
        "オカ",
        "カワ",
        "キタ",
        "クボ",
        "コン",
        "サト",
        "シマ",
        "スギ",
        "タカ",
        "ナカ",
    ]

    def record(serial: int, household: int, place: int, head: str | None) -> ResidentRecord:
        family, given = families[household % len(families)], givens[(household * 7 + place * 13) % len(givens)]
        return ResidentRecord(
            addressee_number=AddresseeNumber.from_serial(serial),
            household_number=HouseholdNumber.from_serial(household),
            kind=PersonKind.JAPANESE,
            state=State.PRESENT,
            name=PersonName(family, given, kana[household % 14] + kana[household % 13], kana[(household + place) % 14]),
            birth_date=RegisterDate(dt.date(1940 + (household + place * 30) % 80, 1 + serial % 12, 1 + serial % 28)),
            sex=Sex.FEMALE if serial % 2 else Sex.MALE,
            address=Address(
                municipality_code="142158",
                town="中央一丁目",
                lot=f"{household % 900 + 1}番{household % 30 + 1}号",
                building=f"見本荘{household % 400}号室" if household % 3 else "",
                postal_code="2430434",
            ),
            relationship="世帯主" if place == 0 else "子",
            head_name=head,
            became_resident_on=RegisterDate(dt.date(2021, 4, 1)),
            address_set_on=RegisterDate(dt.date(2021, 4, 1)),
            notified_on=RegisterDate(dt.date(2021, 4, 2)),
            resident_record_code=ResidentRecordCode.synthetic(serial),
            domicile="神奈川県海老名市中央一丁目1番地",
            first_listed_person="見本　太郎",
        )

    writer = FileWriter(
        FileHeader(
            kind=FileKind.RESIDENTS,
            format=1,
            municipality_code=MunicipalityCode.parse("142158"),
            as_of=dt.date(2026, 11, 21),
            synthetic=True,
            people=people,
        )
    )
    with path.open("wb") as file:
        file.write(writer.first)
        for household in range(1, people // size + 1):
            head = record(household * size, household, 0, None).name.written
            members = tuple(
                LoadedPerson(
                    record(household * size + place, household, place, head),
                    IndividualNumber.synthetic(household * size + place),
                )
                for place in range(size)
            )
            file.write(writer.line(LoadedHousehold(HouseholdNumber.from_serial(household), members)))
        file.write(writer.last())
    return path
