"""`daicho demo --check`: the scenario through the doors of the running hosts, and what must be true after each step.

`desk` is a place of work in a process of its own, `counter` and `terminal` what is done there, `steps` the story,
`command` the command line.
"""
