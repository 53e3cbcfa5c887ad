"""The municipal communication server (市町村CS, SYS2)."""
