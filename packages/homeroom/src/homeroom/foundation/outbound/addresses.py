"""Which addresses lie on the open internet. Pure."""

import ipaddress
from typing import Final

# An IPv6 network without IPv4 of its own writes every IPv4 address like this (RFC 6052).
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

# Of nobody on the open internet, though Python 3.11 calls them global: protocol assignments and
# 6to4 relays (RFC 6890, 7526), networks of a site (RFC 3879: still not to be forwarded), examples
# (RFC 9637).
_NOBODYS: Final = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("fec0::/10"),
    ipaddress.IPv6Network("3fff::/20"),
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address_meant(text: str) -> Address:
    """Return the address that is reached in the end: IPv4 within IPv6 is IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """True of an address on the open internet: nobody's private net, link, or group."""
    if isinstance(address, ipaddress.IPv6Address) and (address.sixtofour or address.teredo):
        return False  # tunnels: where they come out is written inside
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in _NOBODYS)
    )
