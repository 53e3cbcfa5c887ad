"""Files that come with a form: held in memory up to a limit, never on the server's disk.

Django reads a form before any view can say no, and puts larger files into a temporary folder. Here what is larger than
a batch may be is read past and dropped, and the view is told so.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from daicho.systems.register.batch.files import LARGEST_AT_DESK

if TYPE_CHECKING:
    from django.http import HttpRequest

TOO_LARGE: Final = "daicho.upload_too_large"


class BoundedUpload(FileUploadHandler):
    """Takes the files of one request, `LARGEST_AT_DESK` bytes of all of them together at most."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._size = 0
        self._content = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Keep a piece, or drop the file once the limit is passed."""
        self._size += len(raw_data)
        if self._size > LARGEST_AT_DESK:
            self._content = io.BytesIO()
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise SkipFile
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file."""
        self._content.seek(0)
        return InMemoryUploadedFile(
            file=self._content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of the request was dropped because it is too large."""
    return TOO_LARGE in request.META
