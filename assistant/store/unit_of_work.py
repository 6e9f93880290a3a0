"""One transaction, with every repository on it."""

from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

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
from assistant.store.statements import Statements, own_errors
from assistant.store.write_queue import WriteQueue


class SqlUnitOfWork:
    """Everything written in it is saved together by `commit`, or not at all.

    Each statement sees what others have saved before it, on PostgreSQL (READ COMMITTED) and, since the write lock is
    taken at the first write, on SQLite too. So never read, decide and write: write with a condition and look at what
    was touched.
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

    def __init__(self, engine: AsyncEngine, write_queue: WriteQueue | None = None) -> None:
        """Remember the parts; `write_queue` is shared by all transactions of a database that has one writer."""
        self._engine = engine
        self._write_queue = write_queue
        self._has_turn = False
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        if self._connection is not None:
            raise RuntimeError("This unit of work is open already. Make a second one for a second transaction.")
        with own_errors():
            self._connection = await self._engine.connect()
        self._bind(Statements(self._connection, self._before_write))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                await connection.__aexit__(kind, error, trace)  # rolls back what was not committed, when cancelled too
        finally:
            self._end_turn()

    async def commit(self) -> None:
        """Save what was written so far.

        Raises:
            RuntimeError: The unit of work is not open.
            Unavailable: The database went away; nothing was saved.
        """
        if self._connection is None:
            raise RuntimeError("Commit inside `async with`: this unit of work is not open.")
        with own_errors():
            await self._connection.commit()
        self._end_turn()

    async def _before_write(self) -> None:
        if self._write_queue is not None and not self._has_turn:
            await self._write_queue.take_turn()
            self._has_turn = True

    def _end_turn(self) -> None:
        if self._write_queue is not None and self._has_turn:
            self._has_turn = False
            self._write_queue.end_turn()

    def _bind(self, statements: Statements) -> None:
        self.conversations = Conversations(statements)
        self.items = Items(statements)
        self.answers = Answers(statements)
        self.choices = Choices(statements)
        self.private_values = PrivateValueRows(statements)
        self.sites = Sites(statements)
        self.site_pages = SitePages(statements)
        self.operators = Operators(statements)
        self.operator_sessions = OperatorSessions(statements)
        self.audit = Audit(statements)
        self.outbox = Outbox(statements)
        self.triage_log = TriageLog(statements)
        self.institutions = Institutions(statements)
        self.guidance_sessions = GuidanceSessions(statements)
        self.session_plans = SessionPlans(statements)
        self.guardians = Guardians(statements)
        self.bookings = Bookings(statements)
        self.ledger = Ledger(statements)
        self.code_tries = CodeTries(statements)
        self.handovers = Handovers(statements)
        self.duty = Duty(statements)
        self.alerts = Alerts(statements)
        self.follow_ups = FollowUps(statements)
        self.suggestions = Suggestions(statements)
        self.drafts = Drafts(statements)
        self.unanswered = Unanswered(statements)
        self.complaints = Complaints(statements)
        self.second_factors = SecondFactors(statements)
        self.numbers = Numbers(statements)
        self.remembered_children = RememberedChildren(statements)
        self.wechat_deliveries = WeChatDeliveries(statements)
        self.wechat_followers = WeChatFollowers(statements)
        self.wechat_tokens = WeChatTokens(statements)
