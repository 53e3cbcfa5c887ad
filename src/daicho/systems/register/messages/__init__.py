"""What the register sends (`outgoing`) and accepts (`incoming`). Its only peer is the CS of its own organisation.

`incoming` is imported when the application is ready, which registers its handlers.
"""
