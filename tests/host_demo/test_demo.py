"""`daicho demo` and `daicho demo --check` as people run them."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import httpx
import psycopg
import pytest

from daicho.host.demo import dates
from daicho.host.demo.check import command
from daicho.host.demo.check.browser import Browser
from daicho.host.demo.check.desk import NotDone
from daicho.host.demo.check.steps import STEPS
from daicho.host.demo.configuration import read_host
from daicho.host.demo.organisations import AGENCY, SITES, exchange_port, parties, ports
from daicho.host.demo.running import in_use
from daicho.host.demo.watching import Watcher
from daicho.protocol import fingerprints

from .running import COMMAND, PEOPLE, Demo

pytestmark = [pytest.mark.network, pytest.mark.timeout(400), pytest.mark.xdist_group("demo")]


QUIET_SECONDS = 20
BACK_SECONDS = 60


def page(demo, path=""):
    return httpx.get(f"http://127.0.0.1:{demo.base}/{path}", trust_env=False)


def children_of(process):
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def levels_of(demo):
    watcher = Watcher(demo.place)
    try:
        return watcher.towns()
    finally:
        watcher.close()


def all_ready(demo):
    screens = [exchange_port(demo.base, where, system) - 100 for where, system in parties()]
    ready = (httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False, timeout=60) for port in screens)
    return all(answer.status_code == 200 for answer in ready)


def nothing_new(demo):
    """Whether a page just opened is told that nothing happened since."""
    seen = re.search(r"seen=(\d+)", page(demo).text)[1]
    return page(demo, f"live?seen={seen}").status_code == 204


@pytest.mark.covers("FLOW-01", "FLOW-04", "FLOW-05", "FLOW-20", "FLOW-21", "FLOW-24")
def test_a_family_moves_and_every_level_holds_the_same(checked):
    """Each step of the story is well, all levels are equal, and one was born for one who died."""
    code, report, told = checked
    assert report["ok"], told
    assert [step["name"] for step in report["steps"]] == [step.name for step in STEPS]
    assert all(step["ok"] for step in report["steps"])
    assert (code, report["levels_equal"], report["residents"]) == (0, True, PEOPLE)
    assert report.keys() == {"ok", "levels_equal", "residents", "steps"}


def test_a_difference_between_two_levels_is_found_and_ends_the_check_with_an_error(demo, checked):
    """One fingerprint changed in the nation's file is enough; put back, all is equal again."""
    dsn = read_host(demo.place, AGENCY).systems["national"].dsn
    with psycopg.connect(dsn, autocommit=True) as connection:
        code, before = connection.execute(
            "SELECT resident_record_code, fingerprint FROM national_identification WHERE present LIMIT 1"
        ).fetchone()
        change = "UPDATE national_identification SET fingerprint = %s WHERE resident_record_code = %s AND present"
        watcher = Watcher(demo.place)
        connection.execute(change, [fingerprints.ZERO, code])
        assert [town.equal for town in watcher.towns()].count(False) == 1
        connection.execute(change, [before, code])
        assert all(town.equal for town in watcher.towns())
        watcher.close()


def test_every_host_answers_at_its_own_address_and_the_exchange_wants_a_certificate(demo):
    """Screens are reached by anybody on this machine, the exchange only with a certificate of the Agency's root."""
    for where, system in parties():
        port = exchange_port(demo.base, where, system)
        assert httpx.get(f"http://127.0.0.1:{port - 100}/readyz", trust_env=False).json()["ready"]
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"https://127.0.0.1:{port}/exchange/health", verify=False, trust_env=False)


def test_somebody_signs_in_with_the_code_that_the_demonstration_shows(demo):
    """The account of the table, the code on the page, and the counter opens."""
    from daicho.host.demo.check.window import sign_in
    from daicho.host.demo.configuration import screens_url
    from daicho.host.demo.organisations import KODAIRA

    browser = Browser(screens_url(demo.base, KODAIRA, "register"))
    sign_in(browser, "clerk")
    assert "見本 窓口" in browser.open("/").text
    browser.close()


def test_the_network_page_shows_every_host_in_both_languages_and_lets_nothing_foreign_in(demo):
    """The picture and the table have every host with its address; the policy allows neither inline code nor others."""
    shown = page(demo)
    for where, system in parties():
        assert shown.text.count(f'href="http://127.0.0.1:{exchange_port(demo.base, where, system) - 100}/"') >= 2
    for where in SITES[:3]:
        assert where.name in shown.text
    policy = shown.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    english = httpx.get(f"http://127.0.0.1:{demo.base}/", headers={"Accept-Language": "en"}, trust_env=False).text
    assert "Kodaira City" in english
    assert "Business date" in english


def test_the_network_page_says_nothing_new_to_a_page_that_has_seen_it_all(demo, checked):
    """A quiet network answers with 204: the reader is left alone."""
    until = time.monotonic() + QUIET_SECONDS
    while not (quiet := nothing_new(demo)) and time.monotonic() < until:
        time.sleep(0.2)
    assert quiet
    assert page(demo, "live?seen=0").status_code == 200


