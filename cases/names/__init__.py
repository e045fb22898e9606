"""Names that find each other as people expect, in Persian, Arabic, Kurdish and Latin script."""

from cases.names.letters import normalise
from cases.names.search import Query, search_keys
from cases.names.words import keys_of

__all__ = ["Query", "keys_of", "normalise", "search_keys"]
