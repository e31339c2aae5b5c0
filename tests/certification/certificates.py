"""Certificates of an authority that is thrown away afterwards (ruling R35)."""

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """Files by which a hub or an application speaks TLS here, and whom others are told to trust."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def issued(cls, folder: Path, *, by_another: bool = False) -> "Certificates":
        """Issue them for this machine by an authority that is thrown away."""
        trusted = trustme.CA()
        signed = (trustme.CA() if by_another else trusted).issue_cert("localhost", "127.0.0.1")
        found = cls(*(folder / one for one in ("authority.pem", "certificate.pem", "key.pem")))
        trusted.cert_pem.write_to_path(found.authority)
        signed.cert_chain_pems[0].write_to_path(found.certificate)
        signed.private_key_pem.write_to_path(found.key)
        return found
