"""`daicho bench page`: resident pages of a register at eight clients, through its server, signed in.

Every page is asked for by its own client over HTTP: session and rights looked up, access record committed, record and
timeline read, page written. The floor is the server's own health page at as many clients: HTTP and the worker threads,
and nothing else.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from daicho.host.bench.network import Network, network, until
from daicho.host.bench.report import Figure, Report, at_most, percentile

if TYPE_CHECKING:
    import httpx

P95_MS: Final = 150
CLIENTS: Final = 8
PEOPLE: Final = 2000
OK: Final = 200


def run(*, pages: int) -> Report:
    """Sign eight clients in, then let all ask at once."""
    begun = time.perf_counter()
    with network(["142158/register screens"], people=PEOPLE) as place:
        until(lambda: _answers(place))
        numbers = _numbers(pages)
        clients = [signed_in(place) for _ in range(CLIENTS)]
        try:
            _all(clients, [f"residents/{number}/" for number in numbers[:80]])
            floors = _all(clients, ["healthz"] * pages)
            times = _all(clients, [f"residents/{number}/" for number in numbers])
        finally:
            for client in clients:
                client.close()
    seconds = sum(times) / CLIENTS / 1000
    return Report(
        bench="page",
        sizes={"pages": pages, "clients": CLIENTS},
        figures=(
            Figure(
                name="resident page, p95",
                value=percentile(times, 0.95),
                unit="ms",
                floor=percentile(floors, 0.95),
                bar=at_most(P95_MS),
                note="floor: health page",
            ),
            Figure(name="resident pages", value=len(times) / seconds, unit="pages/s"),
        ),
        seconds=time.perf_counter() - begun,
    )


def _answers(place: Network) -> bool:
    import httpx

    try:
        return httpx.get(f"{place.screens}readyz", trust_env=False).status_code == OK
    except httpx.HTTPError:
        return False


def _numbers(count: int) -> list[str]:
    from daicho.systems.register import db

    found = db.rows(
        "register", "SELECT addressee_number FROM register_person ORDER BY md5(addressee_number) LIMIT %s", (count,)
    )
    numbers = [each["addressee_number"] for each in found]
    return [numbers[at % len(numbers)] for at in range(count)]


def signed_in(place: Network) -> httpx.Client:
    """A browser's worth of cookies: signed in by the demonstration's one-time code, purpose and case given."""
    import httpx

    client = httpx.Client(base_url=place.screens, follow_redirects=True, trust_env=False, timeout=30)
    client.get("access/sign-in/")
    page = _post(client, "access/sign-in/code/request/", {"login": "clerk"})
    code = re.search(r'name="code"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="code"', page)
    if code is None:
        raise RuntimeError("no one-time code was shown")
    _post(client, "access/sign-in/code/", {"login": "clerk", "code": code[1] or code[2]})
    client.get("access/purpose/")
    _post(client, "access/purpose/", {"purpose": "inquiry_by_resident", "case_number": "計測-1"})
    return client


def _post(client: httpx.Client, path: str, data: dict[str, str]) -> str:
    token = next(cookie.value or "" for cookie in client.cookies.jar if cookie.name.startswith("csrf"))
    answer = client.post(path, data=data | {"csrfmiddlewaretoken": token}, headers={"referer": str(client.base_url)})
    answer.raise_for_status()
    return answer.text


def _all(clients: list[httpx.Client], paths: list[str]) -> list[float]:
    """Milliseconds of each page, the clients all at work at once."""
    shares = [paths[at :: len(clients)] for at in range(len(clients))]
    with ThreadPoolExecutor(len(clients)) as pool:
        return [each for taken in pool.map(_each, clients, shares) for each in taken]


def _each(client: httpx.Client, paths: list[str]) -> list[float]:
    found = []
    for path in paths:
        begun = time.perf_counter()
        answer = client.get(path)
        found.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != OK or answer.history:
            raise RuntimeError(f"a page was not shown: {answer.status_code}")
    return found
