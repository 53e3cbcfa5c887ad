"""What one certificate costs: typeset, signed, its binding re-read, through the press's own process.

    python bench/certificate.py [--json] [--papers 60] [--persons 4]

Floor: the bare compile of the same page by the same compiler in this process (no checks, no signature, no binding).
Floor and whole alternate, so that a change of the machine's speed meets both. Target (issue 2, section 9): at least 10
a second per process and p95 of at most 150 ms. One process holds about 190 MB, most of
it the font, and stays there.
"""

from __future__ import annotations

import argparse
import json
import secrets
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from daicho.documents import binding, typesetting
from daicho.documents.certificates import ATTESTATIONS, EMPTY, OMITTED, Cell, Certificate, Form, Issuer, PersonBlock
from daicho.documents.press import Press, PressSettings
from daicho.documents.signing import Signer
from daicho.exchange import pki
from daicho.host.demo import document_keys
from daicho.host.font import find_font
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PARTY = Party("142158", "register")
ISSUER = Issuer("142158", "海老名市", "神奈川県海老名市長", "見本　太郎", "海老名市長之印")


def certificate(persons: int) -> Certificate:
    """A household form with as many rows as a real one; each call is a request of its own."""
    day = "令和8年11月21日"
    blocks = tuple(
        PersonBlock(
            f"1{place:09}",
            (
                (
                    Cell("", str(place), 1),
                    Cell("氏名(フリガナ)", "見本　太郎", 5, exact=True, above="(ミホン　タロウ)"),
                    Cell("旧氏", EMPTY, 3),
                    Cell("生年月日", "昭和55年4月1日", 3),
                ),
                (
                    Cell("性別", "男", 1),
                    Cell("続柄", "子", 2),
                    *(Cell(label, day, 3) for label in ("住民となった年月日", "住所を定めた年月日", "届出の年月日")),
                ),
                (Cell("本籍", OMITTED, 8), Cell("筆頭者の氏名", OMITTED, 4)),
                (Cell("転入前住所", "東京都小平市小川町一丁目1番1号", 12),),
                (Cell("住民票コード", OMITTED, 6), Cell("個人番号", OMITTED, 6)),
            ),
        )
        for place in range(1, persons + 1)
    )
    return Certificate(
        form=Form.HOUSEHOLD_COPY,
        request_id=secrets.token_hex(16),
        issue_number=f"20261121 海老名市 本庁1 プリンタ001 {secrets.randbelow(1000):03}",
        issued_on=date(2026, 11, 21),
        issued_text=day,
        issuer=ISSUER,
        subjects=tuple(block.addressee_number for block in blocks),
        head=((Cell("住所", "神奈川県海老名市中央一丁目1番1号", 8), Cell("世帯主の氏名", OMITTED, 4)),),
        persons=blocks,
        attestation=ATTESTATIONS[Form.HOUSEHOLD_COPY],
    )


def keys(place: Path, font: Path) -> PressSettings:
    """Document keys made for this run."""
    world = pki.create_world(place, {PARTY: "https://127.0.0.1:1"})
    directory = world.keys_of(PARTY)
    town = SimpleNamespace(name="海老名市", head_title="神奈川県海老名市長")
    document_keys.make(pki.read_root(place), town, directory)
    return PressSettings(
        font=str(font),
        signing_key=str(directory / "documents.key"),
        signing_certificate=str(directory / "documents.crt"),
        root_certificate=str(world.root),
        binding_key=(directory / "binding.key").read_bytes(),
    )


class Timed:
    """Durations of one step, in seconds."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def __call__(self, call: Callable[[], T]) -> T:
        start = time.perf_counter()
        found = call()
        self.taken.append(time.perf_counter() - start)
        return found

    def summary(self) -> dict[str, float]:
        ordered = sorted(self.taken)
        return {
            "median_ms": round(statistics.median(ordered) * 1000, 2),
            "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000, 2),
        }


def measure(papers: int, persons: int) -> dict[str, object]:
    """Alternate floor, parts and whole; each paper is another request."""
    font = find_font()
    with tempfile.TemporaryDirectory(prefix="daicho-bench-") as place:
        settings = keys(Path(place), font)
        typesetter = typesetting.Typesetter(font)
        signer = Signer(Path(settings.signing_key), Path(settings.signing_certificate), Path(settings.root_certificate))
        press = Press(settings)
        press.warm()
        floor, typeset, sign, reread, whole = (Timed() for _ in range(5))
        try:
            for _ in range(papers + 3):
                one = certificate(persons)
                inputs = {
                    "certificate": msgspec.json.encode(typesetting._page(one)).decode(),  # noqa: SLF001
                    "keywords": msgspec.json.encode(binding.written(binding.of(one, settings.binding_key))).decode(),
                }
                floor(lambda: typesetter._compiler.compile(format="pdf", sys_inputs=inputs))  # noqa: B023, SLF001
                one = certificate(persons)
                pages = typeset(lambda: typesetter.typeset(one, settings.binding_key))  # noqa: B023
                document = sign(lambda: signer.sign(pages, reason="見本"))  # noqa: B023
                expected = binding.of(one, settings.binding_key)
                reread(lambda: binding.require(document, expected))  # noqa: B023
                one = certificate(persons)
                whole(lambda: press.finish(one))  # noqa: B023
        finally:
            press.close()
    steps = {"floor": floor, "typeset": typeset, "sign": sign, "reread": reread, "whole": whole}
    for step in steps.values():
        del step.taken[:3]  # the first ones fill caches
    said: dict[str, object] = {name: step.summary() for name, step in steps.items()}
    mean = statistics.mean(whole.taken)
    said["per_second"] = round(1 / mean, 1)
    said["ratio_to_floor"] = round(statistics.median(whole.taken) / statistics.median(floor.taken), 2)
    said["met"] = 1 / mean >= 10 and said["whole"]["p95_ms"] <= 150  # type: ignore[index]
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--papers", type=int, default=60)
    parser.add_argument("--persons", type=int, default=4)
    given = parser.parse_args()
    said = measure(given.papers, given.persons)
    if given.json:
        print(json.dumps(said))
        return
    for name, value in said.items():
        print(f"{name:16} {value}")


if __name__ == "__main__":
    main()
