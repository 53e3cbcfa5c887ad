"""Names of residents: their parts, their search forms, their variants."""

from daicho.values.names.folding import fold, unvoiced
from daicho.values.names.structs import CommonName, FormerSurname, PersonName

__all__ = ["CommonName", "FormerSurname", "PersonName", "fold", "unvoiced"]
