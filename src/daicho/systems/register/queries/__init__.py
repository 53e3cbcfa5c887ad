"""The reads of the register: `records`, `history`, `search`, `number`, `work`, and `lookups` for the law."""
