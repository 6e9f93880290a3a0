"""What is answered before entries and index are loaded."""

from aiohttp import web
from aiohttp.typedefs import Handler

from assistant.channels.keys import OPENING

AT_ONCE = ("/api/v1/conversations", "/wechat/", "/widget", "/healthz", "/readyz")
"""How the addresses begin that need no entry, or wait by themselves only as far as they do: an alarm never waits."""


@web.middleware
async def wait_for_content(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request wait, for a while, until there is something to answer it from.

    Raises:
        StartingUp: It takes too long.
    """
    opening = request.app[OPENING]
    if not opening.is_open and not request.path.startswith(AT_ONCE):
        await opening.wait()
    return await handler(request)
