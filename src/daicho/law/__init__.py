"""What may happen to a register: situations in, decisions out, with their articles. Pure Python.

`needs(command)` says what must be read; `decide(situation, command, settings=…)` gives the decision: findings,
changes and effects. `law.timelines.apply` puts a change into a timeline.
"""

from daicho.law.deciding import decide, needs

__all__ = ["decide", "needs"]
