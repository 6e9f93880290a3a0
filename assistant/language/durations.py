"""How long something has lasted: 烧了三天, 两个半小时没尿, 快一周了."""

import re

from assistant.domain.measures import DurationMention, Span
from assistant.language.roles import Role, stretches_in

_ABOUT_BEFORE = re.compile(r"(?:快|将近|接近|差不多|大概|大约|约|近|不到|好)(?:有|到|了|\s)*$")
_ABOUT_AFTER = re.compile("左右|上下|多")


def find_durations(text: str) -> tuple[DurationMention, ...]:
    """Durations in normalised text, in order.

    Of a range (两三天) the greater end counts and it is approximate, since the rules ask whether something has lasted
    at least so long. A day is 24 hours, a month 730.5.
    """
    return tuple(
        DurationMention(
            Span(stretch.start, stretch.end, text[stretch.start : stretch.end]),
            round(stretch.hours[1], 4),
            stretch.approximate
            or stretch.low != stretch.high
            or bool(
                _ABOUT_BEFORE.search(text[max(0, stretch.start - 8) : stretch.start])
                or _ABOUT_AFTER.match(text, stretch.end)
            ),
        )
        for stretch, role in stretches_in(text)
        if role is Role.DURATION
    )
