"""Characters of names and addresses: what they are, whether they may be used, what replaces them.

Nothing is read at import: the tables of `values/data` are read when the first character is asked for.
"""

from daicho.values.characters.clusters import clusters, count
from daicho.values.characters.conversion import (
    REGISTER_SCHEMES,
    RESIDENCE_CARD_SCHEMES,
    Conversion,
    Reason,
    Replacement,
    Unconvertible,
    to_repertoire,
)
from daicho.values.characters.description import Description, describe
from daicho.values.characters.identification import (
    Candidate,
    ConversionReport,
    ConvertedItem,
    IdentificationDecision,
    Likeness,
    are_same_characters,
    candidates,
    convert_items,
    decide,
    in_force,
)
from daicho.values.characters.identity import Character, Strictness, code_points, identify, named, same
from daicho.values.characters.picker import KanjiFacts, by_reading, by_strokes, kanji_facts, look_up
from daicho.values.characters.repertoires import (
    Repertoire,
    RepertoireUnknown,
    gaiji_count,
    install,
    load,
    repertoire,
    uninstall,
)
from daicho.values.characters.tables import Scheme
from daicho.values.characters.validation import (
    Problem,
    ProblemCode,
    Use,
    drawable,
    plainly_sound,
    undrawable,
    validate,
)
from daicho.values.characters.variants import CONFUSABLES, Spellings, confusables, variants

__all__ = [
    "CONFUSABLES",
    "REGISTER_SCHEMES",
    "RESIDENCE_CARD_SCHEMES",
    "Candidate",
    "Character",
    "Conversion",
    "ConversionReport",
    "ConvertedItem",
    "Description",
    "IdentificationDecision",
    "KanjiFacts",
    "Likeness",
    "Problem",
    "ProblemCode",
    "Reason",
    "Repertoire",
    "RepertoireUnknown",
    "Replacement",
    "Scheme",
    "Spellings",
    "Strictness",
    "Unconvertible",
    "Use",
    "are_same_characters",
    "by_reading",
    "by_strokes",
    "candidates",
    "clusters",
    "code_points",
    "confusables",
    "convert_items",
    "count",
    "decide",
    "describe",
    "drawable",
    "gaiji_count",
    "identify",
    "in_force",
    "install",
    "kanji_facts",
    "load",
    "look_up",
    "named",
    "plainly_sound",
    "repertoire",
    "same",
    "to_repertoire",
    "undrawable",
    "uninstall",
    "validate",
    "variants",
]
