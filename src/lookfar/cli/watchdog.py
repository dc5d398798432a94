"""`lookfar watchdog`: say "we are blind" when evaluation stops, and "we see again"; a process apart from all others."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from lookfar.alerts.watching import Answer, News, Watch
from lookfar.channels.watchdog_voice import Failed, Voice, Word
from lookfar.cli.children import stop_when_told
from lookfar.config import Config, read_config

_ROUND_S = 15.0
_BEAT_S = 60.0
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - not bound, only read


def run(args: Sequence[str]) -> int:
    """Watches until stopped."""
    parser = argparse.ArgumentParser(prog="lookfar watchdog", description=__doc__)
    parser.add_argument("--url", help="the installation to watch, from any machine; this one when absent")
    parser.add_argument(
        "--watched", action="store_true", help="stop when standard input ends: its starter has died"
    )
    given = parser.parse_args(args)
    config = read_config()
    stopping = threading.Event()
    stop_when_told(stopping, watched=given.watched)
    base = (given.url or _here(config)).rstrip("/")
    voice = Voice(config, asks=f"{base}/health/evaluation")
    if not voice.ways:
        _say("nobody is told when Lookfar goes blind: set LOOKFAR_WATCHDOG_MAIL or LOOKFAR_WATCHDOG_WEBHOOK")
    _watch(voice, config.number("LOOKFAR_BLIND_AFTER"), stopping)
    return 0


def _watch(voice: Voice, blind_after_s: int, stopping: threading.Event) -> None:
    watch = Watch(blind_after_s=blind_after_s, now=time.monotonic())
    unsaid: dict[str, Word] = {}
    blind: datetime | None = None
    beaten = float("-inf")
    while not stopping.wait(min(_ROUND_S, blind_after_s / 4)):
        answer = _ask(voice)
        news = watch.heard(answer, now=time.monotonic())
        if news is not None:
            word = Word(news=news.value, text=_text(news, answer, blind), at=datetime.now(UTC))
            blind = word.at if news is News.BLIND else None
            _say(word.text)
            unsaid = dict.fromkeys(voice.ways, word)
        for way in list(unsaid):
            if _tell(voice, way, unsaid[way]):
                del unsaid[way]
        if answer.well and time.monotonic() - beaten >= min(_BEAT_S, blind_after_s):
            beaten = time.monotonic() if _beat(voice) else beaten


def _ask(voice: Voice) -> Answer:
    try:
        said = voice.ask()
    except Failed as error:
        return Answer(well=None, detail=f"it does not answer: {error}")
    if said.status == 200:
        return Answer(well=True, detail="")
    if not said.is_its_own:
        return Answer(well=None, detail=f"it does not say how it is: HTTP {said.status}")
    return Answer(well=False, detail=f"it answers, but evaluation or sending has stopped (HTTP {said.status})")


def _tell(voice: Voice, way: str, word: Word) -> bool:
    try:
        voice.say(way, word)
    except Failed as error:
        _say(f"not told by {way}, trying again: {error}")
        return False
    return True


def _beat(voice: Voice) -> bool:
    try:
        voice.beat()
    except Failed as error:
        _say(f"the dead-man's switch was not reached: {error}")
        return False
    return True


def _text(news: News, answer: Answer, blind: datetime | None) -> str:
    """What to say; that we see again stands by itself, for whoever could not be told before."""
    if news is News.BLIND:
        return f"We are blind. No alert can be relied on until we see again: {answer.detail}"
    since = f" We were blind from {blind:%Y-%m-%d %H:%M} UTC at the latest." if blind else ""
    return f"We see again. Evaluation goes on; what was missed is being caught up with.{since}"


def _here(config: Config) -> str:
    host = config.text("LOOKFAR_HOST")
    host = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{host}:{config.number('LOOKFAR_PORT')}"


def _say(line: str) -> None:
    print(f"lookfar watchdog: {line}", file=sys.stderr, flush=True)
