from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.sources.gdelt_making import Made, archive, archive_of, table
from tests.sources.recorded import PAYLOADS, adds_up, body_of, read

from lookfar.domain.errors import SourceChanged, SourceError, SourceUnreachable
from lookfar.domain.places import Precision
from lookfar.domain.source import Reading
from lookfar.domain.vocabulary import Certainty, Coverage, Reliability
from lookfar.formats.gdelt_events import event_row
from lookfar.formats.records import Reason, reason_of
from lookfar.formats.slug import slug_words
from lookfar.ratings.coverage import coverage
from lookfar.sources.gdelt import SOURCE

EXPORT = PAYLOADS / "gdelt.export.CSV.zip"
UPDATE = PAYLOADS / "gdelt_lastupdate.txt"
AT = datetime(2019, 10, 24, 14, 30, tzinfo=UTC)
ONE = Made()


def bare(*rows: Made) -> Reading:
    return read(EXPORT, content=table(rows))


def refused(content: bytes) -> tuple[type[SourceError], Reason]:
    with pytest.raises(SourceError) as caught:
        read(EXPORT, content=content)
    return type(caught.value), reason_of(caught.value)


def test_the_rows_of_one_article_place_day_and_root_are_one_report() -> None:
    reading = read(EXPORT)
    kidnap = reading.reports[0]
    assert kidnap.title == "Gunmen kidnap schoolgirls in kaduna"
    assert kidnap.native["cameo"] == "181"
    assert kidnap.native["rows"] == "881990001 881990002"
    assert kidnap.native["actors"] == "GUNMAN|; SCHOOLGIRL|NGA"
    assert (reading.records, len(reading.reports)) == (12, 9)
    assert adds_up(reading)


def test_statements_and_what_is_only_recalled_are_counted_and_left_out() -> None:
    said = {report.native["cameo"][:2] for report in read(EXPORT).reports}
    assert said <= {"14", "18", "19", "08"}
    assert "1 rows recall what is past, 1 are statements" in read(EXPORT).notes[0]


def test_attention_is_native_and_never_a_count_a_severity_or_a_belief() -> None:
    calm, loud = bare(ONE).reports[0], bare(replace(ONE, mentions=9_000, goldstein="10.0")).reports[0]
    assert loud.native["mentions"] == "9000"
    assert replace(loud, native={}) == replace(calm, native={})
    assert loud.severity is None
    assert not loud.fatalities.is_known
    assert loud.certainty is Certainty.POSSIBLE
    assert SOURCE.reliability is Reliability.D


def test_centroids_are_never_points() -> None:
    by_scale = {
        report.native["geo_type"]: report.places[0].precision for report in read(EXPORT).reports if report.places
    }
    assert by_scale == {
        "1": Precision.COUNTRY,
        "2": Precision.REGION,
        "4": Precision.CITY,
        "5": Precision.REGION,
    }


def test_of_several_places_of_an_article_the_one_its_words_name_is_the_scene() -> None:
    main = {
        report.native["geo_name"]: report.native["main_place"] for report in read(EXPORT).reports if report.places
    }
    assert main["Syria"] == "yes"
    assert main["Ankara, Ankara, Turkey"] == "no"


def test_an_id_survives_other_figures_and_other_rows() -> None:
    first = bare(ONE).reports[0].id
    assert bare(replace(ONE, number=5, mentions=77, added="20191024150000")).reports[0].id == first
    assert bare(replace(ONE, url="https://other.example/a-b-c")).reports[0].id != first


def test_a_day_is_known_as_far_as_it_had_gone() -> None:
    told = bare(ONE).reports[0]
    assert told.published_at == AT
    assert told.happened is not None
    assert told.happened.end == AT + timedelta(seconds=1)
    before = bare(replace(ONE, day="20191022")).reports[0]
    assert before.happened is not None
    assert before.happened.end == datetime(2019, 10, 23, tzinfo=UTC)


def test_the_daily_form_of_58_columns_is_known_at_the_end_of_its_day() -> None:
    reading = read(EXPORT, content=ONE.old_line(), fetched_at=datetime(2019, 10, 26, tzinfo=UTC))
    assert reading.reports[0].published_at == datetime(2019, 10, 24, 23, 59, 59, 999999, tzinfo=UTC)
    assert reading.reports[0].places == bare(ONE).reports[0].places


