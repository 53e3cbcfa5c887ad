"""A run that is killed leaves no server running, and its data go when the next one starts."""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daicho.host.postgres import Cluster, Sizes
from daicho.host.postgres import account as accounts
from daicho.host.postgres.throwaway import sweep

pytestmark = pytest.mark.database

SMALL = Sizes(shared_buffers="16MB", max_connections=20, durable=False)

LAUNCHER = """
import sys, time
from pathlib import Path
from daicho.host.postgres import Cluster, Sizes, throwaway
with throwaway("killed") as place:
    cluster = Cluster(place / "postgres", sizes=Sizes(shared_buffers="16MB", max_connections=20, durable=False))
    cluster.start()
    print(cluster.process.pid, place, flush=True)
    time.sleep(120)
"""


def until(question, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.05)
    return False


def runs(pid) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").startswith("postgres")
    except OSError:
        return False


def test_the_server_of_a_killed_run_stops_and_the_next_run_removes_its_data():
    with subprocess.Popen([sys.executable, "-c", LAUNCHER], stdout=subprocess.PIPE, text=True) as launcher:
        pid, place = launcher.stdout.readline().split()
        place = Path(place)
        assert runs(pid)
        assert sweep(place.parent) == [], "a place that is held is left alone"
        os.kill(launcher.pid, signal.SIGKILL)
    assert until(lambda: not runs(pid)), "the server outlives its launcher"
    assert (place / "postgres" / "PG_VERSION").exists()
    assert until(lambda: place in sweep(place.parent))
    assert not place.exists()


def test_data_that_were_put_elsewhere_go_with_a_reset(tmp_path):
    """As root, data asked for below a closed directory lie under /var/lib/daicho: link, data and notes go together."""
    cluster = Cluster(tmp_path / "demo" / "postgres", sizes=SMALL)
    cluster.start()
    pid, real = cluster.process.pid, cluster.data
    os.close(cluster._lock)  # the launcher dies; in this test without the kernel noticing
    cluster._lock = None
    Cluster(tmp_path / "demo" / "postgres", sizes=SMALL).destroy()
    cluster.process.wait(timeout=20)
    assert not runs(pid)
    assert not real.exists()
    assert not (tmp_path / "demo" / "postgres").is_symlink()
    assert not accounts.lock_of(real).exists()


def test_data_whose_link_was_deleted_by_hand_are_removed_and_others_are_not(tmp_path):
    clusters = tmp_path / "clusters"
    for name, linked in (("kept", True), ("left", False)):
        data = clusters / name
        data.mkdir(parents=True)
        (clusters / f"{name}.link").write_text(str(tmp_path / f"link-{name}"), encoding="utf-8")
        if linked:
            (tmp_path / f"link-{name}").symlink_to(data)
    assert accounts.remove_abandoned(clusters) == [clusters / "left"]
    assert (clusters / "kept").is_dir()
    assert sorted(path.name for path in clusters.iterdir()) == ["kept", "kept.link"]


def test_a_number_of_a_dead_server_that_another_program_has_now_is_no_server(tmp_path):
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert not accounts.in_use(data)


@pytest.mark.parametrize("program", ["sleep", "postgres"])
def test_a_stranger_with_the_number_of_a_dead_server_is_never_stopped(tmp_path, program):
    """Numbers of processes come round again; a server of other data is a stranger too."""
    own = Cluster(tmp_path / "data" / "postgres", sizes=Sizes(shared_buffers="16MB", max_connections=20))
    own.start()
    own.process.kill()
    own.process.wait()
    named = tmp_path / program
    named.symlink_to(shutil.which("sleep"))
    with subprocess.Popen([named, "60"]) as stranger:
        (own.data / "postmaster.pid").write_text(f"{stranger.pid}\n")
        own.stop()
        assert stranger.poll() is None
        stranger.kill()
    own.destroy()


def test_a_place_in_memory_is_on_disk_where_memory_has_no_room(monkeypatch, tmp_path):
    """A container often has but 64 MB of it, some systems none."""
    throwaways = importlib.import_module("daicho.host.postgres.throwaway")
    monkeypatch.setattr(throwaways.tempfile, "tempdir", str(tmp_path / "disk"))
    (tmp_path / "disk").mkdir()
    (tmp_path / "memory").mkdir()
    for memory, room, chosen in (
        (tmp_path / "memory", 0, "memory"),
        (tmp_path / "memory", 1 << 60, "disk"),
        (tmp_path / "nowhere", 0, "disk"),
    ):
        monkeypatch.setattr(throwaways, "MEMORY", memory)
        monkeypatch.setattr(throwaways, "ROOM", room)
        with throwaways.throwaway("room", in_memory=True) as place:
            assert place.parent.parent == tmp_path / chosen
