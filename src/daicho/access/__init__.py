"""Who may see what, for which purpose, and the record of it."""
