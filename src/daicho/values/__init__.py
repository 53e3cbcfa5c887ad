"""What a register is made of: numbers, dates, names, characters, addresses. Pure Python."""
