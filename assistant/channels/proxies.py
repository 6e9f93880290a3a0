"""The caller's own address when a reverse proxy stands in front."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Network = IPv4Network | IPv6Network

FORWARDED = "X-Forwarded-For"


def see_through(proxies: Sequence[Network]) -> Middleware:
    """Return a middleware that puts the caller's address in `request.remote`.

    Only what a trusted proxy wrote is believed: the header is read from its end, where the nearest proxy appends, up
    to the first address that is no trusted proxy. Anyone else's header is ignored.

    Args:
        proxies: Networks whose `X-Forwarded-For` is believed.
    """

    @web.middleware
    async def know_the_caller(request: web.Request, handler: Handler) -> web.StreamResponse:
        caller = caller_of(request.remote or "", request.headers.getall(FORWARDED, []), proxies)
        return await handler(request if caller == request.remote else request.clone(remote=caller))

    return know_the_caller


def caller_of(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Return the address of the caller.

    Args:
        peer: Address the connection comes from.
        forwarded: Values of the header in the order in which they came; each may list several addresses.
        proxies: Trusted networks.
    """
    caller = peer
    for address in reversed([part.strip() for value in forwarded for part in value.split(",")]):
        if not _is_in(caller, proxies) or not _is_address(address):
            break
        caller = address
    return caller


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
