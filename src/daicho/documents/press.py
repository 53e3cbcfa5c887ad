"""The press: typesetting and signing in a process of its own, one certificate at a time, nothing shared.

A request goes in as one value and the finished bytes come back in the same call. A time-out kills the process
and burns the request; a late result cannot exist. Workers are spawned, never forked: a fork after a compile hangs.
"""

from __future__ import annotations

import multiprocessing
import secrets
import threading
from typing import TYPE_CHECKING

import msgspec

from daicho.documents import binding
from daicho.documents.certificates import DocumentError
from daicho.documents.slips import Paper  # noqa: TC001 - a field's type, needed at run time

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from daicho.documents.signing import Signer
    from daicho.documents.typesetting import Typesetter

STARTING = 60.0  # seconds that a new worker may take to load the font


class PressSettings(msgspec.Struct, frozen=True):
    """Where a press finds its font and keys. Paths are absolute."""

    font: str
    signing_key: str
    signing_certificate: str
    root_certificate: str
    binding_key: bytes
    timeout: float = 20.0  # seconds for one certificate


class _Job(msgspec.Struct, frozen=True):
    job_id: str  # of this call alone: a preview and its issue have different ones
    certificate: Paper


class _Result(msgspec.Struct, frozen=True):
    job_id: str
    document: bytes = b""
    images: tuple[bytes, ...] = ()
    problem: tuple[str, str, str] | None = None  # code, Japanese, English


class Press:
    """Finishes certificates in a worker process; safe to call from several threads."""

    def __init__(self, settings: PressSettings) -> None:
        """Prepare the press. The worker starts with the first certificate, or by `warm`."""
        self._settings = settings
        self._lock = threading.Lock()
        self._worker: BaseProcess | None = None
        self._pipe: Connection | None = None

    def warm(self) -> None:
        """Start the worker now, so that the first certificate does not wait for the font."""
        with self._lock:
            self._ready()

    def finish(self, certificate: Paper) -> bytes:
        """Typeset, sign, re-read the binding from the finished bytes, and return them.

        Raises:
            DocumentError: `P-TIMEOUT-01` when the press took too long (the request is burnt), `P-PRESS-01` when
                it broke, `P-BINDING-…` when the bytes are not this request's, or the press's own error.
        """
        if certificate.preview:
            raise _wrong_kind()
        result = self._done(certificate)
        binding.require(result.document, binding.of(certificate, self._settings.binding_key))
        return result.document

    def preview(self, certificate: Paper) -> tuple[bytes, ...]:
        """Return the pages of a preview as PNG images: for the eye only, nothing is bound, signed or kept.

        Raises:
            DocumentError: as `finish`.
        """
        if not certificate.preview:
            raise _wrong_kind()
        return self._done(certificate).images

    def _done(self, certificate: Paper) -> _Result:
        with self._lock:
            result = self._exchange(_Job(secrets.token_hex(16), certificate))
        if result.problem is not None:
            raise DocumentError(*result.problem)
        return result

    def close(self) -> None:
        """Stop the worker."""
        with self._lock:
            self._stop()

    def _exchange(self, job: _Job) -> _Result:
        pipe = self._ready()
        try:
            pipe.send_bytes(msgspec.msgpack.encode(job))
            if not pipe.poll(self._settings.timeout):
                self._stop()
                raise DocumentError(
                    "P-TIMEOUT-01",
                    "帳票の作成が時間内に終わりませんでした。この請求は無効にしました。もう一度発行してください。",
                    "The certificate was not finished in time. This request is void; issue again.",
                )
            result = msgspec.msgpack.decode(pipe.recv_bytes(), type=_Result)
        except (EOFError, OSError) as error:
            self._stop()
            raise _broken() from error
        if result.job_id != job.job_id:
            self._stop()
            raise _broken()
        return result

    def _ready(self) -> Connection:
        if self._worker is not None and self._worker.is_alive() and self._pipe is not None:
            return self._pipe
        self._stop()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        worker = context.Process(target=_work, args=(there, self._settings), daemon=True, name="daicho-press")
        worker.start()
        there.close()
        self._worker, self._pipe = worker, here
        started = self._started(here)
        if started.problem is not None:
            self._stop()
            raise DocumentError(*started.problem)
        return here

    def _started(self, pipe: Connection) -> _Result:
        """Wait for the worker to say that it has its font and keys, or what it lacks."""
        try:
            if pipe.poll(STARTING):
                return msgspec.msgpack.decode(pipe.recv_bytes(), type=_Result)
        except (EOFError, OSError):
            pass
        self._stop()
        raise _broken()

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._worker is not None:
            self._worker.kill()
            self._worker.join()
        self._worker = self._pipe = None


def _wrong_kind() -> DocumentError:
    return DocumentError(
        "P-PRESS-02",
        "プレビューを交付したり、交付する帳票をプレビューとして表示したりすることはできません。",
        "A preview is never issued, and what is to be issued is never shown as a preview.",
    )


def _broken() -> DocumentError:
    return DocumentError(
        "P-PRESS-01",
        "帳票を作成する処理が停止しました。もう一度発行し、続くときは管理者に知らせてください。",
        "The process that makes certificates stopped. Issue again; if it happens again, tell the operator.",
    )


def _work(pipe: Connection, settings: PressSettings) -> None:
    """Serve jobs until the other end closes."""
    from pathlib import Path

    from daicho.documents.signing import Signer
    from daicho.documents.typesetting import Typesetter

    try:
        typesetter = Typesetter(Path(settings.font))
        signer = Signer(Path(settings.signing_key), Path(settings.signing_certificate), Path(settings.root_certificate))
    except DocumentError as error:
        pipe.send_bytes(msgspec.msgpack.encode(_Result("", problem=(error.code, error.japanese, error.english))))
        return
    pipe.send_bytes(msgspec.msgpack.encode(_Result("")))
    while True:
        try:
            job = msgspec.msgpack.decode(pipe.recv_bytes(), type=_Job)
        except (EOFError, OSError):
            return
        pipe.send_bytes(msgspec.msgpack.encode(_answer(job, typesetter, signer, settings)))


def _answer(job: _Job, typesetter: Typesetter, signer: Signer, settings: PressSettings) -> _Result:
    certificate = job.certificate
    try:
        if certificate.preview:
            return _Result(job.job_id, images=typesetter.preview(certificate))
        pages = typesetter.typeset(certificate, settings.binding_key)
        return _Result(job.job_id, signer.sign(pages, reason=certificate.form.japanese))
    except DocumentError as error:
        return _Result(job.job_id, problem=(error.code, error.japanese, error.english))
