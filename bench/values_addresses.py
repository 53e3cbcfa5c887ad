"""How long a suggestion takes, beside a bare binary search in a list of the same size.

python bench/values_addresses.py [--json]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

QUERIES = (
    ("reading, nationwide", "とらのもん", None),
    ("one kana, nationwide", "シ", None),
    ("one kana, own town", "シ", "131032"),
    ("written, nationwide", "虎ノ門", None),
    ("municipality and town", "港区赤坂", None),
    ("three beginnings", "ト ヒ シ", None),
    ("postal code", "105-0001", None),
    ("prefecture's towns", "本町", "130001"),
)


def median_ms(call: Callable[[], object], repeat: int = 200) -> float:
    call()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def cold_ms(program: str) -> float:
    return min(
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )


def main() -> None:
    from daicho.values.addresses import normalise, suggest
    from daicho.values.addresses._towns import table

    known = table()
    names = sorted(known.name(row) for row in range(known.rows))
    floor = median_ms(lambda: bisect_left(names, "虎ノ門"))
    result = {
        "floor_bisect_ms": floor,
        "suggest_ms": {title: median_ms(lambda q=query, w=within: suggest(q, w)) for title, query, within in QUERIES},
        "normalise_us": median_ms(lambda: normalise("東京都港区虎ノ門一丁目２番３号")) * 1000,
        "open_table_ms": cold_ms(
            "import time; from daicho.values.addresses import _towns; s = time.perf_counter();"
            "_towns.table(); print((time.perf_counter() - s) * 1000)"
        ),
        "first_suggestion_ms": cold_ms(
            "import time; from daicho.values.addresses import suggest; s = time.perf_counter();"
            "suggest('とら'); print((time.perf_counter() - s) * 1000)"
        ),
    }
    if "--json" in sys.argv:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"bare bisect            {floor:8.4f} ms")
    for title, figure in result["suggest_ms"].items():
        print(f"{title:22} {figure:8.3f} ms")
    print(f"normalise              {result['normalise_us']:8.1f} us")
    print(f"open the table         {result['open_table_ms']:8.2f} ms")
    print(f"first suggestion       {result['first_suggestion_ms']:8.2f} ms")


if __name__ == "__main__":
    main()