def test_zipped_and_bare_say_the_same() -> None:
    assert read(EXPORT, content=archive(table([ONE]))) == bare(ONE)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ONE.line().replace(b"\t5\t1\t5", b"\t5\0\t1\t5"), Reason.BAD_ENCODING),
        (ONE.line().replace(b"Kaduna, Nigeria", b"Kadu\xffna, Nigeria"), Reason.BAD_ENCODING),
        (ONE.line().replace(b"Kaduna, ", b"Kaduna\t, "), Reason.SCHEMA_CHANGED),
        (b'"un\tbalanced\n', Reason.SCHEMA_CHANGED),
        (ONE.line().replace(b"10.5222", b"910.5"), Reason.BAD_COORDINATES),
        (ONE.line().replace(b"10.5222", b"nan"), Reason.BAD_COORDINATES),
        (ONE.line().replace(b"\t20191024\t", b"\t20191324\t"), Reason.BAD_TIME),
        (ONE.line().replace(b"20191024143000", b"20991024143000"), Reason.BAD_TIME),
        (ONE.line().replace(b"\t181\t", b"\tKILL\t", 1), Reason.BAD_VALUE),
        (b"x" * 2**17 + ONE.line(), Reason.OVERSIZED),
    ],
)
def test_a_bad_row_is_set_aside_and_counted_and_the_rest_is_read(line: bytes, reason: Reason) -> None:
    good = replace(ONE, number=7, url="https://other.example/bomb-kills-two-in-kaduna")
    reading = read(EXPORT, content=line + good.line() + line)
    assert [(bad.reason, bad.content) for bad in reading.quarantined] == [(reason, line.rstrip(b"\n"))] * 2
    assert (len(reading.reports), reading.records) == (1, 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (archive(table([ONE]), name="../20191024143000.export.CSV"), Reason.SCHEMA_CHANGED),
        (archive(table([ONE]), name="/etc/passwd"), Reason.SCHEMA_CHANGED),
        (archive(table([ONE]), name="20191024143000.gkg.csv"), Reason.SCHEMA_CHANGED),
        (archive_of([("20191024143000.export.CSV", b"a"), ("b", b"b")]), Reason.SCHEMA_CHANGED),
        (archive_of([]), Reason.NOT_THE_FEED),
        (archive(b"0" * 2**22), Reason.OVERSIZED),
        (archive(table([ONE]))[:-30], Reason.CUT),
        (archive(table([ONE])).replace(b"PK\x01\x02", b"PK\x01\x03"), Reason.CUT),
        (archive(b""), Reason.EMPTY),
        (archive(archive(table([ONE]))), Reason.SCHEMA_CHANGED),
        (table([ONE])[:-1], Reason.CUT),
        (b"a\tb\tc\n", Reason.SCHEMA_CHANGED),
    ],
)
def test_another_archive_or_table_is_refused_whole(content: bytes, reason: Reason) -> None:
    assert refused(content)[1] is reason


def test_a_damaged_member_is_refused() -> None:
    content = bytearray(archive(table([ONE])))
    content[80] ^= 1
    assert refused(bytes(content))[0] is SourceChanged


def test_no_rows_at_all_is_a_failure_and_never_calm() -> None:
    assert refused(archive(b"\n"))[0] is SourceUnreachable


def test_the_list_of_files_names_the_newest_quarter_hour_and_those_before_it() -> None:
    reading = read(UPDATE)
    assert reading.follow[0] == "https://data.gdeltproject.org/gdeltv2/20191024143000.export.CSV.zip"
    assert reading.follow[1].endswith("/20191024141500.export.CSV.zip")
    assert reading.follow_changed_at[1] == AT - timedelta(minutes=15)
    assert not reading.reports


def test_the_list_may_not_send_us_anywhere_else() -> None:
    with pytest.raises(SourceError):
        read(UPDATE, content=UPDATE.read_bytes().replace(b"data.gdeltproject.org", b"evil.example"))


def test_a_late_quarter_hour_is_degraded_and_never_quiet() -> None:
    reading = read(EXPORT)
    assert not SOURCE.exhaustive

    def heard(minutes: int) -> Coverage:
        now = AT + timedelta(minutes=minutes)
        return coverage(SOURCE, last_contact=now, newest=reading.newest, as_of=now)

    assert [heard(20), heard(31), heard(91)] == [Coverage.COVERED, Coverage.DEGRADED, Coverage.BLIND]


def test_a_list_whose_files_cannot_be_had_makes_nothing_fresh() -> None:
    listed = read(UPDATE).newest
    assert coverage(SOURCE, last_contact=AT, newest=listed, as_of=AT) is Coverage.BLIND


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://x.example/2019/10/24/bomb-blast-kills-12-in-kabul/", "Bomb blast kills 12 in kabul"),
        ("https://x.example/news/Protest_in_Rio_de_Janeiro.html", "Protest in Rio de Janeiro"),
        ("https://x.example/a/fire%20at%20%26lt%3Bb%26gt%3B%20market", "Fire at ‹b› market"),
        ("https://x.example/news/article_8f3a12bc9.html", ""),
        ("https://x.example/?id=12", ""),
        ("BBC Monitoring", ""),
        ("https://[x.example/a-b-c-d", ""),
    ],
)
def test_the_words_of_an_address(url: str, words: str) -> None:
    assert slug_words(url) == words


def test_a_source_that_is_no_address_gives_no_link() -> None:
    [told] = bare(replace(ONE, url="BBC Monitoring")).reports
    assert told.links == ()
    assert told.title == "GUNMAN: Kaduna, Kaduna, Nigeria"


def test_columns_are_those_of_the_codebook() -> None:
    row = event_row(Made(actor=("POLICE", "DEU"), other=("CROWD", "")).line())
    assert (row.number, row.code, row.mentions, row.is_root) == ("881990000", "181", 5, True)
    assert [(actor.name, actor.country) for actor in row.actors] == [("POLICE", "DEU"), ("CROWD", "")]
    assert row.place is not None
    assert (row.place.point.lat, row.place.country) == (10.5222, "NI")
    assert re.fullmatch(r"-?\d+", row.place.feature)


def test_the_payload_has_the_publishers_columns() -> None:
    assert body_of(EXPORT).fetched_at == AT
    assert all(line.count(b"\t") == 60 for line in table([ONE]).splitlines())
