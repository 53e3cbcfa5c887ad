"""`daicho bench`: every figure beside the least that the same machine could do for the same rows, in the same run.

A machine that others use as well may be twice as fast an hour later; a ratio to a floor taken in the same run is not.
Each module measures one thing and returns a `report.Report`; `ground` gives it a durable PostgreSQL of its own.
"""
