"""The constants of a rating method, as values; read by `facts`, handed in as an argument."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryConstants:
    """One category. score = `intercept` + `slope` ln(rate), rate in harm a day.

    `half_life` days; `shape` of the Gamma prior (pseudo-harm); `mass_casualty`: deaths in one incident
    that move a level at once.
    """

    half_life: float
    shape: float
    intercept: float
    slope: float
    mass_casualty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """`deaths` in `category` within `days` put `target` (category or headline) at `level` at least."""

    category: Category
    days: float
    deaths: int
    target: str
    level: Level
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureTerm:
    """One indicator in a category's prior: ln(mean) += `weight` (x - `centre`) / `spread`.

    x is the figure, or ln(1 + figure) when `form` is "log1p". An indicator that is missing adds nothing.
    """

    category: Category
    indicator: str
    form: str
    centre: float
    spread: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineConstants:
    """score = `intercept` + `slope` M, M the mean of power `power` over member scores.

    `state_pull`: part of the gap to the state block that is added to security.
    """

    members: tuple[Category, ...]
    power: float
    intercept: float
    slope: float
    state_pull: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Constants:
    """All constants of `pressure_2026`; `fingerprint` is the SHA-256 over the files they come from.

    Equal only to itself, so that what follows from it can be remembered by it.
    `thresholds`: lower score of levels 2..5. `margin` points and `runs` daily runs of hysteresis.
    `recent_days`: how old a mass-casualty event may be to move a level at once. `information`: how much
    of the evidence's information counts under a coverage. `base`: prior harm a day by category and
    subregion, "*" for a subregion without its own.
    """

    name: str
    fingerprint: str
    thresholds: tuple[float, float, float, float]
    margin: float
    runs: int
    recent_days: float
    interval: float
    contributors: int
    severity: Mapping[Severity, float]
    toll_exponent: float
    credibility: Mapping[Credibility, float]
    information: Mapping[Coverage, float]
    categories: Mapping[Category, CategoryConstants]
    base: Mapping[Category, Mapping[str, float]]
    structure: tuple[StructureTerm, ...]
    headlines: Mapping[str, HeadlineConstants]
    floors: tuple[Floor, ...]


class Harm(Protocol):
    """What the harm of an incident is made from."""

    @property
    def severity(self) -> Mapping[Severity, float]: ...
    @property
    def toll_exponent(self) -> float: ...
    @property
    def credibility(self) -> Mapping[Credibility, float]: ...


class Prior(Hashable, Protocol):
    """What the prior of an area is made from."""

    @property
    def base(self) -> Mapping[Category, Mapping[str, float]]: ...
    @property
    def structure(self) -> tuple[StructureTerm, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of a predictor: + `weight` (x - `centre`) / `spread`; nothing when x is not known.

    x is the named figure, or ln(1 + figure) when `form` is "log1p"; "intercept" is 1.
    """

    name: str
    form: str
    centre: float
    spread: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryModel:
    """One category. score = `zero` + `points` x log-odds; the log-odds are the sum of terms.

    `half_lives` days, rising. `months`: terms used when months of deaths are known, else `score`.
    `outlook`: terms of ln(relevant incidents a day). ln of the count's shape = `shape` + `shape_slope`
    ln(mean). `volume`: incidents a day of the whole world in the years of the fit.
    """

    half_lives: tuple[float, float, float]
    zero: float
    points: float
    mass_casualty: int
    score: tuple[Term, ...]
    months: tuple[Term, ...]
    outlook: tuple[Term, ...]
    shape: float
    shape_slope: float
    volume: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineModel:
    """score = power mean of what members score beyond `discount`, times members^(1/power).

    A discounted member counts `gain` points for each beyond, up to its score. `state_discount`,
    `state_pull`: the same for the state block, and the part of its gap that is added. `below`: how many
    levels the headline may stand below its gravest member; None: any number.
    """

    members: tuple[Category, ...]
    power: float
    discount: Mapping[Category, float]
    gain: float
    state_discount: float
    state_pull: float
    below: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Floors by the pace of deaths counted: the fewest a year by level, for each of `targets`."""

    fewest: Mapping[Level, float]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFloor:
    """A yearly figure of `least` or more puts `target` (category or headline) at `level` at least; `what`: its name and unit."""

    indicator: str
    what: str
    least: float
    target: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Grave:
    """An incident of these severities within `days` puts its category and their headlines at `level` at least.

    It counts when its place and kind are believed by `weight` or more and its Admiralty credibility is `credibility` or better.
    Within `at_once` days of it a rise of theirs waits for no further run; never where 0.
    """

    days: float
    severities: tuple[Severity, ...]
    weight: float
    credibility: int
    level: Level
    at_once: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerFloor:
    """An incident of `category` in a part of a country within `days` puts the part's `targets` at `level` at least.

    `severities`: of these alone, of any where empty. `at_war`: only where armed conflict of the country is level 4 or more.
    `weight` and `credibility` as in `Grave`.
    """

    category: Category
    days: float
    severities: tuple[Severity, ...]
    at_war: bool
    weight: float
    credibility: int
    targets: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelConstants:
    """All constants of a method of the family of `pressure_2026_11`; fields of the same name as in `Constants` mean the same.

    `memory`: days after which an incident no longer counts. `pseudo`: strength of the prior, in harm.
    `replicates`: draws of the interval. `least_information`: events that what is known of a rate is worth at least, for
    the low end. `ahead`: days of the outlook. `counted`: None for methods without such floors. `figure_floors`,
    `grave` and, of parts, `inner_floors` put floors under levels alone. `leaps`: whether a rise by two levels, or an interval wholly above the level in
    force, waits for no further run; `leap_points`: or a score so far above the threshold of the next level, never where 0. `sure_floor`: belief in
    place and kind of incidents below which their dead lift to level 3 at most, 0: all alike. `grave_state`: whether a grave incident of stability
    counts for security, too. `silent_holds`: whether a level that a floor lifts says nothing of a level below it that was
    held. `war_floor`: whether parts of a country at war have a floor of level 2 under the level and not in the score.
    `gaps`: whether time between two contacts in which nobody listened counts for unheard.
    """

    name: str
    fingerprint: str
    thresholds: tuple[float, float, float, float]
    margin: float
    runs: int
    recent_days: float
    interval: float
    contributors: int
    severity: Mapping[Severity, float]
    toll_exponent: float
    credibility: Mapping[Credibility, float]
    information: Mapping[Coverage, float]
    memory: float
    pseudo: float
    replicates: int
    ahead: int
    categories: Mapping[Category, CategoryModel]
    base: Mapping[Category, Mapping[str, float]]
    structure: tuple[StructureTerm, ...]
    headlines: Mapping[str, HeadlineModel]
    floors: tuple[Floor, ...]
    counted: Counted | None = None
    least_information: float = 0.0
    figure_floors: tuple[FigureFloor, ...] = ()
    grave: Grave | None = None
    leaps: bool = False
    leap_points: float = 0.0
    sure_floor: float = 0.0
    grave_state: bool = False
    silent_holds: bool = False
    war_floor: bool = False
    inner_floors: tuple[InnerFloor, ...] = ()
    gaps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartsConstants:
    """All constants of a method of the family of `parts_2026_11`; `of`: those of the method of the countries, whose scale it keeps.

    `trace`: harm so small that less is none.
    """

    name: str
    fingerprint: str
    of: ModelConstants
    trace: float
    terms: Mapping[Category, tuple[Term, ...]]
