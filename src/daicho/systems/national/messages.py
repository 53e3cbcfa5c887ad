"""What this system sends and accepts."""
