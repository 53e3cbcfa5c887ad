"""The network page: hosts and links of the demonstration, drawn on the server, asked for again each second.

`sampling` looks, `picture` places, `views` answers, `serve` is the process. No resident's data come here: links,
counts and whether sums of fingerprints agree.
"""
