"""Sessions from files, plans of recurring ones, and the list of what is coming."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from assistant.cli.secrets import settings_with_secrets
from assistant.dialogue.guidance_cards import session_line
from assistant.dialogue.guidance_wording import ERRORS
from assistant.guidance_parts import GuidanceParts, join_guidance
from assistant.services.clock import now_in_wuxi
from assistant.services.guidance import LARGEST_PAGE, SessionQuery
from assistant.services.guidance_files import read_plans, read_sessions
from assistant.services.private_values import PrivateValues
from assistant.services.session_plans import make_sessions, save_plans
from assistant.store.database import Database


def import_sessions(file: Path, dry_run: bool) -> int:
    """Enter the sessions of a file, all or none; rows that were imported before stay as they are."""

    async def work(parts: GuidanceParts) -> None:
        sessions = read_sessions(file, parts.entitlements, now_in_wuxi(), ERRORS)
        if dry_run:
            print(f"{file}: {len(sessions)} sessions are in order; nothing was stored.")
            return
        new = await parts.guidance.add(sessions)
        print(f"{file}: {new} sessions are new, {len(sessions) - new} were there before.")

    return _with_parts(work)


def list_sessions(district: str) -> int:
    """Print the next sessions, open for booking or not."""

    async def work(parts: GuidanceParts) -> None:
        found = await parts.guidance.fitting(SessionQuery(district=district, bookable=False, limit=LARGEST_PAGE))
        for session in found:
            print(f"{session.id}\t{session.seats_taken}/{session.capacity}\t{session_line(session)}")
        print(f"{len(found)} sessions.")

    return _with_parts(work)


def plan_sessions(file: Path | None, weeks: int) -> int:
    """Take the plans of a file, if one is given, and make the sessions of the coming weeks."""

    async def work(parts: GuidanceParts) -> None:
        unit_of_work, now = parts.database.unit_of_work, now_in_wuxi()
        if file is not None:
            plans = read_plans(file, parts.entitlements, now, ERRORS)
            await save_plans(unit_of_work, plans)
            print(f"{file}: {len(plans)} plans taken.")
        made = await make_sessions(unit_of_work, now, weeks)
        print(f"{made.new} sessions are new in the next {weeks} weeks.")
        for year in made.years_without_schedule:
            print(
                f"Warning: the public holidays of {year} and the working days exchanged for them are not known to "
                "this version yet. Look through that year's sessions; update once the State Council's notice is out."
            )

    return _with_parts(work)


def _with_parts(work: Callable[[GuidanceParts], Awaitable[None]]) -> int:
    async def run() -> None:
        settings = settings_with_secrets()
        database = Database(settings.database_url)
        await database.upgrade()
        await database.open()
        try:
            sealer = PrivateValues(settings.data_key.value.encode())
            await work(join_guidance(settings, database, sealer, now_in_wuxi))
        finally:
            await database.close()

    asyncio.run(run())
    return 0
