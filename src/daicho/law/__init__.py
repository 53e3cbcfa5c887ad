"""What may happen to a register: situations in, decisions out, with their articles. Pure Python."""
