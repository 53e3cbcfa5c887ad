"""What a demonstration is made of, without starting one."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from click.testing import CliRunner

from daicho.host.cli_demo import demo
from daicho.host.cli_demo import demo as command
from daicho.host.demo import configuration, findings, preparation, running
from daicho.host.demo.check.browser import Page, numbered
from daicho.host.demo.check.desk import NotDone
from daicho.host.demo.check.steps import STEPS
from daicho.host.demo.organisations import PREFECTURES, SITES, TOWNS, parties, people_of, ports, prefecture_of
from daicho.host.demo.page import picture
from daicho.host.demo.place import FORMAT, Place, Prepared, schema_digest
from daicho.host.errors import HostError

PAGE = Path(__file__).parents[2] / "docs" / "demo.md"
MARKER = Prepared(format=FORMAT, people=300, seed=1, base=8100, schema="")


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path / "data")
    made.open()
    yield made
    made.close()


def refused(call, *arguments, **options):
    with pytest.raises(HostError) as found:
        call(*arguments, **options)
    return found.value.codes


def test_every_option_step_and_error_is_documented():
    """A page that forgets one fails here."""
    text = PAGE.read_text(encoding="utf-8")
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    codes = set(re.findall(r"H-DEMO-\d\d", Path(findings.__file__).read_text(encoding="utf-8")))
    wanted = {f"`{name}`" for name in (*options - {"--help"}, *codes, *(step.name for step in STEPS))}
    assert not {name for name in wanted if name not in text}


def test_no_two_servers_share_a_port_and_all_lie_in_the_range():
    """Nineteen servers; the range is the one that the messages name."""
    used = ports(9000)
    assert len(used) == 1 + 2 * len(list(parties()))
    assert (min(used), max(used)) == (9000, 9161)


@pytest.mark.parametrize("total", [60, 300, 5000, 4999])
def test_the_residents_are_shared_out_to_the_last(total):
    """Every resident lives in one of the three towns."""
    assert sum(people_of(total).values()) == total


def test_every_town_lies_in_one_prefecture_of_the_demonstration():
    """And every prefecture answers for somebody."""
    assert {prefecture_of(town).code for town in TOWNS} == {each.code for each in PREFECTURES}


@pytest.mark.parametrize("layout", [picture.WIDE, picture.NARROW], ids=lambda layout: layout.name)
def test_the_picture_has_room_for_every_host_and_a_line_for_every_pair(layout):
    """Boxes lie inside, none over another; each pair of hosts that speak has a path."""
    boxes = list(layout.boxes.values())
    assert len(boxes) == len(list(parties()))
    assert all(box.x >= 0 and box.right <= layout.width and box.y >= 0 and box.bottom <= layout.height for box in boxes)
    rows = sorted(boxes, key=lambda box: (box.y, box.x))
    assert all(first.y < second.y or first.right <= second.x for first, second in pairwise(rows))
    assert set(layout.paths) == set(picture.pairs())


def test_the_key_file_has_the_name_that_the_systems_look_for():
    """The demonstration names it without importing Django."""
    from daicho.host.demo import document_keys
    from daicho.identification.numbers import NUMBER_KEYS
    from daicho.systems.register.issuing import presses

    assert preparation.NUMBER_KEYS == NUMBER_KEYS
    assert (document_keys.KEY, document_keys.CERTIFICATE, document_keys.BINDING) == (
        presses.KEY, presses.CERTIFICATE, presses.BINDING,
    )  # fmt: skip


def test_a_directory_is_one_demonstrations_at_a_time(place):
    """The second one is refused while the first holds it, and may have it afterwards."""
    other = Place(place.directory)
    assert refused(other.open) == ("H-DEMO-04",)
    assert other.is_taken()
    place.close()
    other.open()
    other.close()
    assert not other.is_taken()


def test_what_a_killed_demonstration_left_behind_is_waited_for(tmp_path):
    """After `kill -9` its servers hold the directory for some seconds: the next start waits instead of refusing."""
    killed = (
        "import os, sys, time; from pathlib import Path; from daicho.host.demo.place import Place\n"
        "Place(Path(sys.argv[1])).open()\n"
        "if os.fork() == 0: time.sleep(2); os._exit(0)\n"
        "os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False).returncode == -9
    made = Place(tmp_path)
    assert made.is_taken()
    made.open()
    made.close()


def test_data_of_another_version_are_refused_and_ours_are_taken(place):
    """Another format, another schema, or a marker that cannot be read."""
    assert place.prepared() is None
    ours = msgspec.structs.replace(MARKER, schema=schema_digest())
    place.write_prepared(ours)
    assert place.prepared() == ours
    for other in (MARKER, msgspec.structs.replace(ours, format=FORMAT + 1)):
        place.write_prepared(other)
        assert refused(place.prepared) == ("H-DEMO-03",)
    place.marker.write_text("{")
    assert refused(place.prepared) == ("H-DEMO-03",)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    """A file stands where the directory should be."""
    (tmp_path / "data").write_text("")
    assert refused(Place(tmp_path / "data").open) == ("H-DEMO-02",)


def test_a_nearly_full_disk_is_refused_before_anything_is_made(place, monkeypatch):
    """Too little room for fifteen databases."""
    usage = shutil.disk_usage(place.directory)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    assert refused(place.require_space) == ("H-DEMO-02",)


def test_a_disk_that_fills_up_on_the_way_leaves_no_marker(place, monkeypatch):
    """What is half made is made anew by the next start."""

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(preparation, "make_keys", full)
    tell = lambda _japanese, _english: None  # noqa: E731
    assert refused(preparation.prepare, place, people=60, seed=1, base=8100, tell=tell) == ("H-DEMO-02",)
    assert place.prepared() is None


def test_a_range_with_a_taken_port_is_passed_over():
    """The next base is named."""
    import socket

    with socket.socket() as other:
        other.bind((configuration.LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert running.in_use(taken)
        assert refused(running.require_ports, taken) == ("H-DEMO-01",)
        assert running.free_base(taken) != taken


def test_a_written_configuration_reads_back_as_it_was_meant(place):
    """Paths with quotes and backslashes in them too."""
    import tomllib

    tables = {"synthetic": True, "font": 'C:\\a "b" 語', "systems.register": {"pool": 4, "dsn": "host='/a b'"}}
    read = tomllib.loads(configuration._toml(tables))
    assert read == {"synthetic": True, "font": 'C:\\a "b" 語', "systems": {"register": tables["systems.register"]}}


class Answer:
    """An answer with a page."""

    status_code = 200
    url = SimpleNamespace(path="/drafts/3/")

    def __init__(self, text):
        self.text = text


FORM = """
<form action="/x/" method="post"><input type="hidden" name="t" value="1">
<input name="a" value="あ"><input type="radio" name="r" value="" checked><input type="radio" name="r" value="2">
<input type="checkbox" name="c"><input type="checkbox" name="d" checked>
<select name="s"><option value="1">1</option><option value="2" selected>2</option></select>
<textarea name="n">
line</textarea><button name="b" value="no">OK</button></form><p>R-4011-02</p>
"""


def test_a_form_is_sent_as_a_browser_would_send_it():
    """What is checked, chosen and typed; no button; an empty value is a value."""
    page = Page(Answer(FORM))
    assert page.form(having="a").fields == {
        "t": ["1"], "a": ["あ"], "r": [""], "d": ["on"], "s": ["2"], "n": ["line"],
    }  # fmt: skip
    with pytest.raises(NotDone, match="R-4011-02"):
        page.form(to="/elsewhere/")


def test_a_number_is_read_from_an_address():
    """The act that came of it."""
    assert numbered(["/acts/12/"], "acts") == 12
    with pytest.raises(NotDone):
        numbered(["/pending/1/"], "acts")


def test_every_account_is_approved_by_somebody_else():
    """Nobody approves their own rights, and every organisation has the accounts of its work."""
    from daicho.host.demo.accounts import people_of as accounts_of

    for where in SITES:
        logins = {person.login for person in accounts_of(where)}
        assert {"admin", "security", "clerk", "operator", "auditor"} <= logins
        assert ("checker" in logins) == (where in TOWNS)


def test_the_scenario_is_not_begun_in_a_town_too_small_for_it(tmp_path):
    """Said before anything is made, instead of at a step that finds nobody left."""
    done = CliRunner().invoke(demo, ["--check", "--people", "60", "--data", str(tmp_path / "demo")])
    assert (done.exit_code, "200" in done.output) == (2, True)
    assert not (tmp_path / "demo").exists()
