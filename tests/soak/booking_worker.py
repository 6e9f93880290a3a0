"""One process of the booking storm: random acts until it is killed. Run as `python -m tests.soak.booking_worker`.

Before each booking it notes the request in its log, after it the outcome, so that the test knows what was cut off.
"""

import asyncio
import json
import random
import sys
from pathlib import Path
from typing import Any

from assistant.domain.booking_errors import BookingError, BookingNotFound
from assistant.errors import Unavailable
from assistant.services.guidance_upkeep import end_lapsed_offers
from assistant.store.database import Database
from tests.guidance import RULES, Office, a_mother, a_request

MOTHERS, SESSIONS = 12, 4


async def act(office: Office, chance: random.Random, note: Any) -> None:
    """Do one thing that a parent, the office or the clock might do."""
    mother = a_mother(chance.randrange(MOTHERS))
    mine = await office.bookings.mine(mother)
    open_ones = [shown for shown in mine if shown.booking.status.is_open]
    kind = chance.choice(("book", "book", "book", "cancel", "move", "confirm", "lapse"))
    session_id = f"S{chance.randrange(SESSIONS)}"
    if kind == "book" or (not open_ones and kind != "lapse"):
        request_id = f"{chance.getrandbits(64):x}"
        note({"mother": mother.identity.value if mother.identity else "", "session": session_id, "id": request_id})
        request = a_request(session_id, waitlist=chance.random() < 0.7, client_request_id=request_id)
        booked = await office.bookings.book(mother, request)
        note({"booked": booked.code, "id": request_id})
    elif kind == "lapse":
        await end_lapsed_offers(office.unit_of_work, RULES, office.now + RULES.hold_for)
    elif kind == "cancel":
        await office.bookings.cancel(mother, chance.choice(open_ones).code)
    elif kind == "move":
        await office.bookings.move(mother, chance.choice(open_ones).code, session_id)
    else:
        await office.bookings.confirm(mother, chance.choice(open_ones).code)


async def work(url: str, seed: int, log: Path) -> None:
    """Act for ever; every act is one line at least."""
    chance, database = random.Random(seed), Database(url)
    await database.open()
    office = Office(database.unit_of_work)
    with log.open("a", encoding="utf-8") as handle:

        def note(line: dict[str, str]) -> None:
            handle.write(json.dumps(line) + "\n")
            handle.flush()

        while True:
            try:
                await act(office, chance, note)
                note({"done": "ok"})
            except (BookingError, BookingNotFound) as error:
                note({"done": error.code})
            except Unavailable:
                note({"done": "unavailable"})


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
