"""Names a second: `fold` (wanted: 300,000), `identify` (wanted: 150,000), with bare `str.translate` beside them.

    .venv/bin/python bench/values_names.py [--names 100000]

100,000 distinct names, half of them kanji, half katakana, one in fifty with a variation selector. One core; no
result is kept between calls. The best of three runs counts: other work on the machine can only slow a run down.
"""

from __future__ import annotations

import argparse
import random
import time
from typing import TYPE_CHECKING

from daicho.values.characters import gaiji_count, identify, to_repertoire
from daicho.values.characters.tables import tables
from daicho.values.names import fold, search_forms, unvoiced
from daicho.values.names.folding import LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable

SYLLABLES = (
    "アイウエオカガキギクグケコゴサザシジスズセソタダチツテデトドナニヌネノ"
    "ハバヒビフブヘホボマミムメモヤユヨラリルレロワンュョッー"
)
WANTED = {"fold": 300_000, "identify": 150_000}


def distinct_names(size: int, *, seed: int = 1) -> list[str]:
    """Made-up names, all different."""
    source = random.Random(seed)
    kanji = [chr(code) for code in range(0x4E00, 0x9FA0)]
    sequences = sorted(tables().sequences)
    names: dict[str, None] = {}
    while len(names) < size:
        letters = kanji if len(names) % 2 else SYLLABLES
        family = "".join(source.choices(letters, k=2 if len(names) % 2 else 4))
        given = "".join(source.choices(letters, k=2 if len(names) % 2 else 3))
        if len(names) % 50 == 1:
            family = family[0] + source.choice(sequences)
        names[f"{family}　{given}"] = None
    return list(names)


def per_second(work: Callable[[str], object], names: list[str]) -> float:
    """Names a second, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for name in names:
            work(name)
        best = min(best, time.perf_counter() - start)
    return len(names) / best


def main() -> int:
    """Measure and say; fail when a wanted speed is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=100_000)
    names = distinct_names(parser.parse_args().names)
    works: dict[str, Callable[[str], object]] = {
        "str.translate": lambda name: name.translate(LETTERS),
        "fold": fold,
        "unvoiced": unvoiced,
        "identify": identify,
        "gaiji_count": lambda name: gaiji_count(name, "JIS X 0213"),
        "search_forms": search_forms,
        "to_repertoire": lambda name: to_repertoire(name, "JIS X 0213"),
    }
    missed = 0
    for title, work in works.items():
        work(names[0])
        speed = per_second(work, names)
        wanted = WANTED.get(title, 0)
        missed += speed < wanted
        print(f"{title:15} {speed:12,.0f} names/s" + (f"  (wanted {wanted:,})" if wanted else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