def test_the_date_moves_everywhere_and_never_back(demo, checked):
    """One command for all organisations; the daily jobs are through when it returns; an earlier date is refused."""
    today = dates.current(demo.place)
    command = [*COMMAND, "--data", str(demo.place.directory), "--date"]
    tomorrow = str(today + dt.timedelta(days=1))
    assert subprocess.run([*command, tomorrow], capture_output=True, check=False).returncode == 0
    assert page(demo).text.count(tomorrow) == 2
    back = subprocess.run([*command, str(today)], capture_output=True, text=True, check=False)
    assert (back.returncode, "H-DEMO-09" in back.stderr) == (2, True)


def test_the_date_is_not_moved_to_where_nobody_means(demo):
    """A year mistyped, and what is no day, are told on the page and on the command line; the date stays."""
    before = dates.current(demo.place)
    wanted = [*COMMAND, "--data", str(demo.place.directory), "--date", f"{before.year + 50}-01-01"]
    far = subprocess.run(wanted, capture_output=True, text=True, check=False)
    assert (far.returncode, "H-DEMO-11" in far.stderr) == (2, True)
    browser = Browser(f"http://127.0.0.1:{demo.base}")
    for typed, code in ((f"{before.year + 50}-01-01", "H-DEMO-11"), ("2026-02-30", "H-DEMO-12"), ("", "H-DEMO-12")):
        shown = browser.open("/")
        with pytest.raises(NotDone, match=code):
            browser.send(shown, shown.form(to="date"), {"day": typed})
    browser.close()
    assert dates.current(demo.place) == before


@pytest.mark.parametrize("path", ["live?seen=²", "live?seen=" + "9" * 99])
def test_the_live_part_takes_any_number_or_none(demo, path):
    """What is no number of ours has seen nothing."""
    assert page(demo, path).status_code == 200


def test_failures_of_the_network_page_are_pages_of_ours(demo):
    """No such address, wrong method, a form of another site: what happened and what to do, in Japanese."""
    address = f"http://127.0.0.1:{demo.base}"
    with httpx.Client(base_url=address, trust_env=False) as client:
        answers = {
            "A-9404": client.get("/nowhere"),
            "A-9405": client.get("/date"),
            "A-9403": client.post("/date", data={"day": "2026-12-01"}),
            "A-9400": client.get("/", headers={"Host": "elsewhere.example"}),
        }
    for code, answer in answers.items():
        assert code in answer.text, code
        assert 'lang="ja"' in answer.text


def test_a_database_server_that_is_killed_comes_back_by_itself(demo, checked):
    """`kill -9` of the server: pages say so, then everything goes on with nothing lost, and the scenario holds again."""
    held, children = levels_of(demo), children_of(demo.process.pid)
    server = next(child for child in children if Path(f"/proc/{child}/comm").read_text().strip() == "postgres")
    os.kill(server, signal.SIGKILL)
    until = time.monotonic() + BACK_SECONDS
    while not all_ready(demo) and time.monotonic() < until:
        time.sleep(0.2)
    assert levels_of(demo) == held
    code, report, said = demo.check()
    assert (code, report["ok"]) == (0, True), said


def test_a_check_without_a_database_ends_with_its_line_and_an_error(demo, monkeypatch):
    """Nothing is taken for equal that could not be read; no step is well that had nothing to look at."""

    def away(*_anything, **_more):
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(Watcher, "_connection", away)
    monkeypatch.setattr(psycopg, "connect", away)
    report = command.check(demo.place, demo.base)
    assert (report.ok, report.levels_equal, report.residents) == (False, False, 0)
    assert [step.name for step in report.steps if step.ok] == []


def test_a_second_demonstration_of_the_same_data_is_refused(demo):
    """It says that one runs already, and disturbs nothing."""
    again = subprocess.run([*COMMAND, "--data", str(demo.place.directory)], capture_output=True, text=True, check=False)
    assert (again.returncode, "H-DEMO-04" in again.stderr) == (2, True)
    assert page(demo, "healthz").status_code == 200


def test_another_program_on_a_port_is_named_with_a_range_that_is_free(demo, tmp_path):
    """A second demonstration elsewhere on the same ports learns which port is taken and which base to take."""
    other = subprocess.run(
        [*COMMAND, "--data", str(tmp_path / "other"), "--port", str(demo.base)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (other.returncode, "H-DEMO-01" in other.stderr) == (2, True)
    assert "--port" in other.stderr


def test_stopping_leaves_nothing_running_and_starting_again_keeps_the_data(tmp_path):
    """After Ctrl-C no port is open; the second start makes nothing anew and is quicker."""
    demo = Demo(tmp_path / "data")
    try:
        first = demo.start()
        marker = demo.place.marker.stat().st_mtime_ns
        assert demo.stop() == 0
        assert "Ctrl-C" in demo.said
        assert not any(in_use(port) for port in ports(demo.base))
        assert not demo.place.is_taken()
        assert demo.start() < first
        assert demo.place.marker.stat().st_mtime_ns == marker
    finally:
        demo.stop()
        demo.place.open()
        demo.place.wipe()
        demo.place.close()
