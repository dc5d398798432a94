"""The digest as a mail and as a line of the journal; several alerts in one mail."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from tests.alerts.test_decide import first
from tests.channels.test_email import alert, text
from tests.exposure.making import NOW, incident

from lookfar.channels.channel import DigestChannel, Outgoing
from lookfar.channels.email import EmailChannel, digest_message, message
from lookfar.channels.file import FileChannel
from lookfar.domain.alert import Alert, Digest
from lookfar.domain.errors import Undeliverable
from lookfar.domain.vocabulary import HoldReason, Severity

HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.org"


def held(reason: HoldReason = HoldReason.BELOW_THRESHOLD, **changes: object) -> Alert:
    return replace(first(incident(severity=Severity.MINOR, **changes)), held=reason)  # type: ignore[arg-type]


def digest(*items: Alert, **changes: object) -> Digest:
    plain = Digest(id="d", wire_id="msg_d", organisation="1", until=NOW, items=items)
    return replace(plain, **changes)  # type: ignore[arg-type]


def mailed(what: Digest) -> email.message.EmailMessage:
    sent = digest_message(
        what, to="ann@example.org", at=NOW, sender="lookfar@look.example", public_url="https://look.example"
    )
    read = email.message_from_bytes(sent.as_bytes(), policy=email.policy.default)
    assert isinstance(read, email.message.EmailMessage)
    return read


def test_each_reason_is_a_section_and_nothing_is_said_to_be_calm() -> None:
    said = text(
        mailed(digest(held(), held(HoldReason.LOW_PLACE_CONFIDENCE), blind=("USGS", "GDACS"), silenced=2, more=7))
    )
    assert "LESS GRAVE THAN WHAT YOU ARE WOKEN FOR" in said
    assert "PERHAPS NEAR YOU" in said
    assert "Not heard now: USGS and GDACS." in said
    assert "2 alerts held by a silence." in said
    assert "7 more are on the page" in said


def test_a_digest_has_its_own_subject_and_the_same_id_on_every_retry() -> None:
    one, again = mailed(digest(held())), mailed(digest(held()))
    assert one["Subject"] == "[Lookfar] Daily digest: 1 incident you were not woken for"
    assert one["Message-ID"] == again["Message-ID"] == "<msg_d@look.example>"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_feed_text_in_a_digest_or_a_group_neither_runs_nor_reaches_a_header(kind: str) -> None:
    mail = mailed(digest(held(title=HOSTILE)))
    grouped = Outgoing(alert=alert(), to="ann@example.org", at=NOW, grouped=(held(title=HOSTILE),))
    sent = message(grouped, sender="lookfar@look.example", public_url="https://look.example")
    other = email.message_from_bytes(sent.as_bytes(), policy=email.policy.default)
    assert isinstance(other, email.message.EmailMessage)
    for one in (mail, other):
        assert one["Bcc"] is None
        if kind == "html":
            assert "<script>" not in text(one, "html")


def test_a_group_is_one_mail_that_names_each_and_links_to_it() -> None:
    grouped = Outgoing(alert=alert(), to="ann@example.org", at=NOW, grouped=(held(title="Fire in Almaty"),))
    sent = message(grouped, sender="lookfar@look.example", public_url="https://look.example")
    assert str(sent["Subject"]).endswith("(and 1 more)")
    body = sent.get_body(("plain",))
    assert body is not None
    assert "ALSO, SINCE THE LAST MESSAGE" in body.get_content()
    assert "CAP Minor: Fire in Almaty" in body.get_content()


def test_the_journal_takes_a_digest_as_one_line(tmp_path: Path) -> None:
    journal = tmp_path / "outbox.jsonl"
    channel = FileChannel(journal)
    assert isinstance(channel, DigestChannel)
    channel.send_digest(digest(held(), blind=("USGS",)), "org", NOW)
    [line] = [orjson.loads(one) for one in journal.read_bytes().splitlines()]
    assert (line["webhook-id"], line["type"], line["data"]["not_heard"]) == ("msg_d", "digest", ["USGS"])
    assert line["data"]["items"][0]["held"] == "below_threshold"


def test_a_digest_to_an_impossible_address_is_given_up() -> None:
    channel = EmailChannel(send=lambda _: None, sender="lookfar@look.example", public_url="")
    with pytest.raises(Undeliverable):
        channel.send_digest(digest(held()), "not an address", NOW)
