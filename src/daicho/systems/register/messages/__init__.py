"""What the register sends and accepts."""
