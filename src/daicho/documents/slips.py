"""What a slip says: a letter or an office's own record about one act, computed in one read and passed by argument.

A slip is a paper like a certificate: its own request, issue number, binding and signature. It differs in what stands
on it: an addressee, sentences, and tables of items. Everything is already written as the page shows it.
Source: standard chapter 3, 4.0.5, 4.1.0.3, 4.1.3.1.4, 4.2.0.1, 4.3.3, 5.5, 5.6, 20.4.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  # a field's type, needed at run time

import msgspec

from daicho.documents.certificates import Cell, Certificate, Form, Issuer, keyed_digest


class Addressee(msgspec.Struct, frozen=True):
    """To whom a slip goes. The name is written exactly as it is on the register."""

    postal_code: str  # 〒243-0434, or empty
    address: str
    name: str
    honorific: str = "様"  # 様 for people, 殿 for a head of a municipality


class Table(msgspec.Struct, frozen=True):
    """Items that belong together: rows of cells, under a heading where there is one."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""


class Slip(msgspec.Struct, frozen=True, kw_only=True, tag_field="shape", tag="slip"):
    """A slip to be issued: its form, whom it is about, to whom it goes, and the request it answers."""

    form: Form
    request_id: str  # 128 random bits, hexadecimal; never used twice
    issue_number: str  # STD-5.5, without the page part
    issued_on: date
    issued_text: str  # the same day as printed, in the Japanese calendar
    issuer: Issuer
    subjects: tuple[str, ...]  # addressee numbers
    addressee: Addressee | None = None  # None: it stays in the office
    body: tuple[str, ...] = ()  # sentences before the tables
    tables: tuple[Table, ...] = ()
    closing: tuple[str, ...] = ()  # sentences after them: the article, what to do
    sealed: bool = True  # 公印印字の有無 (STD-5.6)
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()  # beside the title: 再発行
    sample: bool = True
    preview: bool = False

    def digest(self, key: bytes) -> str:
        """Return the keyed digest of the whole value, in hexadecimal: what the finished bytes are bound to."""
        return keyed_digest(self, key)


Paper = Certificate | Slip
"""What the press takes and the binding binds."""
