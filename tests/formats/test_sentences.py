from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.formats.sentences import sentences, statements


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Lee and Mrs. Park meet Gen. Diaz in St. Louis.",
        "The U.S. Navy and the U.K. Government sign a deal.",
        "A fire on Jan. 5 destroys No. 10 Downing Street.",
        "George W. Bush and J. K. Example visit Dr. Sample.",
        "Inflation rises to 2.5 percent, or 3.75% in cities.",
        "Acme Inc. Chairman John Doe resigns.",
        "The court fines Example Ltd. for fraud.",
        'The president says that "terrorist gangs are here. They must leave." in a speech.',
        "He says “We stay. We fight.” at a rally.",
        "Talks end at 6 p.m. Moscow time.",
        "SpaceX launches the Falcon 9 v. 1.1 rocket.",
        "",
    ],
)
def test_a_stop_that_ends_no_sentence_does_not_cut(text: str) -> None:
    assert sentences(text) == ((text,) if text else ())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Police fire at a crowd in Lima. Ten people die.", 2),
        ("Troops leave the U.S. The mayor objects.", 2),
        ("Prices rise 2.5%. Officials blame Acme Inc. The firm denies it.", 3),
        ("It happened in 2020. 26 people died. What now? Nobody knows!", 4),
        ('The rebels say "we will not leave." Police in Rome disagree.', 2),
        ("She leaves at 6 p.m. The plane lands later.", 2),
        ("Élections are held in Gabon. Österreich votes too.", 2),
        ("A bomb explodes (see map). Troops arrive.", 2),
        ('An odd " quote is left open. The next one is not lost.', 2),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@settings(max_examples=150)
@given(st.text(alphabet="Ab c.!?\"“”'()1 É", max_size=60))
def test_nothing_is_lost_between_sentences(text: str) -> None:
    line = " ".join(text.split())
    assert " ".join(sentences(line)) == line
    assert " ".join(statements(line)) == line


@pytest.mark.parametrize(
    "text",
    [
        "A dam breaks in Laos. It was built in 2013.",
        "A ship sinks off Malta. The ship was reportedly owned by the Church of Example.",
        "Two soldiers are killed in Mali. No group claims responsibility.",
        "A bomb explodes in Kabul. At least twelve people are killed.",
        "Rebels attack a village. However, the army of Sampleland holds it.",
        "A law is signed in Manila. Some of it takes effect in March.",
    ],
)
def test_a_sentence_that_points_back_stays_with_the_one_before(text: str) -> None:
    assert statements(text) == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "President Doe dismisses a minister. Protesters also seize the airport of Sampleton.",
        "Twenty-six people are killed in Almaty. The death toll of security forces rises to 18.",
        "A fire burns in California. The governor of Oregon declares an emergency.",
        "Turkey sends troops. Greece protests to the United Nations.",
    ],
)
def test_a_sentence_with_its_own_matter_stands_alone(text: str) -> None:
    assert len(statements(text)) == 2
