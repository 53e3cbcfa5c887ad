"""A browser without a face: opens pages of the running screens, reads their forms, fills them in, sends them.

It knows nothing but HTML: what a form holds when it is shown is sent back unless it is changed, as a browser does.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx

from daicho.host.demo.check.desk import NotDone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Attributes = Mapping[str, str | None]

_CODE: Final = re.compile(r"\b[A-Z]-(?:[A-Z]+-)?\d{2,5}(?:-\d{2})?\b")
"""A stable code as pages show it: R-4011-02, A-1005, P-ISSUE-06."""
_TOGGLES: Final = frozenset({"checkbox", "radio"})
_NOT_SENT: Final = frozenset({"submit", "button", "image", "reset", "file"})
FIRST_ERROR: Final = 400


class Form:
    """A form of a page: where it goes, and what it holds."""

    def __init__(self, action: str, method: str) -> None:
        self.action = action
        self.method = method.lower() or "get"
        self.fields: dict[str, list[str]] = {}

    def add(self, name: str | None, value: str | None) -> None:
        """Take a field's value in."""
        if name:
            self.fields.setdefault(name, []).append(value or "")


class _Reader(HTMLParser):
    """Reads the forms of a page, nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = Form(given.get("action") or "", given.get("method") or "get")
            self.forms.append(self._form)
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select, self._options = given.get("name") or "", []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            self._text = (given.get("name") or "", [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._form is not None and self._select is not None:
            chosen = [value for value, selected in self._options if selected] or [
                value for value, _ in self._options[:1]
            ]
            for value in chosen:
                self._form.add(self._select, value)
            self._select = None
        elif tag == "textarea" and self._form is not None and self._text is not None:
            self._form.add(self._text[0], "".join(self._text[1]).removeprefix("\n"))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def _input(self, given: Attributes) -> None:
        kind = (given.get("type") or "text").lower()
        if self._form is None or "disabled" in given or kind in _NOT_SENT:
            return
        if kind in _TOGGLES:
            if "checked" in given:
                self._form.add(given.get("name"), given.get("value", "on"))
            return
        self._form.add(given.get("name"), given.get("value"))


class Page:
    """A page that was opened: its address, text and forms."""

    def __init__(self, response: httpx.Response) -> None:
        self.path = response.url.path
        self.status = response.status_code
        self.text = response.text
        reader = _Reader()
        reader.feed(response.text)
        self.forms = reader.forms

    @property
    def codes(self) -> str:
        """The stable codes that the page shows."""
        return ", ".join(sorted(set(_CODE.findall(self.text)))) or f"HTTP {self.status}"

    def form(self, *, to: str = "", having: str = "") -> Form:
        """The form that goes to an address ending so, or has a field.

        Raises:
            NotDone: there is none; the codes that the page shows instead.
        """
        for form in self.forms:
            ends = urlsplit(form.action).path.endswith(to)
            if ends and (not having or having in form.fields):
                return form
        raise NotDone(f"{self.path.split('/')[1]}: no form {to or having} ({self.codes})")


class Browser:
    """One person's browser at one system's screens."""

    def __init__(self, base: str) -> None:
        self._client = httpx.Client(base_url=base, trust_env=False, follow_redirects=True, timeout=60)

    def close(self) -> None:
        """Close it."""
        self._client.close()

    def open(self, path: str) -> Page:
        """Open a page.

        Raises:
            NotDone: it says no.
        """
        return self._page(self._client.get(path))

    def send(self, page: Page, form: Form, values: Mapping[str, Any] | None = None) -> Page:
        """Send a form with some fields changed; a list stands for several values, None takes a field away.

        Raises:
            NotDone: the answer says no; the codes on it.
        """
        fields: dict[str, Any] = {**form.fields, **(values or {})}
        sent = {name: value for name, value in fields.items() if value is not None}
        action = form.action or page.path
        if form.method == "get":
            return self._page(self._client.get(action, params=sent))
        return self._page(self._client.post(action, data=sent))

    def post(self, path: str, values: Mapping[str, Any], *, like: Page) -> Page:
        """Send values to an address as a button of a page would, with that page's token."""
        token = next((form.fields["csrfmiddlewaretoken"] for form in like.forms if _TOKEN in form.fields), [""])
        return self._page(self._client.post(path, data={_TOKEN: token, **values}))

    @staticmethod
    def _page(response: httpx.Response) -> Page:
        page = Page(response)
        if page.status >= FIRST_ERROR:
            raise NotDone(page.codes)
        return page


_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field


def numbered(paths: Iterable[str], before: str) -> int:
    """The number that stands in an address after a word: `/acts/12/`, `acts` → 12.

    Raises:
        NotDone: none of the addresses has it.
    """
    for path in paths:
        found = re.search(rf"/{before}/(\d+)/", path)
        if found:
            return int(found.group(1))
    raise NotDone(f"no {before} came of it")
