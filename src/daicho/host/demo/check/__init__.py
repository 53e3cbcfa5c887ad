"""`daicho demo --check`: the scenario through the doors of the running hosts, and what must be true after each step.

`window` is a counter used through the running screens (`browser`), `desk` a place of work in a process of its own with
`counter` and `terminal` what is done there; `steps` is the story, `command` the command line.
"""
