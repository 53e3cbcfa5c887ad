"""Names of residents: their parts, their search forms, their variants.

Nothing is read at import; the tables of `values.characters` are read when the first kanji is asked for.
"""

from daicho.values.characters.variants import Spellings, confusables, variants
from daicho.values.names.folding import fold, katakana, unvoiced
from daicho.values.names.search import (
    KeyKind,
    Rank,
    SearchKey,
    best_rank,
    grams,
    query_grams,
    rank,
    ranked,
    search_forms,
    search_keys,
)
from daicho.values.names.structs import CommonName, FormerSurname, PersonName

__all__ = [
    "CommonName",
    "FormerSurname",
    "KeyKind",
    "PersonName",
    "Rank",
    "SearchKey",
    "Spellings",
    "best_rank",
    "confusables",
    "fold",
    "grams",
    "katakana",
    "query_grams",
    "rank",
    "ranked",
    "search_forms",
    "search_keys",
    "unvoiced",
    "variants",
]
