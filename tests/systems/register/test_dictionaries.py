"""The municipality's dictionaries and certifiers, kept by its own staff at the terminal."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner

from daicho.host import cli_register
from daicho.systems.register.queries import dictionaries
from daicho.systems.register.queries.certifiers import certifier

from .support import ALIAS

pytestmark = pytest.mark.database


@pytest.fixture
def run(register, monkeypatch, tmp_path):
    """A command; a text given last is the content of its file."""
    monkeypatch.setattr(cli_register, "_open", lambda host_toml: None)

    def command(*arguments, content=None):
        if content is not None:
            path = tmp_path / "entries.csv"
            path.write_text(content, encoding="utf-8")
            arguments = (*arguments, str(path))
        return CliRunner().invoke(cli_register.register, [*arguments])

    return command


BUILDINGS = """town,lot,name,kana
中央一丁目,1番1号,海老名タワー,エビナタワー
中央一丁目,1番1号,メゾン渡邉,メゾンワタナベ
中央一丁目,2番1号,コーポ海老名,
上郷,100番地,コーポ上郷,
"""


@pytest.mark.covers("STD-1.3.4")
def test_buildings_of_an_address_are_suggested_while_one_types(run):
    """At the address in any numerals, in the whole town, by kanji, variant or misspelt kana."""
    assert run("dictionary", "buildings", "host.toml", content=BUILDINGS).output == "✓ buildings: 4\n"

    def names(**asked):
        return [each.name for each in dictionaries.buildings(ALIAS, **asked)]

    assert names(town="中央１丁目", lot="１－１") == ["メゾン渡邉", "海老名タワー"]
    assert names(town="中央一丁目") == ["コーポ海老名", "メゾン渡邉", "海老名タワー"]
    assert names(town="中央一丁目", lot="1番1号", typed="渡辺") == ["メゾン渡邉"]
    assert names(town="中央一丁目", typed="えびな") == ["海老名タワー"]
    assert names(town="中央一丁目", typed="%") == []
    assert names(town="中央一丁目", lot="9番9号") == []


@pytest.mark.covers("STD-1.3.4")
@pytest.mark.parametrize(
    "wrong",
    ["中央,1番,\n", "中央,1番\n", "中央,1番,塔\u202e\n", "中央,1番,塔\n中央,1番,塔\n", f"中央,1番,{'塔' * 201}\n"],
)
def test_a_wrong_line_leaves_the_dictionary_as_it_was(run, wrong):
    """Missing, unreadable, forbidden, doubled, too long: refused whole with its line."""
    run("dictionary", "buildings", "host.toml", content=BUILDINGS)
    result = run("dictionary", "buildings", "host.toml", content="town,lot,name\n" + wrong)
    assert (result.exit_code, "B-FILE-05" in result.output) == (2, True)
    assert len(dictionaries.buildings(ALIAS, town="中央一丁目")) == 3


@pytest.mark.covers("STD-1.3.2")
def test_lots_come_in_the_order_of_their_numbers(run):
    """2番 before 10番, also where a branch number follows."""
    content = "town,lot,special\n中央,10番1号,\n中央,2番11号,\n中央,2番2号,1\n上郷,1番地,\n"
    assert run("dictionary", "lots", "host.toml", content=content).exit_code == 0
    assert dictionaries.lots(ALIAS, "中央") == ("2番2号", "2番11号", "10番1号")


@pytest.mark.covers("STD-1.3.3")
def test_towns_have_their_eleven_digit_codes_and_are_found_by_their_beginnings(run):
    """By name, kana or postal code; a code of another municipality or length is refused."""
    content = "address_code,name,kana,postal_code\n14215001000,中央一丁目,チュウオウ,243-0432\n14215002000,上郷,カミゴウ,2430434\n"
    assert run("dictionary", "towns", "host.toml", content=content).exit_code == 0
    assert (dictionaries.address_code(ALIAS, "上郷"), dictionaries.address_code(ALIAS, "東")) == ("14215002000", "")
    for typed in ("上", "かみごう", "243-0434"):
        assert dictionaries.towns_beginning(ALIAS, typed) == ("上郷",)
    assert dictionaries.towns_beginning(ALIAS, "243") == ("中央一丁目", "上郷")
    assert dictionaries.towns_beginning(ALIAS, "") == ()
    for code in ("13103001000", "142150"):
        assert "B-FILE-05" in run("dictionary", "towns", "host.toml", content=f"address_code,name\n{code},x\n").output


@pytest.mark.covers("STD-1.3.5")
def test_an_address_belongs_to_one_district_of_each_kind(run):
    """The entry for a lot goes before the one for its town."""
    content = "kind,code,name,town,lot\n学区,01,中央小,中央一丁目,\n学区,02,東小,中央一丁目,1番1号\n投票区,7,第七,中央一丁目,\n"
    assert run("dictionary", "districts", "host.toml", content=content).exit_code == 0
    found = dictionaries.districts(ALIAS, town="中央１丁目", lot="1-1")
    assert [(each.kind, each.name) for each in found] == [("学区", "東小"), ("投票区", "第七")]
    assert [each.code for each in dictionaries.districts(ALIAS, town="中央一丁目", lot="5番")] == ["01", "7"]


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.covers("STD-1.3.7", "STD-1.3.9")
def test_the_certifier_changes_by_itself_on_the_recorded_days(run):
    """The configuration's head until one is recorded, the new head from the first day, the acting head in between."""
    head = ("certifier", "host.toml", "--title", "神奈川県海老名市長")
    configured = certifier(ALIAS, day("2026-11-21"))
    assert run(*head, "--name", "見本一郎", "--since", "2026-12-01").exit_code == 0
    acting = ("certifier", "host.toml", "--acting", "--title", "神奈川県海老名市長職務代理者", "--name", "見本副子")
    assert run(*acting, "--since", "2027-01-10", "--until", "2027-01-31").exit_code == 0
    assert run(*head, "--name", "見本三郎", "--seal-text", "海老名市長之印", "--since", "2027-04-01").exit_code == 0
    assert certifier(ALIAS, day("2026-11-30")) == configured == certifier(ALIAS)
    for on, name in (
        ("2026-12-01", "見本一郎"),
        ("2027-01-09", "見本一郎"),
        ("2027-01-10", "見本副子"),
        ("2027-01-31", "見本副子"),
        ("2027-02-01", "見本一郎"),
        ("2027-03-31", "見本一郎"),
        ("2027-04-01", "見本三郎"),
    ):
        assert certifier(ALIAS, day(on)).name == name
    assert certifier(ALIAS, day("2027-04-01")).seal_text == "海老名市長之印"


@pytest.mark.covers("STD-1.3.9")
@pytest.mark.parametrize(
    "more",
    [
        ("--name", "見本四郎", "--since", "2026-12-15", "--until", "2026-12-20"),
        ("--name", " ", "--since", "2027-06-01"),
        ("--name", "見本四郎", "--since", "2027-06-02", "--until", "2027-06-01"),
    ],
)
def test_two_at_once_a_blank_name_and_an_empty_period_are_refused(run, more):
    """R-0010: one of a kind a day, never without a name."""
    acting = ("certifier", "host.toml", "--acting", "--title", "神奈川県海老名市長職務代理者")
    run(*acting, "--name", "見本副子", "--since", "2026-12-01", "--until", "2026-12-31")
    result = run(*acting, *more)
    assert (result.exit_code, "R-0010" in result.output) == (2, True)
