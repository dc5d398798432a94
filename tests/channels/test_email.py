"""The mail: its words, their order, its thread, and that nothing in it can break out."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from tests.alerts.test_decide import again, first, told
from tests.exposure.making import NOW, almaty, incident, met, plant, stay

from lookfar.alerts.decide import decide
from lookfar.alerts.follow import follow
from lookfar.alerts.notices import failing_notice
from lookfar.alerts.notices import test_alert as make_test
from lookfar.channels.channel import Outgoing
from lookfar.channels.email import EmailChannel, message
from lookfar.channels.letter import subject_line
from lookfar.domain.alert import Alert
from lookfar.domain.errors import InvalidValue, Undeliverable, Unsent
from lookfar.domain.places import Precision
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import IncidentStatus, Severity

LINKS = (Link(url="https://example.org/a?x=1&y=2", name="Reuters"), Link(url="javascript:alert(1)", name="bad"))
ORDER = [
    "WHAT HAPPENED",
    "WHERE IT IS FROM YOU",
    "HOW SURE",
    "WHAT TO DO",
    "WHY YOU GOT THIS",
    "ALL REPORTS",
    "HOW TO ANSWER",
]


def mailed(alert: Alert, to: str = "ann@example.org", *, own: bool = True) -> EmailMessage:
    """The mail as the receiver's program reads it from the wire."""
    sent = message(
        Outgoing(alert=alert, to=to, at=NOW, own=own),
        sender="lookfar@look.example",
        public_url="https://look.example",
    )
    read = email.message_from_bytes(sent.as_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))  # type: ignore[arg-type]
    assert part is not None
    return str(part.get_content())


def alert(**changes: object) -> Alert:
    what = incident(**changes)  # type: ignore[arg-type]
    return decide(met(what, stay()), what, None, now=NOW, links=LINKS)


def test_the_subject_says_how_bad_what_where_and_how_far() -> None:
    assert mailed(alert())["Subject"] == "[Lookfar] Severe: Violent protest in Almaty - 0.8 km from Hotel X"


def test_the_answers_come_in_the_order_of_the_questions() -> None:
    said = text(mailed(alert()))
    places = [said.index(heading) for heading in ORDER]
    assert places == sorted(places)
    assert "0.8 km from Hotel X, where Ann Lee is until 8 Jan 2022, 00:00 UTC (06:00 in Hotel X)." in said
    assert "The incident's place is only known to within 15 km." in said
    assert "26 deaths reported." in said
    assert f"https://look.example/alerts/{alert().id}" in said


def test_the_doubt_of_both_places_is_in_how_far_it_is() -> None:
    far = alert()
    city = replace(far.subject, place_name="Almaty", radius_km=10.0)
    said = " ".join(text(mailed(replace(far, subject=city, distance_km=3.4, place_radius_km=2.0))).split())
    assert "3.4 km from Almaty" in said
    assert (
        "Almaty stands for anywhere within 10 km of its middle: it may be anything from 0 to 15 km away." in said
    )


def test_a_mail_about_somebody_who_cannot_be_told_says_so_before_all_else() -> None:
    sent = Outgoing(
        alert=alert(), to="dora@example.org", at=NOW, escalated=True, unreached="Lookfar cannot tell Ann Lee."
    )
    said = text(message(sent, sender="lookfar@look.example", public_url=""))
    assert (
        said.index("WHO WAS NOT TOLD") < said.index("Lookfar cannot tell Ann Lee.") < said.index("WHAT HAPPENED")
    )
    assert "WHO WAS NOT TOLD" not in text(mailed(alert(), own=False))


def test_whoever_reads_of_others_is_not_asked_to_answer_for_them() -> None:
    said = " ".join(text(mailed(alert(), own=False)).split())
    assert "Make sure that Ann Lee knows of this and is safe" in said
    assert "Tell your security contact" not in said


def test_both_forms_of_the_mail_say_the_same() -> None:
    mail = mailed(alert())
    html = text(mail, "html")
    for line in ("0.8 km from Hotel X", "It rests on 1 report", "Keep away from crowds", "Open this alert"):
        assert line in html
        assert line in text(mail)
    assert "<script" not in html
    assert "<img" not in html


