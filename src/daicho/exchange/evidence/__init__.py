"""Evidence: what was sent, received and answered, in files that anyone can verify."""
