"""What the register sends (`outgoing`, `baseline`) and accepts (`incoming`). Its only peer is its organisation's CS.

`incoming` and `baseline` are imported when the application is ready, which registers their handlers.
"""
