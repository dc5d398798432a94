"""The HTTP client: feeds are fetched and webhooks posted through the guard, with deadlines and caps."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

import httpcore
import httpx

from lookfar.config import Config
from lookfar.domain.errors import LookfarError, Refused, SourceUnreachable, Unsent
from lookfar.egress.bounded import read_bounded, read_start
from lookfar.egress.connect import VettedBackend, deadline_in
from lookfar.egress.guard import Guard, Policy, check_url, port_of

FETCH_SECONDS = 30.0
POST_SECONDS = 15.0
MOST_REDIRECTS = 5
MOST_ANSWER = 64 * 2**10
_MOVED = frozenset({301, 302, 303, 307, 308})
_NETWORK = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ssl.SSLError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The last answer of a chain of redirects. `content` is decoded, empty unless `status` is 200.

    `retry_after` is the header as sent, "" when there was none.
    """

    url: str
    status: int
    content: bytes
    content_type: str
    etag: str
    last_modified: str
    retry_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A receiver's answer to a post; at most 64 KiB of its body, as received. Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How this installation goes out. `mirror` answers in place of all publishers, "" for none.

    `allow`: `host:port` entries the operator exempts from the guard. `contact`: told to publishers.
    """

    allow: frozenset[str] = frozenset()
    mirror: str = ""
    contact: str = ""


def way_out(config: Config) -> Way:
    """The way out from the settings; the mirror's own host is the operator's, so it is exempt."""
    mirror = config.text("LOOKFAR_MIRROR").rstrip("/")
    allow = {entry.lower() for entry in config.names("LOOKFAR_EGRESS_ALLOW")}
    if mirror:
        parsed = check_url(mirror)
        allow.add(f"{parsed.host.lower()}:{port_of(parsed)}")
    return Way(allow=frozenset(allow), mirror=mirror, contact=config.text("LOOKFAR_CONTACT"))


class HttpClient:
    """One policy's client; holds no connection between calls."""

    def __init__(self, way: Way, policy: Policy = Policy.OPERATOR) -> None:
        self._way = way
        self._guard = Guard(policy=policy, allow=way.allow)
        self._tls = httpx.create_ssl_context()
        contact = "".join(c for c in way.contact if c.isascii() and c.isprintable())
        self._agent = f"Lookfar/{version('lookfar')} (security risk monitor{'; ' + contact if contact else ''})"

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """The answer to a GET, after at most five vetted redirects, within 30 s.

        Any HTTP status is an answer; no answer at all raises SourceUnreachable, and an address the
        guard will not open raises Refused.
        """
        wanted = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {"Accept-Encoding": "gzip"} | {name: value for name, value in wanted.items() if value}
        backend = VettedBackend(self._guard, deadline_in(FETCH_SECONDS))
        target = self._mirrored(check_url(url))
        for _ in range(MOST_REDIRECTS + 1):
            hop = target
            with _exchange(SourceUnreachable), self._stream(backend, "GET", hop, headers, b"") as answer:
                if answer.status not in _MOVED:
                    return _fetched(hop, answer)
                target = self._mirrored(_next_hop(hop, _header(answer, b"location")))
        raise SourceUnreachable(f"more than {MOST_REDIRECTS} redirects from {url[:200]}")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to a POST within 15 s; a redirect is an answer and is not followed. A body that stalls is left.

        Raises Unsent when there is none, Refused when the guard will not open the address.
        """
        backend = VettedBackend(self._guard, deadline_in(POST_SECONDS))
        with _exchange(Unsent), self._stream(backend, "POST", check_url(url), headers, body) as answer:
            return Answer(
                status=answer.status,
                headers={key.decode("latin-1").lower(): value.decode("latin-1") for key, value in answer.headers},
                content=_said(answer),
            )

    @contextmanager
    def _stream(
        self, backend: VettedBackend, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes
    ) -> Iterator[httpcore.Response]:
        sent = {"Host": url.netloc.decode(), "User-Agent": self._agent, "Accept": "*/*", "Connection": "close"}
        if body:
            sent["Content-Length"] = str(len(body))
        with (
            httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend, max_connections=1) as pool,
            pool.stream(method, str(url), headers=_wire(sent | dict(headers)), content=body or None) as answer,
        ):
            yield answer

    def _mirrored(self, url: httpx.URL) -> httpx.URL:
        mirror = self._way.mirror
        if not mirror or str(url).startswith(mirror + "/"):
            return url
        return check_url(f"{mirror}/{url.host}{url.raw_path.decode('ascii')}")


def _said(answer: httpcore.Response) -> bytes:
    """The start of the body; b"" when it does not come: the status alone has said whether a post was taken."""
    try:
        return read_start(answer.iter_stream(), MOST_ANSWER)
    except _NETWORK:
        return b""


@contextmanager
def _exchange(failure: Callable[[str], LookfarError]) -> Iterator[None]:
    try:
        yield
    except _NETWORK as error:
        raise failure(f"no answer: {type(error).__name__} {str(error)[:200]}".rstrip()) from error


def _fetched(url: httpx.URL, answer: httpcore.Response) -> Fetched:
    encoding = _header(answer, b"content-encoding")
    return Fetched(
        url=str(url),
        status=answer.status,
        content=read_bounded(answer.iter_stream(), encoding) if answer.status == 200 else b"",
        content_type=_header(answer, b"content-type"),
        etag=_header(answer, b"etag"),
        last_modified=_header(answer, b"last-modified"),
        retry_after=_header(answer, b"retry-after"),
    )


def _next_hop(url: httpx.URL, location: str) -> httpx.URL:
    if not location:
        raise SourceUnreachable("a redirect that names no address")
    try:
        target = check_url(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise Refused("a redirect to what is no address") from error
    if url.scheme == "https" and target.scheme == "http":
        raise Refused("a redirect from https to http")
    return target


def _header(answer: httpcore.Response, name: bytes) -> str:
    found = (value for key, value in answer.headers if key.lower() == name)
    return next(found, b"").decode("latin-1").strip()


def _wire(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    for name, value in headers.items():
        if any(character in name + value for character in "\r\n\0"):
            raise Refused("a header with a line break in it")
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]
