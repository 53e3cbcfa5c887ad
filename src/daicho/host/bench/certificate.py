"""`daicho bench certificate`: a copy of a resident record finished, against the bare compile of the same page.

Finished means typeset, signed, sent back from the press's own process, opened again and its binding compared with the
request. Each certificate has a text of its own, so that nothing is remembered between two. The floor is Typst's
compile of as many pages of the same form, in this process.
"""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from daicho.host.bench.ground import TOWN
from daicho.host.bench.report import Figure, Report, at_least, at_most, percentile

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.documents.certificates import Certificate, PersonBlock
    from daicho.documents.press import PressSettings

A_SECOND: Final = 10
P95_MS: Final = 150
PERSONS: Final = 3
WARM: Final = 3


def run(*, certificates: int) -> Report:
    """Finish so many certificates one after another, each beside a bare compile."""
    from daicho.documents.press import Press
    from daicho.documents.typesetting import Typesetter
    from daicho.host.font import find_font

    begun = time.perf_counter()
    font = find_font()
    with tempfile.TemporaryDirectory(prefix="daicho-bench-") as directory:
        settings = _settings(Path(directory), font)
        press, compiler = Press(settings), Typesetter(font)
        times: list[float] = []
        floors: list[float] = []
        try:
            for at in range(certificates + WARM):
                finished = _ms(partial(press.finish, copy_of(at)))
                bare = _ms(partial(compiler.typeset, copy_of(at), settings.binding_key))
                if at >= WARM:
                    times.append(finished)
                    floors.append(bare)
        finally:
            press.close()
    return Report(
        bench="certificate",
        sizes={"certificates": certificates, "persons on each": PERSONS},
        figures=(
            Figure(
                name="certificates a second, one process",
                value=1000 * len(times) / sum(times),
                unit="certificates/s",
                floor=1000 * len(floors) / sum(floors),
                bar=at_least(A_SECOND),
                note="floor: bare compile",
            ),
            Figure(
                name="render, sign, re-read, p95",
                value=percentile(times, 0.95),
                unit="ms",
                floor=percentile(floors, 0.95),
                bar=at_most(P95_MS),
            ),
        ),
        seconds=time.perf_counter() - begun,
    )


def _ms(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _settings(directory: Path, font: Path) -> PressSettings:
    """A root, and a key of a municipality under it, as the demonstration makes them."""
    from daicho.documents.press import PressSettings
    from daicho.exchange import pki
    from daicho.host.demo import document_keys
    from daicho.host.demo.organisations import site

    world = pki.create_world(directory / "keys", {})
    made = directory / "documents"
    made.mkdir()
    document_keys.make(pki.read_root(directory / "keys"), site(TOWN), made)
    return PressSettings(
        font=str(font),
        signing_key=str(made / document_keys.KEY),
        signing_certificate=str(made / document_keys.CERTIFICATE),
        root_certificate=str(world.root),
        binding_key=(made / document_keys.BINDING).read_bytes(),
    )


def copy_of(serial: int) -> Certificate:
    """A copy of the record of a household of three, unlike every other."""
    from daicho.documents.certificates import ATTESTATIONS, Cell, Certificate, Form, Issuer

    return Certificate(
        form=Form.HOUSEHOLD_COPY,
        request_id=secrets.token_hex(16),
        issue_number=f"20261121 海老名市 本庁1 プリンタ001 {serial:05}",
        issued_on=dt.date(2026, 11, 21),
        issued_text="令和8年11月21日",
        issuer=Issuer(TOWN, "海老名市", "神奈川県海老名市長", "見本　太郎", "海老名市長之印"),
        subjects=tuple(f"{serial}{place}" for place in range(PERSONS)),
        head=((Cell("住所", f"神奈川県海老名市勝瀬{serial}番地の1", 12),), (Cell("世帯主", "見本　太郎", 12),)),
        persons=tuple(_person(serial, place) for place in range(PERSONS)),
        attestation=ATTESTATIONS[Form.HOUSEHOLD_COPY],
    )


def _person(serial: int, place: int) -> PersonBlock:
    from daicho.documents.certificates import EMPTY, OMITTED, Cell, PersonBlock

    given = ("太郎", "花子", "髙志")[place]
    return PersonBlock(
        addressee_number=f"{serial}{place}",
        rows=(
            (
                Cell("番号", str(place + 1), 1),
                Cell("氏名", f"見本　{given}", 6, exact=True, above="ミホン"),
                Cell("旧氏", EMPTY, 5),
            ),
            (Cell("生年月日", f"昭和{40 + serial % 20}年4月1日", 4), Cell("性別", "男", 2), Cell("続柄", "子", 6)),
            (
                Cell("住民となった日", "令和3年4月1日", 4),
                Cell("住所を定めた日", "令和3年4月1日", 4),
                Cell("届出日", "令和3年4月2日", 4),
            ),
            (Cell("前住所", f"東京都小平市小川町一丁目{serial}番1号", 12),),
            (Cell("本籍", OMITTED, 8), Cell("筆頭者の氏名", OMITTED, 4)),
        ),
    )
