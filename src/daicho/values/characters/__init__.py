"""Characters of names and addresses: what they are, whether they may be used, what replaces them."""

from daicho.values.characters.clusters import clusters, count

__all__ = ["clusters", "count"]
