"""Steps of a network."""
