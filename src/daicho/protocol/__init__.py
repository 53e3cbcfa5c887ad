"""What systems say to one another: wire structs, canonical form, fingerprints. Pure Python."""
