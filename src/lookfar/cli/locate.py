"""`lookfar locate --jsonl`: places of texts, one JSON object a line in and out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import orjson

from lookfar.cli.questions import id_of, known_id
from lookfar.domain.errors import InvalidValue
from lookfar.domain.places import Place
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.bare import Bare
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.language import language
from lookfar.reports.locate import locate


def run(args: Sequence[str]) -> int:
    """Reads questions from standard input until it ends; a bad line gets an error object."""
    parser = argparse.ArgumentParser(prog="lookfar locate", description=__doc__)
    parser.add_argument("--jsonl", action="store_true", help="JSON lines in and out (the only form)")
    parser.parse_args(list(args))
    stream(sys.stdin.buffer, sys.stdout.buffer, open_gazetteer())
    return 0


def stream(questions: BinaryIO, answers: BinaryIO, gazetteer: Gazetteer) -> None:
    """Answers every line that is not blank, in order."""
    for line in questions:
        if line.strip():
            answers.write(orjson.dumps(_answer_line(line, gazetteer)) + b"\n")
            answers.flush()


def _answer_line(line: bytes, gazetteer: Gazetteer) -> dict[str, object]:
    given: object = None
    try:
        given = orjson.loads(line)
        if not isinstance(given, dict):
            raise InvalidValue("a question is a JSON object with id and text")
        return answer(given, gazetteer)
    except orjson.JSONDecodeError as error:
        return {"id": None, "error": {"code": "not_json", "message": str(error)}}
    except InvalidValue as error:
        return {"id": known_id(given), "error": {"code": "bad_question", "message": str(error)}}


def answer(question: Mapping[str, object], gazetteer: Gazetteer) -> dict[str, object]:
    """`{"id","text"[,"title","context","spans"]}` -> `{"id","places","language"}`; raises InvalidValue."""
    text = _text(question, "text", required="text")
    places = locate(
        text,
        gazetteer,
        title=_text(question, "title"),
        context=_text(question, "context"),
        spans=_spans(question.get("spans"), len(text)),
    )
    return {"id": id_of(question), "places": [_place(p) for p in places], "language": language(Bare(text).text)}


def _text(question: Mapping[str, object], name: str, required: str = "") -> str:
    value = question.get(name, None if required else "")
    if not isinstance(value, str):
        raise InvalidValue(f"{name} must be a string")
    return value


def _spans(given: object, length: int) -> list[tuple[int, int]] | None:
    if given is None:
        return None
    if not isinstance(given, list):
        raise InvalidValue("spans must be a list of objects with start and end")
    spans = []
    for item in given:
        start, end = (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        if not (type(start) is int and type(end) is int and 0 <= start < end <= length):
            raise InvalidValue("a span needs whole numbers start < end inside the text")
        spans.append((start, end))
    return spans


def _place(place: Place) -> dict[str, object]:
    return {
        "start": place.start if place.start >= 0 else None,
        "end": place.end if place.end >= 0 else None,
        "text": place.text,
        "name": place.name,
        "lon": place.point.lon,
        "lat": place.point.lat,
        "radius_km": place.radius_km,
        "country": place.country,
        "admin1": place.admin1,
        "kind": place.kind,
        "precision": place.precision.value,
        "confidence": place.confidence,
        "scene": place.scene,
        "others": [
            {"name": c.name, "country": c.country, "lon": c.lon, "lat": c.lat, "confidence": c.confidence}
            for c in place.others
        ],
    }


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
