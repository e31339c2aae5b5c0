"""The one client for requests to the outside, against listeners of this machine (R30)."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.outbound import Outbound, OutboundError, Sent
from homeroom.foundation.outbound.addresses import address_meant, is_public
from homeroom.foundation.outbound.client import GREATEST_BODY

NAME = "app.example.org"
Answer = Callable[[socket.socket], None]


def saying(text: str) -> Answer:
    return lambda peer: peer.sendall(text.replace("\n", "\r\n").encode())


OK = saying("HTTP/1.1 200 OK\nContent-Length: 5\nX-Said: Yes\n\nhello")


@dataclass
class Listener:
    """A listener on the loopback interface; it keeps what it was sent."""

    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    met: int = 0


@dataclass(frozen=True)
class Certificates:
    """A throw-away authority and a certificate of NAME by it."""

    authority: Path
    chain: Path

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))


def _signed(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, with_: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now = SystemClock().now()
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)])
    made = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=name == by, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return made.sign(with_, hashes.SHA256())


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    of_authority, of_server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _signed("ca.example.org", of_authority, "ca.example.org", of_authority)
    server = _signed(NAME, of_server, "ca.example.org", of_authority)
    pem = serialization.Encoding.PEM
    private = of_server.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(private + server.public_bytes(pem))
    return Certificates(folder / "ca.pem", folder / "server.pem")


@contextmanager
def listening(answer: Answer, certificates: Certificates | None = None) -> Iterator[Listener]:
    """Answer each connection in turn, with TLS if there are certificates."""
    seen = Listener()
    secure = None
    if certificates is not None:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(certificates.chain)
        secure.sni_callback = lambda _socket, name, _context: seen.named.append(str(name))
    server = socket.create_server(("127.0.0.1", 0))
    seen.port = server.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return  # the test is over
            seen.met += 1
            with peer:
                try:
                    spoken = secure.wrap_socket(peer, server_side=True) if secure else peer
                    with spoken:
                        seen.asked.append(_request(spoken))
                        answer(spoken)
                except OSError:
                    pass  # the client hung up, as some of these tests want

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def _request(peer: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += peer.recv(4096)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        (int(x[15:]) for x in head.lower().split(b"\r\n") if x[:15] == b"content-length:"), 0
    )
    while len(body) < length:
        body += peer.recv(4096)
    return head + b"\r\n\r\n" + body


def to(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _name, _port: list(addresses)


def refused(client: Outbound, url: str) -> str:
    with pytest.raises(OutboundError) as caught:
        client.send(Sent("POST", url, body=b"x"))
    return caught.value.code


# ------------------------------------------------------------------------------ what goes out


def test_a_request_goes_to_the_judged_address_in_the_name_of_the_host(
    certificates: Certificates,
) -> None:
    with listening(OK, certificates) as seen:
        looked: list[str] = []

        def resolve(name: str, _port: int) -> list[str]:
            # A name that leads elsewhere the second time: it is asked once only.
            looked.append(name)
            return ["127.0.0.1"] if len(looked) == 1 else ["10.0.0.1"]

        client = Outbound(own_machine=True, trust=certificates.trust, resolve=resolve)
        url = f"https://{NAME}:{seen.port}/out?a=b"
        heard = client.send(Sent("POST", url, {"Content-Type": "text/plain"}, b"payload"))
    assert (200, b"hello", "Yes") == (heard.status, heard.body, heard.headers["x-said"])
    assert ([NAME], [NAME]) == (looked, seen.named)
    head, _, body = seen.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /out?a=b HTTP/1.1\r\n")
    assert f"Host: {NAME}:{seen.port}".encode() in head
    assert b"payload" == body


def test_a_certificate_of_another_name_or_of_nobody_is_not_believed(
    certificates: Certificates,
) -> None:
    with listening(OK, certificates) as seen:
        other = Outbound(own_machine=True, trust=certificates.trust, resolve=to("127.0.0.1"))
        assert "unreachable" == refused(other, f"https://other.example.org:{seen.port}/")
        unknown = Outbound(own_machine=True, resolve=to("127.0.0.1"))
        assert "unreachable" == refused(unknown, f"https://{NAME}:{seen.port}/")
    assert [] == seen.asked


def test_a_redirect_is_an_answer_and_not_followed(certificates: Certificates) -> None:
    with listening(OK) as elsewhere:
        away = f"HTTP/1.1 302 Found\nLocation: http://127.0.0.1:{elsewhere.port}/\n\n"
        with listening(saying(away), certificates) as seen:
            client = Outbound(own_machine=True, trust=certificates.trust, resolve=to("127.0.0.1"))
            heard = client.send(Sent("GET", f"https://{NAME}:{seen.port}/"))
    assert (302, 0) == (heard.status, elsewhere.met)


def test_the_next_address_is_tried_when_one_is_deaf() -> None:
    with listening(OK) as seen:
        client = Outbound(own_machine=True, resolve=to("127.0.0.2", "127.0.0.1"))
        assert 200 == client.send(Sent("GET", f"http://{NAME}:{seen.port}/")).status


# -------------------------------------------------------------------------- what is not reached

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0",
    "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "fec0::1", "feff::1", "192.0.0.8",
    "192.88.99.1", "3fff::1", "64:ff9b:1::a00:1", "::7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_refused(address: str) -> None:
    assert "address" == refused(Outbound(resolve=to(address)), f"https://{NAME}/")
    # One such address is enough, wherever it stands in the list.
    assert "address" == refused(Outbound(resolve=to("1.1.1.1", address)), f"https://{NAME}/")


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_open_internet_may_be_reached(address: str) -> None:
    assert is_public(address_meant(address))


def test_the_system_s_own_name_of_this_machine_is_refused() -> None:
    with listening(OK) as seen:
        for host in ("localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1"):
            assert "address" == refused(Outbound(), f"https://{host}:{seen.port}/"), host
    assert 0 == seen.met


@pytest.mark.parametrize("address", [one for one in PRIVATE if one not in ("127.0.0.1", "::1")])
def test_a_sandbox_reaches_its_own_machine_and_nobody_else_s_network(address: str) -> None:
    if address_meant(address).is_loopback:
        assert address.startswith("::ffff:127.")
        return
    client = Outbound(own_machine=True, resolve=to(address))
    assert "address" == refused(client, f"https://{NAME}/")


def test_only_a_sandbox_speaks_without_tls_and_only_to_its_own_machine() -> None:
    with listening(OK) as seen:
        url = f"http://localhost:{seen.port}/"
        assert 200 == Outbound(own_machine=True).send(Sent("GET", url)).status
        assert "address" == refused(Outbound(), url)
        assert "address" == refused(Outbound(own_machine=True, resolve=to("1.1.1.1")), url)
    assert 1 == seen.met


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://app.example.org/", "file:///etc/passwd", "https:///p", "//app.example.org",
        "https://user:secret@app.example.org/", "https://app.example.org/#part",
        "https://app.example.org:0/", "https://app.example.org:99999/", "https://[::1",
        "https://app.example.org/a b", "https://app.example.org/\r\nX: y", "https://ä.example.org/",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    assert "address" == refused(Outbound(resolve=to("1.1.1.1")), url)


def test_a_host_that_nobody_knows_or_that_does_not_listen_is_out_of_reach() -> None:
    def unknown(_name: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert "unreachable" == refused(Outbound(resolve=unknown), f"https://{NAME}/")
    with listening(OK) as seen:
        port = seen.port
    assert "unreachable" == refused(Outbound(own_machine=True), f"http://127.0.0.1:{port}/")


# -------------------------------------------------------------------------------- what comes back


def drip(head: str) -> Answer:
    """Say the head, then a byte now and then for as long as anybody listens."""

    def answer(peer: socket.socket) -> None:
        peer.sendall(head.replace("\n", "\r\n").encode())
        gone = threading.Event()
        while not gone.wait(0.02):
            peer.sendall(b"a")

    return answer


@pytest.mark.parametrize(
    "head",
    [
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\nX-Slow: ",
        "H",
        "HTTP/1.1 200 OK\nContent-Length: 9999\n\n",
    ],
)
def test_an_answer_that_drips_is_cut_off_although_no_single_wait_is_long(head: str) -> None:
    with listening(drip(head)) as seen:
        client = Outbound(own_machine=True, seconds=0.3)
        assert "slow" == refused(client, f"http://127.0.0.1:{seen.port}/")


def test_silence_in_greeting_or_look_up_is_cut_off(certificates: Certificates) -> None:
    mute = threading.Event()
    with listening(lambda _peer: None) as seen:
        # It speaks no TLS and waits for the end of a head that never comes.
        client = Outbound(own_machine=True, seconds=0.3, trust=certificates.trust)
        assert "slow" == refused(client, f"https://127.0.0.1:{seen.port}/")

    def resolve(_name: str, _port: int) -> list[str]:
        mute.wait(2)
        return []

    assert "slow" == refused(Outbound(resolve=resolve, seconds=0.1), f"https://{NAME}/")
    mute.set()


@pytest.mark.parametrize("told", [True, False])
def test_a_body_that_is_too_large_is_cut_off(told: bool) -> None:
    size = GREATEST_BODY + 1

    def answer(peer: socket.socket) -> None:
        length = f"Content-Length: {size}\r\n" if told else ""
        peer.sendall(f"HTTP/1.1 200 OK\r\n{length}\r\n".encode())
        peer.sendall(b"x" * size)

    with listening(answer) as seen:
        client = Outbound(own_machine=True)
        assert "too_large" == refused(client, f"http://127.0.0.1:{seen.port}/")


def test_a_body_of_the_greatest_size_comes_whole() -> None:
    whole = b"x" * GREATEST_BODY

    def answer(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + whole)

    with listening(answer) as seen:
        heard = Outbound(own_machine=True).send(Sent("GET", f"http://127.0.0.1:{seen.port}/"))
    assert whole == heard.body


@pytest.mark.parametrize(
    "text", ["", "nonsense\n\n", "HTTP/1.1 200 OK\nContent-Length: 50\n\nshort"]
)
def test_an_answer_that_is_none_or_breaks_off_is_not_usable(text: str) -> None:
    with listening(saying(text)) as seen:
        client = Outbound(own_machine=True)
        assert "unreachable" == refused(client, f"http://127.0.0.1:{seen.port}/")


def test_ipv4_written_as_ipv6_is_judged_as_ipv4() -> None:
    assert ipaddress.ip_address("10.0.0.1") == address_meant("::ffff:10.0.0.1")
