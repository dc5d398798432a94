"""Alerts by e-mail: plain text and HTML with the same words, threaded by alert, answered by nobody's robot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from html import escape

from lookfar.channels.channel import Outgoing
from lookfar.channels.digest_letter import digest_letter
from lookfar.channels.letter import Letter, Section, letter, one_line
from lookfar.channels.notice_letter import notice_letter
from lookfar.domain.alert import Alert, Digest
from lookfar.domain.errors import InvalidValue, Misconfigured, Undeliverable, Unsent
from lookfar.domain.vocabulary import Status

Send = Callable[[EmailMessage], None]
"""Hands a message to the mail server; raises Unsent or Undeliverable."""


class _Subjects(EmailPolicy):
    """Writes a subject outside ASCII so that no space is lost where two encoded words meet (RFC 2047, section 6.2).

    The standard library's own folding puts that space between the words, where it counts for nothing.
    """

    def fold(self, name: str, value: str) -> str:
        if name.lower() == "subject" and not str(value).isascii():
            words = Header(str(value), "utf-8", header_name=name, maxlinelen=75).encode(linesep=self.linesep)
            return f"{name}: {words}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


_FOLDED = _Subjects(linesep="\r\n")
_UNFOLDED = _FOLDED.clone(max_line_length=250)
"""Folded at 78, a subject that starts with "[" would reach some programs with a space in front."""

_PAGE = "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1d2329;background:#ffffff;"
_WRAP = "max-width:600px;margin:0 auto;padding:20px 16px;"
_BADGE = "margin:0;font-size:14px;font-weight:600;color:#4b5560;"
_DARK = (
    "@media (prefers-color-scheme:dark){body{background:#15181b !important;color:#e6e8ea !important}"
    ".soft{color:#a7aeb5 !important;border-color:#2e343a !important}a{color:#9cc0f5 !important}"
    ".mine{border-color:#7aa7f0 !important}}"
)
"""For mail programs that follow the reader's scheme; the others show the light one whole."""
_BANDS = {
    Status.ACTUAL: "",
    Status.TEST: "margin-bottom:12px;padding:10px 12px;color:#1d2329;background:#bfe6ea;border:2px dashed #1f6f78;font-size:16px;",
    Status.SYSTEM: "margin-bottom:12px;padding:10px 12px;color:#1d2329;background:#e4e0f2;border:2px solid #5b4a96;",
}
"""What is no alert is banded in a colour that no alert and no level has."""
_HEAD = "margin:4px 0 20px;font-size:26px;line-height:1.2;"
_QUESTION = "margin:20px 0 4px;font-size:14px;font-weight:600;color:#4b5560;"
_MINE = "border-left:4px solid #2a5db0;padding-left:12px;font-weight:600;"
_FOOT = "margin-top:28px;padding-top:12px;border-top:1px solid #d8dce0;font-size:12px;color:#4b5560;"


class EmailChannel:
    """Mails each alert version; the Message-ID is the alert version's id, so a repeat is recognised."""

    is_real = True

    def __init__(self, *, send: Send, sender: str, public_url: str) -> None:
        self._send = send
        self._sender = sender
        self._public_url = public_url.rstrip("/")

    def send(self, delivery: Outgoing) -> None:
        """Returns when the mail server has taken it; raises Unsent, or Undeliverable for an impossible address."""
        self._mail(lambda: message(delivery, sender=self._sender, public_url=self._public_url))

    def send_digest(self, digest: Digest, to: str, at: datetime) -> None:
        """The same for a digest."""
        self._mail(lambda: digest_message(digest, to=to, at=at, sender=self._sender, public_url=self._public_url))

    def _mail(self, made: Callable[[], EmailMessage]) -> None:
        try:
            self._send(made())
        except InvalidValue as error:
            raise Undeliverable(f"this cannot be mailed: {error}") from error
        except Misconfigured as error:
            raise Unsent(f"mail is not set up: {error}") from error


def message(delivery: Outgoing, *, sender: str, public_url: str) -> EmailMessage:
    """The mail; raises InvalidValue when `to` is not an address, Misconfigured when `sender` is none."""
    alert = delivery.alert
    page = _page(delivery, public_url)
    mail, host = _envelope(page, sender=sender, to=delivery.to, at=delivery.at)
    _thread(mail, alert, host)
    if alert.life_threat:
        mail["Importance"] = "high"
    return mail


