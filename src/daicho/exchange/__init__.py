"""How systems say it: ordered links, receipts, evidence. The core does no I/O."""
