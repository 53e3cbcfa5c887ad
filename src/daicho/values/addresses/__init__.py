"""Addresses: where someone lives, as the register writes it (住所).

Source: standard chapter 3, 1.1.1, 1.1.17, 1.3.2 to 1.3.4.
"""

from daicho.values.addresses.address import Address, AddressKind

__all__ = ["Address", "AddressKind"]
