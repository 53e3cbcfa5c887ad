"""What is written in one turn of the loop goes out at once, whole and in order, and before a close."""

from __future__ import annotations

import asyncio

from daicho.exchange.tls import Together


class Line:
    """A transport that remembers."""

    def __init__(self):
        self.sent, self.closed = [], False

    def write(self, data):
        self.sent.append(data)

    def close(self):
        self.closed = True

    def is_closing(self):
        return self.closed

    def get_extra_info(self, name):
        return name


def run(steps):
    """Let steps run in a loop; what went over the line."""
    line = Line()

    async def within():
        await steps(Together(line))

    asyncio.run(within())
    return line


def test_head_and_body_are_one_write_and_the_next_answer_another():
    """Two writes without a pause between them; a pause; one more."""

    async def steps(transport):
        transport.write(b"head ")
        transport.write(b"body")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        transport.write(b"next")
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    assert run(steps).sent == [b"head body", b"next"]


def test_a_close_sends_what_is_held_first():
    """An answer that ends its connection arrives; nothing is written after the end."""

    async def steps(transport):
        transport.write(b"last")
        transport.close()
        transport.write(b"too late")
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    line = run(steps)
    assert (line.sent, line.closed) == ([b"last"], True)


def test_everything_else_is_the_transports_own():
    """Whoever asks for the peer's name or whether it closes asks the line."""

    async def steps(transport):
        assert transport.get_extra_info("peername") == "peername"
        assert not transport.is_closing()

    run(steps)
