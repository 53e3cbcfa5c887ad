"""Evidence: what was sent, received, answered, in files that anyone can verify without us, our database or the network."""