def digest_message(digest: Digest, *, to: str, at: datetime, sender: str, public_url: str) -> EmailMessage:
    """The mail of a digest; raises as `message` does."""
    mail, host = _envelope(digest_letter(digest, public_url), sender=sender, to=to, at=at)
    mail["Message-ID"] = f"<{digest.wire_id}@{host}>"
    return mail


def _envelope(page: Letter, *, sender: str, to: str, at: datetime) -> tuple[EmailMessage, str]:
    """A mail with everything but its ids, and the host they end in."""
    mail = EmailMessage(policy=_FOLDED)
    try:
        origin = address(sender)
    except InvalidValue as error:
        raise Misconfigured("LOOKFAR_MAIL_FROM is not an e-mail address") from error
    mail["From"] = f"Lookfar <{origin}>"
    mail["To"] = address(to)
    mail["Subject"] = page.subject
    mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(plain(page), cte="quoted-printable")
    mail.add_alternative(html(page), subtype="html", cte="quoted-printable")
    if page.subject.isascii():
        mail.policy = _UNFOLDED
    return mail, origin.partition("@")[2]


def _page(delivery: Outgoing, public_url: str) -> Letter:
    alert = delivery.alert
    if alert.status is not Status.ACTUAL:
        return notice_letter(alert, public_url)
    url = f"{public_url}/alerts/{alert.id}" if public_url else ""
    return letter(
        alert,
        url,
        answer_url=f"{url}/acknowledge/{delivery.answer}" if url and delivery.answer else "",
        own=delivery.own,
        grouped=delivery.grouped,
        escalated=delivery.escalated,
        late=delivery.late,
        unreached=delivery.unreached,
    )


def address(text: str) -> str:
    """A bare address with its domain in ASCII (IDNA); raises InvalidValue for anything else."""
    name, bare = parseaddr(text)
    local, at, domain = bare.rpartition("@")
    if name or not at or not local or bare != text.strip() or one_line(bare) != bare or " " in bare:
        raise InvalidValue("this is not an e-mail address")
    if not local.isascii():
        raise InvalidValue("an e-mail address with a name outside ASCII needs a mail system we do not speak")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise InvalidValue("this e-mail address has an impossible domain") from error


def plain(page: Letter) -> str:
    """The letter as plain text."""
    parts = [page.badge, page.headline, ""]
    for section in page.sections:
        parts += [section.heading.upper(), *(f"  {one_line(line)}" for line in section.lines)]
        parts += [f"  {one_line(link.name)}: {one_line(link.url)}" for link in section.links]
        parts.append("")
    return "\n".join([*parts, "-- ", page.footer, ""])


def html(page: Letter) -> str:
    """The letter as HTML: no script, no picture, no outside request; every text escaped."""
    sections = "".join(_section(section) for section in page.sections)
    soft = ' class="soft"' if page.status is Status.ACTUAL else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><style>{_DARK}</style>'
        f'<title>{escape(page.subject)}</title></head><body style="margin:0;{_PAGE}"><div style="{_WRAP}">'
        f'<p{soft} style="{_BADGE}{_BANDS[page.status]}">{escape(page.badge)}</p><h1 style="{_HEAD}">{escape(page.headline)}</h1>'
        f'{sections}<p class="soft" style="{_FOOT}">{escape(page.footer)}</p></div></body></html>'
    )


def _section(section: Section) -> str:
    lines = "".join(f'<p style="margin:0 0 4px">{escape(line)}</p>' for line in section.lines)
    links = "".join(
        f'<p style="margin:0 0 4px"><a href="{escape(link.url)}" style="color:#1f4a8f">{escape(link.name)}</a></p>'
        for link in section.links
    )
    mine = f' class="mine" style="{_MINE}"' if section.mine else ""
    return f'<h2 class="soft" style="{_QUESTION}">{escape(section.heading)}</h2><div{mine}>{lines}{links}</div>'


def _thread(mail: EmailMessage, alert: Alert, host: str) -> None:
    root = f"<{alert.id}@{host}>"
    mail["Message-ID"] = f"<{alert.wire_id}@{host}>"
    mail["References"] = root
    if alert.sequence > 1:
        mail["In-Reply-To"] = root
