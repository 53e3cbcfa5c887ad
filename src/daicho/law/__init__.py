"""What may happen to a register: situations in, decisions out, with their articles. Pure Python.

`deciding.needs(command)` says what must be read; `deciding.decide(situation, command, settings=…)` gives the decision:
findings, changes and effects. `timelines.apply` puts a change into a timeline. Nothing is imported here: who only
reads or checks records need not wait for the procedures.
"""
