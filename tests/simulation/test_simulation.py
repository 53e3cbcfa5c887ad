"""The whole network from seeds: whatever happens on the way, all levels end equal."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from daicho.exchange.simulation.run import CrashPoint, Run, Troubles
from daicho.exchange.simulator import hosts_of, main, simulate

SEEDS = 300
QUIET = Troubles(delay=0.1)


def failures(seeds):
    reports = [simulate(seed, hosts=hosts_of(seed, 12)) for seed in seeds]
    return [f"seed {report.seed}: python -m daicho.exchange.simulator --seed {report.seed}: {report}"
            for report in reports if not report.ok]  # fmt: skip


@pytest.mark.parametrize("part", range(6))
def test_all_levels_end_equal_whatever_happens_on_the_way(part):
    """Loss, doubling, delay, reordering, partition, crash and restore from an older backup, up to 12 hosts."""
    each = SEEDS // 6
    assert failures(range(part * each, (part + 1) * each)) == []


def test_a_seed_replays_exactly():
    for seed in (3, 17, 99):
        assert simulate(seed, hosts=9) == simulate(seed, hosts=9)


@pytest.mark.parametrize("committed", [False, True])
def test_a_crash_at_any_step_loses_and_doubles_nothing(committed):
    """The same small run, once for each of its steps, with a crash there before the commit or after it."""
    calm = Run(5, hosts=4, troubles=QUIET, acts=6).go()
    assert calm.ok
    for step in range(1, calm.events + 1):
        report = Run(5, hosts=4, troubles=QUIET, acts=6, crash_point=CrashPoint(step, committed)).go()
        assert report.ok, f"crash at step {step}, committed={committed}: {report}"


def test_without_trouble_nothing_is_sent_twice_and_every_slip_is_refused_once():
    report = Run(11, hosts=8, troubles=QUIET).go()
    assert report.ok
    assert report.epochs == 1
    assert report.refusals > 0


def test_a_restore_without_a_new_epoch_would_be_noticed(monkeypatch):
    """The comparison bites: when a new epoch states nothing, some runs end unequal."""
    monkeypatch.setattr("daicho.exchange.simulation.systems.System.write_baseline", lambda self, to: None)
    assert failures(range(40))


def test_a_lost_message_would_be_noticed(monkeypatch):
    from daicho.exchange.simulation import systems

    chance, real = random.Random(1), systems.System.update

    def forgetful(self, update, sender):
        if chance.random() > 0.02:
            real(self, update, sender)

    monkeypatch.setattr(systems.System, "update", forgetful)
    assert failures(range(20))


def test_the_command_prints_failing_seeds_and_how_to_replay_them(monkeypatch):
    good = CliRunner().invoke(main, ["--seeds", "3", "--hosts", "5", "--json"])
    assert good.exit_code == 0
    assert json.loads(good.output)["ok"]
    assert '"seed":7' in CliRunner().invoke(main, ["--seed", "7"]).output
    monkeypatch.setattr("daicho.exchange.simulation.systems.System.write_baseline", lambda self, to: None)
    bad = CliRunner().invoke(main, ["--seeds", "40"])
    assert bad.exit_code == 1
    assert "replay: python -m daicho.exchange.simulator --seed" in bad.output
