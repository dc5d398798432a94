"""The story on one page: bytes in, the right people told.

    take   one body: read it, understand each report, find its incident, match, write what is due
    rate   what the incidents make of every area, as of a time
    tell   hand what is due to its channel, at least once, with one id

Everything a body causes is one transaction: its reports, incident versions, matches and outbox rows
stand together or not at all. Rooms meet only here.
"""

from lookfar.flow.rating import Rater, rate_touched, rate_world
from lookfar.flow.regrouping import remerge, split
from lookfar.flow.taking import Taken, heard_nothing, take
from lookfar.flow.telling import Told, tell
from lookfar.flow.tools import Tools, open_tools

__all__ = [
    "Rater",
    "Taken",
    "Told",
    "Tools",
    "heard_nothing",
    "open_tools",
    "rate_touched",
    "rate_world",
    "remerge",
    "split",
    "take",
    "tell",
]
