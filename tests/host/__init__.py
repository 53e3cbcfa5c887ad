"""Tests of the host; a package so that they share `support`."""
