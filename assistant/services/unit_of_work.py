"""The transaction, as services ask for it."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from assistant.store.repositories.alerts import Alerts
from assistant.store.repositories.answers import Answers, Choices
from assistant.store.repositories.audit import Audit, TriageLog
from assistant.store.repositories.bookings import Bookings, CodeTries, Ledger
from assistant.store.repositories.complaints import Complaints
from assistant.store.repositories.conversations import Conversations
from assistant.store.repositories.follow_ups import FollowUps
from assistant.store.repositories.guardians import Guardians
from assistant.store.repositories.guidance import GuidanceSessions, SessionPlans
from assistant.store.repositories.handovers import Duty, Handovers
from assistant.store.repositories.institutions import Institutions
from assistant.store.repositories.items import Items
from assistant.store.repositories.learning import Drafts, Suggestions, Unanswered
from assistant.store.repositories.numbers import Numbers
from assistant.store.repositories.operators import Operators, OperatorSessions
from assistant.store.repositories.outbox import Outbox
from assistant.store.repositories.private_values import PrivateValueRows
from assistant.store.repositories.remembered_children import RememberedChildren
from assistant.store.repositories.second_factors import SecondFactors
from assistant.store.repositories.site_pages import SitePages
from assistant.store.repositories.sites import Sites
from assistant.store.repositories.wechat_deliveries import WeChatDeliveries
from assistant.store.repositories.wechat_followers import WeChatFollowers
from assistant.store.repositories.wechat_tokens import WeChatTokens


class UnitOfWork(Protocol):
    """One transaction; leaving it without `commit` takes everything back.

    The repositories exist between `__aenter__` and `__aexit__`.
    """

    conversations: Conversations
    items: Items
    answers: Answers
    choices: Choices
    private_values: PrivateValueRows
    sites: Sites
    site_pages: SitePages
    operators: Operators
    operator_sessions: OperatorSessions
    audit: Audit
    outbox: Outbox
    triage_log: TriageLog
    institutions: Institutions
    guidance_sessions: GuidanceSessions
    session_plans: SessionPlans
    guardians: Guardians
    bookings: Bookings
    ledger: Ledger
    code_tries: CodeTries
    handovers: Handovers
    duty: Duty
    alerts: Alerts
    follow_ups: FollowUps
    suggestions: Suggestions
    drafts: Drafts
    unanswered: Unanswered
    complaints: Complaints
    second_factors: SecondFactors
    numbers: Numbers
    remembered_children: RememberedChildren
    wechat_deliveries: WeChatDeliveries
    wechat_followers: WeChatFollowers
    wechat_tokens: WeChatTokens

    async def __aenter__(self) -> Self:
        """Begin."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take back what was not committed."""

    async def commit(self) -> None:
        """Save what was written so far."""


UnitOfWorkFactory = Callable[[], UnitOfWork]
"""Returns a new transaction each time, e.g. `Database.unit_of_work`."""
