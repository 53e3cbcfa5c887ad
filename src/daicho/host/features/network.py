"""What a scenario plays on: one register with its keys, or a fresh network of levels (see `levels`)."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daicho.host.features.scene import Scene
from daicho.host.features.stage import HOME, TOWNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.host.features.stage import Stage


@contextmanager
def on_stage(stage: Stage, *, network: bool = False) -> Iterator[Scene]:
    """A scene on a fresh stage; everything that was started for it is stopped at the end."""
    from daicho.exchange import runtime

    if network:
        from daicho.host.features.levels import Levels

        levels = Levels(stage)
        try:
            scene = Scene(network=levels)
            _begin(scene)
            yield scene
        finally:
            levels.close()
        return
    stage.fresh()
    _alone()
    try:
        scene = Scene()
        _begin(scene)
        yield scene
    finally:
        runtime.forget()


def _begin(scene: Scene) -> None:
    from daicho.host.features.steps_world import fill_pool

    fill_pool(scene, 500)


def _alone() -> None:
    """A register without a network: its keys and its CS's place in the trust list, made once a process."""
    from daicho.exchange import runtime
    from daicho.protocol.parties import Party

    world: Any = _world()
    party = Party(TOWNS[HOME]["code"], "register")
    runtime.configure(
        "register",
        party=party,
        keys=world.keys_of(party),
        trust_list=world.trust_list,
        trust_root=world.root,
    )


@cache
def _world() -> Any:
    from daicho.access import vault_keys
    from daicho.exchange import pki
    from daicho.identification.numbers import NUMBER_KEYS
    from daicho.protocol.parties import Party

    folder = tempfile.TemporaryDirectory(prefix="daicho-features-")
    _kept.append(folder)
    code = TOWNS[HOME]["code"]
    parties = {Party(code, system): f"https://127.0.0.1:{port}" for port, system in _PLACES}
    world = pki.create_world(Path(folder.name), parties)
    vault_keys.save(vault_keys.new_keys(), world.keys_of(Party(code, "register")) / NUMBER_KEYS)
    return world


_PLACES = ((49_001, "register"), (49_002, "municipal_cs"))
_kept: list[Any] = []
"""Folders that live as long as the process."""
