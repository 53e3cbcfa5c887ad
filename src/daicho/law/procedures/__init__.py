"""The procedures: one small module for each kind, each writing on the work sheet of a decision."""
