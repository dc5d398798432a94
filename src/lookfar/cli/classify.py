"""`lookfar classify --jsonl`: kinds of event, tolls, actors and targets of texts, one JSON object a line in and out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import orjson

from lookfar.cli.questions import id_of, known_id
from lookfar.domain.errors import InvalidValue
from lookfar.domain.report import Fact, FactKind, Toll
from lookfar.domain.taxonomy import NOT_AN_EVENT, EventType
from lookfar.facts.actors import open_actors, open_targets
from lookfar.facts.classifier import open_classifier
from lookfar.facts.taxonomy import open_scheme, schemes
from lookfar.reports.actors import NamedGroup
from lookfar.reports.bare import Bare
from lookfar.reports.classify import ClassifierModel, classify
from lookfar.reports.facts import read_facts
from lookfar.reports.schemes import NativeName, native_name
from lookfar.reports.spoken import spoken

OTHER = "other"
"""The category of a text that tells of no event; null is kept for an abstention."""


def run(args: Sequence[str]) -> int:
    """Reads questions from standard input until it ends; a bad line gets an error object."""
    parser = argparse.ArgumentParser(prog="lookfar classify", description=__doc__)
    parser.add_argument("--jsonl", action="store_true", help="JSON lines in and out (the only form)")
    parser.add_argument(
        "--scheme",
        choices=schemes(),
        help="name event types by this publisher's codes; null where it has none",
    )
    names = open_scheme(given) if (given := parser.parse_args(list(args)).scheme) else ()
    stream(sys.stdin.buffer, sys.stdout.buffer, open_classifier(), open_actors(), names)
    return 0


def stream(
    questions: BinaryIO,
    answers: BinaryIO,
    model: ClassifierModel,
    groups: Sequence[NamedGroup],
    names: Sequence[NativeName] = (),
) -> None:
    """Answers every line that is not blank, in order; `names`: a publisher's codes for event types."""
    for line in questions:
        if line.strip():
            answers.write(orjson.dumps(_answer_line(line, model, groups, names)) + b"\n")
            answers.flush()


def _answer_line(
    line: bytes, model: ClassifierModel, groups: Sequence[NamedGroup], names: Sequence[NativeName]
) -> dict[str, object]:
    given: object = None
    try:
        given = orjson.loads(line)
        if not isinstance(given, dict):
            raise InvalidValue("a question is a JSON object with id and text")
        return answer(given, model, groups, names)
    except orjson.JSONDecodeError as error:
        return {"id": None, "error": {"code": "not_json", "message": str(error)}}
    except InvalidValue as error:
        return {"id": known_id(given), "error": {"code": "bad_question", "message": str(error)}}


def answer(
    question: Mapping[str, object],
    model: ClassifierModel,
    groups: Sequence[NamedGroup],
    names: Sequence[NativeName] = (),
) -> dict[str, object]:
    """`{"id","text"[,"title"]}` -> category, event type, confidence, tolls, actors and targets; raises InvalidValue."""
    text, title = question.get("text"), question.get("title", "")
    if not isinstance(text, str) or not isinstance(title, str):
        raise InvalidValue("text and title must be strings")
    seen, above = Bare(text), Bare(title)
    text, title = seen.text, above.text
    told = f"{title}. {text}" if title and title not in text else text
    heard = spoken(told, model)
    kind = classify(text, model, title=title, language=heard)
    read = read_facts(text, groups, open_targets(), title=title, language=heard)
    return {
        "id": id_of(question),
        "category": OTHER if kind.event_type == NOT_AN_EVENT else kind.category,
        "event_type": _named(kind.event_type, told, names),
        "confidence": kind.confidence,
        "abstained": kind.abstained,
        "also": list(kind.also),
        "fatalities": _toll(read.counted.fatalities),
        "injured": _toll(read.counted.injured),
        "running_total": read.counted.running_total,
        "actors": list(read.actors),
        "target": list(read.targets),
        "spans": [_span((above if fact.in_title else seen).fact(fact)) for fact in read.facts],
        "language": heard,
    }


def _named(kind: EventType | None, text: str, names: Sequence[NativeName]) -> str | None:
    return native_name(kind, text, names) if kind and names else kind


def _toll(toll: Toll) -> dict[str, int | None]:
    return {"low": toll.low, "best": toll.best, "high": toll.high}


def _span(fact: Fact) -> dict[str, object]:
    """Where a fact was read: offsets of characters in the text, or in the title, as sent."""
    where = {"in": "title" if fact.in_title else "text", "start": fact.start, "end": fact.end, "text": fact.words}
    if fact.kind is FactKind.TARGET:
        return {"kind": fact.kind, **where, "name": fact.name, "target": fact.target}
    if fact.kind is FactKind.ACTOR:
        return {"kind": fact.kind, **where, "name": fact.name}
    return {"kind": fact.kind, **where, "count": _toll(fact.count)}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
