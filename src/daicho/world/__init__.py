"""Synthetic organisations, people and traffic, for demonstration, tests and benchmarks."""