def test_versions_of_one_alert_are_one_thread_and_a_retry_has_the_same_id() -> None:
    one, two = mailed(alert()), mailed(again(incident(version=2, deaths=164), first(incident())))
    assert one["Message-ID"] == f"<{alert().wire_id}@look.example>" == mailed(alert())["Message-ID"]
    assert two["Message-ID"] != one["Message-ID"]
    assert two["References"] == one["References"] == two["In-Reply-To"]
    assert one["In-Reply-To"] is None
    assert two["Subject"].startswith("[Lookfar] Update: Severe: ")
    assert "Deaths reported: 164, was 26." in text(two)


def test_a_cancel_asks_nothing_and_says_what_is_over() -> None:
    gone = incident(version=2, status=IncidentStatus.RETRACTED)
    [cancel] = follow(gone, [(stay(), told(first(incident())))], now=NOW)
    mail = mailed(cancel)
    assert mail["Subject"] == "[Lookfar] Cancelled for Ann Lee (Hotel X): Severe: Violent protest in Almaty"
    assert "The earlier alert about Ann Lee in Hotel X no longer holds." in text(mail)
    assert "Keep away from crowds" not in text(mail)
    assert "WHERE IT IS FROM" not in text(mail)
    for known in ("HOW SURE", "seen to happen", "It touches", "deaths reported"):
        assert known not in text(mail)


def test_a_mail_to_anybody_else_names_whom_it_is_about_and_tells_them_nothing_to_do() -> None:
    mail = mailed(alert(), own=False)
    assert mail["Subject"] == "[Lookfar] Severe: Violent protest in Almaty - Ann Lee: 0.8 km from Hotel X"
    assert "WHERE IT IS FROM ANN LEE" in text(mail)
    assert "WHAT ANN LEE SHOULD DO" in text(mail)
    assert "WHAT TO DO\n" not in text(mail)
    assert "FROM YOU" not in text(mail)


@pytest.mark.parametrize("own", [True, False])
def test_a_mail_about_a_site_says_you_to_nobody(own: bool) -> None:
    what = incident()
    mail = mailed(decide(met(what, plant()), what, None, now=NOW), own=own)
    assert mail["Subject"] == "[Lookfar] Severe: Violent protest in Almaty - 0.8 km from Plant"
    assert "WHERE IT IS FROM PLANT" in text(mail)
    assert "WHAT TO DO AT PLANT" in text(mail)


@pytest.mark.parametrize("own", [True, False])
def test_a_long_title_is_cut_and_whom_it_is_about_is_not(own: bool) -> None:
    subject = subject_line(alert(title="Violent protest " * 40), own=own, others=2)
    assert len(subject) <= 180
    assert subject.endswith(f"… - {'' if own else 'Ann Lee: '}0.8 km from Hotel X (and 2 more)")


def test_a_match_by_area_claims_no_distance() -> None:
    coarse = alert(severity=Severity.EXTREME, place=almaty(precision=Precision.COUNTRY))
    assert mailed(coarse)["Subject"].endswith(" - somewhere in the same area as Hotel X")


def test_no_robot_is_asked_to_answer() -> None:
    assert mailed(alert())["Auto-Submitted"] == "auto-generated"


def test_a_title_cannot_add_a_header_nor_markup() -> None:
    hostile = "Fire\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>\x00\u2028"
    mail = mailed(alert(title=hostile))
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject") or []) == 1
    assert "\n" not in mail["Subject"]
    assert "<script>" not in text(mail, "html")
    assert "&lt;script&gt;" in text(mail, "html")


def test_only_web_addresses_become_links() -> None:
    mail = mailed(alert())
    assert "javascript:" not in text(mail, "html") + text(mail)
    assert 'href="https://example.org/a?x=1&amp;y=2"' in text(mail, "html")


def test_every_line_on_the_wire_is_short_and_in_ascii() -> None:
    sent = message(
        Outgoing(alert=alert(title="Протест в Алматы " * 40), to="ann@example.org", at=NOW),
        sender="lookfar@look.example",
        public_url="",
    ).as_bytes()
    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "title", ["Протест в Алматы " * 8, "阿拉木图 的 抗议 活动 " * 9, "Émeute à Bamako é " * 9, "🔥 " * 60]
)
def test_a_subject_outside_ascii_keeps_its_spaces(title: str) -> None:
    what = alert(title=title.strip())
    sent = message(
        Outgoing(alert=what, to="ann@example.org", at=NOW), sender="lookfar@look.example", public_url=""
    ).as_bytes()
    subject = email.message_from_bytes(sent)["Subject"]
    assert str(make_header(decode_header(subject))) == subject_line(what)
    assert all(len(word) <= 75 for word in subject.split())
    assert mailed(what)["Subject"] == subject_line(what, own=True)


