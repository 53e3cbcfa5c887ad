"""A seeded, deterministic network of registers and servers, driven through every kind of trouble.

It drives the same `exchange.core` classes and the same `law.identification.apply_update` as the servers do; only the
sockets, the clock and the database are replaced.
"""
