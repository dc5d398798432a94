"""A pattern of the grammars of counts: how a sentence tells of a harm, whom it counts, and as what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class SentencePattern:
    """A pattern that ignores case, compiled when it is first looked for: all of them take two seconds.

    A process that reads no text does not pay for them when it starts.
    """

    pattern: str

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The first match at or behind the offset `at`."""
        return self._compiled.search(text, at)

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The match at the offset `at`."""
        return self._compiled.match(text, at)


Counting = tuple[SentencePattern, tuple[str, ...], str]
"""Pattern, what it counts, and the role of what it counts."""


def counting(harm: str, *patterns: str, role: str = "plain") -> tuple[Counting, ...]:
    """Patterns that count one harm in one role."""
    return tuple((SentencePattern(pattern), (harm,), role) for pattern in patterns)