def test_a_test_mail_can_not_be_taken_for_an_alert() -> None:
    mail = mailed(make_test(organisation="1", receiver="2", asked_at=NOW))
    assert mail["Subject"] == "[Lookfar] TEST: nothing has happened"
    assert mail["Message-ID"].startswith("<test_")
    assert mail["Importance"] is None
    said = text(mail)
    assert said.startswith("TEST - not an alert")
    for heading in ORDER[:3]:
        assert heading not in said
    assert "dashed" in text(mail, "html")
    assert "dashed" not in text(mailed(alert()), "html")


def test_a_notice_about_a_channel_is_no_alert_either() -> None:
    notice = failing_notice(
        organisation="1",
        receiver="2",
        spell=NOW,
        name="the webhook at a.example",
        why="503",
        waiting=1,
        dead=2,
        now=NOW,
    )
    mail = mailed(notice)
    assert mail["Subject"] == "[Lookfar] Alerts do not reach the webhook at a.example"
    assert "2 were given up" in text(mail)
    assert "not an alert" in text(mail)


def test_no_mail_offers_to_unsubscribe_from_a_threat_to_life() -> None:
    assert mailed(replace(alert(), life_threat=True))["List-Unsubscribe"] is None


def test_a_persons_name_cannot_add_a_header() -> None:
    hostile = replace(stay(), label="Ann\r\nBcc: all@example.org", place_name="Hotel\r\nX-Evil: 1")
    what = incident()
    mail = mailed(decide(met(what, hostile), what, None, now=NOW))
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ann",
        "a@",
        "@b",
        "a@b\r\nBcc: c@d",
        "a@b, c@d",
        "Ann <a@b.org>",
        "ä@example.org",
        "a@" + "x" * 300 + ".org",
    ],
)
def test_an_impossible_address_is_undeliverable_and_nothing_is_sent(to: str) -> None:
    sent: list[EmailMessage] = []
    channel = EmailChannel(send=sent.append, sender="lookfar@look.example", public_url="")
    with pytest.raises(Undeliverable):
        channel.send(Outgoing(alert=alert(), to=to, at=NOW))
    assert sent == []


def test_a_domain_outside_ascii_is_written_as_the_mail_system_knows_it() -> None:
    assert mailed(alert(), to="ann@bücher.example")["To"] == "ann@xn--bcher-kva.example"


@pytest.mark.parametrize("failure", [Unsent("421"), Undeliverable("550")])
def test_what_the_mail_server_says_is_passed_on(failure: Unsent) -> None:
    def refuse(mail: EmailMessage) -> None:
        raise failure

    with pytest.raises(Unsent) as caught:
        EmailChannel(send=refuse, sender="lookfar@look.example", public_url="").send(
            Outgoing(alert=alert(), to="ann@example.org", at=NOW)
        )
    assert caught.value is failure


def test_a_sender_that_is_no_address_waits_for_the_operator() -> None:
    sent: list[EmailMessage] = []
    channel = EmailChannel(send=sent.append, sender="nobody", public_url="")
    with pytest.raises(Unsent, match="LOOKFAR_MAIL_FROM"):
        channel.send(Outgoing(alert=alert(), to="ann@example.org", at=NOW))


def test_a_header_the_mail_client_refuses_is_undeliverable() -> None:
    def refuse(mail: EmailMessage) -> None:
        raise InvalidValue("a line break")

    with pytest.raises(Undeliverable):
        EmailChannel(send=refuse, sender="lookfar@look.example", public_url="").send(
            Outgoing(alert=alert(), to="ann@example.org", at=NOW)
        )


def test_reports_of_one_publisher_are_told_apart() -> None:
    what = incident()
    pages = tuple(Link(url=f"https://example.org/2022_January_{day}", name="Events") for day in (5, 6))
    said = text(mailed(decide(met(what, stay()), what, None, now=NOW, links=pages)))
    assert "Events, 2022 January 5: https://example.org/2022_January_5" in said


def test_in_ones_own_town_no_distance_is_claimed() -> None:
    what = incident(place=almaty())
    here = replace(stay(), place_name="Almaty", point=almaty().point)
    mail = mailed(decide(met(what, here), what, None, now=NOW, links=LINKS))
    assert mail["Subject"].endswith("Violent protest in Almaty - touches Ann Lee")
    assert "In Almaty, where Ann Lee is until" in text(mail)
    assert "It is in the same place as yours; " in text(mail)
    assert "0.0 km" not in text(mail)
