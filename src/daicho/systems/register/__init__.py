"""The resident record system of a municipality (住民記録システム, SYS1)."""
