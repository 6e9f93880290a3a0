"""The loaded knowledge base."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.entry import Entry
from assistant.knowledge.lexicon import Lexicon
from assistant.knowledge.scope_words import ScopeWords


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Every entry that passed the checks.

    Attributes:
        entries: By id, in the order of the ids.
        version: Hash over the files' paths and content (entries and lexicon); changes when any of them does.
        lexicon: Words and synonyms of the field.
        topics: Topic's folder to the name that parents see, in the order of the contents page.
        scope_words: Words that lead out of what is answered here.
    """

    entries: Mapping[str, Entry]
    version: str
    lexicon: Lexicon = field(default_factory=Lexicon)
    topics: Mapping[str, str] = field(default_factory=dict)
    scope_words: ScopeWords = field(default_factory=ScopeWords)
