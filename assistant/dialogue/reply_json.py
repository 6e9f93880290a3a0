"""A reply as the public contract words it; this is what is stored, sent and sent again."""

from collections.abc import Sequence
from typing import Any

from assistant.domain.message import Card, Choice, Citation, Reply


def reply_to_json(reply: Reply, choices: Sequence[Choice], answer_id: str) -> dict[str, Any]:
    """Return the `reply` object of the API; `choices` are the reply's own, with their ids."""
    return {
        "texts": list(reply.texts),
        "cards": [card_to_json(card) for card in reply.cards],
        "choices": [{"choice_id": choice.choice_id, "label": choice.label} for choice in choices],
        "citations": [_citation_to_json(citation) for citation in reply.citations],
        "urgency": reply.urgency.value,
        "intent": {"name": reply.intent.name, "confidence": round(reply.intent.confidence, 4)},
        "handover": reply.handover,
        "answer_id": answer_id,
        "notice": None,
    }


def card_to_json(card: Card) -> dict[str, Any]:
    """Return a card with its type beside its fields."""
    return {"type": card.type, **card.fields}


def _citation_to_json(citation: Citation) -> dict[str, Any]:
    return {
        "entry_id": citation.entry_id,
        "title": citation.title,
        "source": citation.source,
        "checked_on": citation.checked_on.isoformat(),
    }
