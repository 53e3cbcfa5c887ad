"""The terminal of a level: its links, its messages, search and inquiry, in the browser.

One set of views for the municipal CS, the prefecture and the nation; what differs between them is a `Level`.
"""
