"""The store of identification information that three levels keep in the same way: tables, application, search.

The rules are `law.identification`; this room applies them to many persons at once, in a database. It offers abstract
models; every system has its own concrete tables, and no two systems share one. See docs/decisions/0100.
"""
