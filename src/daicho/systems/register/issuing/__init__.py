"""Papers of the register: from a request to signed bytes in hand, and the history of what was issued.

`making.issue` is the whole path: request, content in one read transaction, press, release. Each step is a module:
`wanted` (what may be asked, by whom), `requests` (the state machine), `snapshot` (the one read), `content` (records to
a `Certificate`), `releasing` (nothing changed, the bytes are this request's), `printing`, `history`.
See docs/documents.md.
"""
