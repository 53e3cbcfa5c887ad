"""Daicho (台帳): an open implementation of Japan's Basic Resident Register."""

__version__ = "0.1.0"
