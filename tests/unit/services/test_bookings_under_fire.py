"""Any mixture of bookings, cancellations, moves and promotions, with connections that break before and after commit."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assistant.domain.booking import BookingRules
from assistant.domain.booking_errors import BookingError, BookingNotFound
from assistant.errors import Unavailable
from assistant.services.guidance_upkeep import end_lapsed_offers
from assistant.store.database import Database
from assistant.store.unit_of_work import SqlUnitOfWork
from tests.guidance import NOW, OPERATOR, RULES, Office, a_mother, a_request, a_session, check_invariants

MOTHERS, SESSIONS = range(3), ("A", "B", "C")
NICKNAMES = ("团团", "圆圆")
KEPT, CUT_BEFORE, CUT_AFTER = "kept", "cut before", "cut after"
FATE = st.sampled_from((KEPT, KEPT, KEPT, CUT_BEFORE, CUT_AFTER))


class _Breaking(SqlUnitOfWork):
    """A transaction whose connection breaks at the commit: before the database hears of it, or after."""

    fate = KEPT

    async def commit(self) -> None:
        if self.fate == CUT_BEFORE and self._connection is not None:
            await self._connection.invalidate()
            raise Unavailable("The connection broke before the commit.")
        await super().commit()
        if self.fate == CUT_AFTER:
            raise Unavailable("The connection broke after the commit; nobody heard of it.")


@dataclass
class _Breaker:
    """Makes transactions that share one fate."""

    database: Database
    fate: str = KEPT

    def __call__(self) -> SqlUnitOfWork:
        made = _Breaking(self.database._open_engine())
        made.fate = self.fate
        return made


def _machine_on(url: str) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        """Three mothers of two children, three sittings with few seats."""

        def __init__(self) -> None:
            super().__init__()
            self.runner = asyncio.Runner()
            self.database = Database(url)
            self._run(self.database.open())
            self.breaker, self.name = _Breaker(self.database), uuid4().hex[:8]
            self.office = Office(self.breaker, rules=BookingRules(change_until=timedelta(0)))
            days, seats = {"A": 2, "B": 3, "C": 4}, {"A": 1, "B": 2, "C": 2}
            self._run(
                self.office.open(
                    *(
                        a_session(f"{self.name}{one}", capacity=seats[one], starts_at=NOW + timedelta(days=days[one]))
                        for one in SESSIONS
                    )
                )
            )
            self.codes: list[tuple[int, str]] = []

        @rule(
            mother=st.sampled_from(MOTHERS),
            session=st.sampled_from(SESSIONS),
            nickname=st.sampled_from(NICKNAMES),
            fate=FATE,
        )
        def book(self, mother: int, session: str, nickname: str, fate: str) -> None:
            waits = len(self.codes) % 4 != 3
            request = a_request(self.name + session, nickname=nickname, waitlist=waits, client_request_id=uuid4().hex)
            booked = self._try(fate, lambda: self.office.bookings.book(self._who(mother), request))
            if fate == CUT_AFTER or booked is not None:
                again = self._try(KEPT, lambda: self.office.bookings.book(self._who(mother), request))
                assert booked is None or (again is not None and again.code == booked.code)
                booked = again
            if booked is not None and (mother, booked.code) not in self.codes:
                self.codes.append((mother, booked.code))

        @rule(number=st.integers(0, 30), fate=FATE)
        def cancel(self, number: int, fate: str) -> None:
            self._of(number, fate, lambda who, code: self.office.bookings.cancel(who, code))

        @rule(number=st.integers(0, 30), session=st.sampled_from(SESSIONS), fate=FATE)
        def move(self, number: int, session: str, fate: str) -> None:
            self._of(number, fate, lambda who, code: self.office.bookings.move(who, code, self.name + session))

        @rule(number=st.integers(0, 30), fate=FATE)
        def confirm(self, number: int, fate: str) -> None:
            self._of(number, fate, lambda who, code: self.office.bookings.confirm(who, code))

        @rule(fate=FATE)
        def promote(self, fate: str) -> None:
            self.office.now += RULES.hold_for / 2
            self._try(fate, lambda: end_lapsed_offers(self.breaker, RULES, self.office.now))

        @rule(number=st.integers(0, 30), attended=st.booleans(), fate=FATE)
        def settle(self, number: int, attended: bool, fate: str) -> None:
            async def settle_one(who: Any, code: str) -> None:
                shown = await self.office.bookings.find(who, code)
                await self.office.attendance.settle(OPERATOR, shown.session.id, shown.booking.id, attended)

            self._of(number, fate, settle_one)

        @rule(mother=st.sampled_from(MOTHERS), fate=FATE)
        def forget(self, mother: int, fate: str) -> None:
            self._try(fate, lambda: self.office.guardians.delete(self._who(mother).identity))

        @invariant()
        def seats_ledger_and_bookings_agree(self) -> None:
            self._run(check_invariants(self.database, self.name, self.office.now))

        def teardown(self) -> None:
            self._run(self.database.close())
            self.runner.close()

        def _who(self, mother: int) -> Any:
            return a_mother(f"{self.name}-{mother}")

        def _of(self, number: int, fate: str, act: Any) -> None:
            if self.codes:
                mother, code = self.codes[number % len(self.codes)]
                self._try(fate, lambda: act(self._who(mother), code))

        def _try(self, fate: str, act: Any) -> Any:
            self.breaker.fate = fate
            try:
                return self._run(act())
            except (BookingError, BookingNotFound):
                return None
            except Unavailable:
                if fate == KEPT:
                    raise
                return None
            finally:
                self.breaker.fate = KEPT

        def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
            return self.runner.run(work)

    return Machine


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_mixture_of_acts_and_broken_connections_loses_or_doubles_a_seat(database_url: str) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        _machine_on(database_url),
        settings=settings(
            max_examples=6,
            stateful_step_count=35,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # a failing mixture is printed as it was; shrinking it takes minutes
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
