"""`daicho demo`: six organisations, nine systems and their links on one machine, with synthetic residents.

`organisations` says who takes part, `place` where everything lies, `preparation` makes it once, `running` keeps the
processes, `page` draws the network, `check` runs the scenario through the doors of the running hosts.
"""
