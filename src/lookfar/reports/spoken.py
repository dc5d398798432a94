"""The language to read a text in, whatever its publisher calls it."""

from __future__ import annotations

import re

from lookfar.domain.report import Report
from lookfar.reports.classify import ClassifierModel, language_read
from lookfar.reports.language import UNDETERMINED, is_mostly_latin, language

ENGLISH = "en"
_JUDGED = 4_000
_LATIN_RUN = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:[ ,'’-]{1,2}[A-Za-z\u00c0-\u024f\d]+){3,}")
"""Four or more words of the Latin script one after another."""


def spoken(text: str, model: ClassifierModel) -> str:
    """ISO 639-1 code of the language to read a text in, "und" when unclear.

    What is mostly in another script is English only when a run of its words is, so that its dead are counted.
    """
    detected = language(text)
    if is_mostly_latin(text):
        return language_read(text, detected, model)
    if any(language_read(run[0], UNDETERMINED, model) == ENGLISH for run in _LATIN_RUN.finditer(text[:_JUDGED])):
        return ENGLISH
    return UNDETERMINED if detected == ENGLISH else detected


def spoken_in(report: Report, model: ClassifierModel) -> str:
    """The language to read a report in: its publisher's word, but English only of what may be English.

    A foreign text read as English is told to be no event, or another one. Too short or unclear a text is taken for what
    the publisher says, so that no news is lost; so is what comes with a code for its kind.
    """
    if report.language != ENGLISH or report.is_coded or report.event_type is not None:
        return report.language
    told = f"{report.title}. {report.text}" if report.title not in report.text else report.text
    heard = spoken(told, model)
    return ENGLISH if heard == UNDETERMINED and is_mostly_latin(told) else heard
