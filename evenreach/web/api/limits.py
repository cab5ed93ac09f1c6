"""How often one address may ask, counted where every worker sees it."""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import connection

from evenreach.web.asked import Asked

ANSWERS_A_MINUTE = 120
MINUTE = 60
IPV6_PREFIX = 64
"""One subscriber has all addresses of a /64. Source: RFC 6177, section 2."""


def seconds_to_wait(request: Asked) -> int:
    """Count this request; 0 while its address may go on, else the seconds until it may."""
    minute, second = divmod(int(request.now.timestamp()), MINUTE)
    key = f"api:{_who_asks(request)}"
    _take_a_turn(key)
    counted_in, count = cache.get(key, (minute, 0))
    count = count + 1 if counted_in == minute else 1
    if count > ANSWERS_A_MINUTE:
        return MINUTE - second
    cache.set(key, (minute, count), MINUTE)
    return 0


def _who_asks(request: Asked) -> str:
    """The client's address behind as many proxies as the settings trust."""
    address = ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)


def _take_a_turn(key: str) -> None:
    """Wait until no other transaction counts for this key: none is lost between get and set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
