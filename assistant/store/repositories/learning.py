"""What operators' use teaches: suggestions, drafts, questions without a good answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from assistant.store.console_records import DraftRecord, SuggestionRecord, UnansweredRecord
from assistant.store.console_tables import drafts, suggestions, unanswered
from assistant.store.statements import Statements, columns_of


class Suggestions:
    """What was suggested, and what became of it."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, suggestion: SuggestionRecord) -> None:
        """Store a new one; raises NotFound without its conversation."""
        await self._statements.execute(suggestions.insert().values(columns_of(suggestion)))

    async def get(self, suggestion_id: str) -> SuggestionRecord | None:
        """Return it, or None."""
        return await self._statements.first(
            select(suggestions).where(suggestions.c.id == suggestion_id), SuggestionRecord
        )

    async def decide(
        self, suggestion_id: str, operator_id: str, action: str, entry_id: str, text: str, now: datetime
    ) -> bool:
        """Note what the operator who saw it did with it; False when it was somebody else's, or there is none."""
        own = (suggestions.c.id == suggestion_id, suggestions.c.operator_id == operator_id)
        values = {"action": action, "entry_id": entry_id, "text": text, "acted_at": now}
        return await self._statements.count(update(suggestions).where(*own).values(values)) > 0

    async def list_between(self, since: datetime, until: datetime, limit: int) -> list[SuggestionRecord]:
        """Return those shown in [since, until), newest first."""
        found = select(suggestions).where(suggestions.c.at >= since, suggestions.c.at < until)
        return await self._statements.all(found.order_by(suggestions.c.at.desc()).limit(limit), SuggestionRecord)

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older ones; return how many."""
        return await self._statements.count(delete(suggestions).where(suggestions.c.at < cutoff))


class Drafts:
    """Answers proposed to the content editors."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, draft: DraftRecord) -> None:
        """Store a new one."""
        await self._statements.execute(drafts.insert().values(columns_of(draft)))

    async def list_in(self, states: Sequence[str], limit: int = 200) -> list[DraftRecord]:
        """Return those in one of `states`, newest first."""
        found = select(drafts).where(drafts.c.state.in_(states)).order_by(drafts.c.created_at.desc()).limit(limit)
        return await self._statements.all(found, DraftRecord)

    async def decide(self, draft_id: str, state: str, name: str, note: str, now: datetime) -> bool:
        """Accept or reject an open one; two who decide at once never both succeed."""
        is_open = (drafts.c.id == draft_id, drafts.c.state == "open")
        values = {"state": state, "decided_by": name, "note": note, "decided_at": now}
        return await self._statements.count(update(drafts).where(*is_open).values(values)) > 0


class Unanswered:
    """Questions without a good answer."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, question: UnansweredRecord) -> None:
        """Store it; raises NotFound without its conversation."""
        await self._statements.execute(unanswered.insert().values(columns_of(question, "id")))

    async def list_between(self, since: datetime, until: datetime, limit: int) -> list[UnansweredRecord]:
        """Return those asked in [since, until), newest first."""
        found = select(unanswered).where(unanswered.c.at >= since, unanswered.c.at < until)
        return await self._statements.all(found.order_by(unanswered.c.id.desc()).limit(limit), UnansweredRecord)

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older ones; return how many."""
        return await self._statements.count(delete(unanswered).where(unanswered.c.at < cutoff))
