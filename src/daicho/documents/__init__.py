"""Certificates and slips: a typed content value becomes a signed PDF."""
