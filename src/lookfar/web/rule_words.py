"""Rules and silences in a sentence."""

from __future__ import annotations

from lookfar.alerts import phrases
from lookfar.alerts.policy import Again
from lookfar.alerts.route import Rule
from lookfar.alerts.scope import Scope
from lookfar.domain.vocabulary import Severity
from lookfar.flow.tools import open_tools
from lookfar.web import words
from lookfar.web.rule_forms import Whom

_AGAIN = {
    Again.SIGNIFICANT: "again when something important is new",
    Again.ALL: "again at every change",
    Again.FIRST_ONLY: "again only when it is taken back",
}


def rule_words(rule: Rule, whom: Whom) -> str:
    """ "Unrest in Kazakhstan that touches Office: told at once from CAP Severe on, again when ..."."""
    when = f", from {rule.hours[0]:%H:%M} to {rule.hours[1]:%H:%M} there" if rule.hours else ""
    at_once = f"told at once from CAP {rule.bar} on" if rule.bar else "kept for the daily digest"
    coarse = ", also when only the region or country is known" if rule.coarse and rule.bar else ""
    life = ", threats to life held back too" if rule.over_life else "; threats to life always at once"
    return f"{scope_words(rule.scope, whom)}{when}: {at_once}{coarse}{life}; {_AGAIN[rule.again]}. Told: {_told(rule, whom)}."


def _told(rule: Rule, whom: Whom) -> str:
    names = dict(whom.people)
    others = [names[f"person:{one}"] for one in rule.tell.others if f"person:{one}" in names]
    told = ["whom it touches"] if rule.tell.person else []
    told += ["the organisation's receivers"] if rule.tell.endpoints else []
    return phrases.listed([*told, *others]) or "everybody, since whom it names is gone"


def scope_words(scope: Scope, whom: Whom) -> str:
    """ "Unrest and crime up to CAP Severe in Kazakhstan that touch Ann"."""
    kinds = phrases.listed([words.category(kind.value) for kind in sorted(scope.categories)]) or "Everything"
    grave = f" up to CAP {scope.most}" if scope.most is not Severity.EXTREME else ""
    areas = phrases.listed([open_tools().area_name(area) for area in sorted(scope.areas)])
    names = dict([*whom.groups, *whom.people, *whom.sites])
    named = [
        names.get(f"{kind}:{one}", f"a {kind} that is gone")
        for kind, ids in (("group", scope.groups), ("person", scope.people), ("site", scope.sites))
        for one in sorted(ids)
    ]
    where = f" in {areas}" if areas else ""
    whose = f" that touches {phrases.listed(named)}" if named else ""
    one = " of one incident" if scope.incident else ""
    return f"{kinds}{grave}{one}{where}{whose}"
