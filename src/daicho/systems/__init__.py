"""One package per system; systems share nothing and meet only through messages."""
