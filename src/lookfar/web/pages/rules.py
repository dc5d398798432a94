"""`/rules`: who is told at once of what; list, add with a look at the last thirty days, edit, order, delete."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts.askers import Asker
from lookfar.alerts.route import Rule
from lookfar.flow.receivers import unreached_people
from lookfar.flow.rule_preview import preview
from lookfar.flow.ruling import drop_rule, move_rule, save_rule
from lookfar.flow.tools import open_tools
from lookfar.records import rules as kept
from lookfar.records import visible
from lookfar.records.models import AlertRule
from lookfar.web.owned import members_only, writers_only
from lookfar.web.rule_forms import RuleForm, Whom, rule_as_given
from lookfar.web.rule_words import rule_words


@require_safe
@members_only
def rules(request: HttpRequest, who: Asker) -> HttpResponse:
    """The rules in the order they are asked, and the policy when none of them fits."""
    whom = whom_of(who)
    lines = [
        {"row": row, "rule": kept.read_rule(row), "words": rule_words(kept.read_rule(row), whom)}
        for row in visible.rules(who)
    ]
    return render(request, "rules.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_rule(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new rule, with what it would have told in the last thirty days before it is kept."""
    return _edit(request, who, None)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def edit_rule(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One rule."""
    return _edit(request, who, get_object_or_404(visible.rules(who), pk=ident))


def _edit(request: HttpRequest, who: Asker, row: AlertRule | None) -> HttpResponse:
    initial = rule_as_given(kept.read_rule(row)) if row else None
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial, whom=whom_of(who))
    context: dict[str, object] = {"form": form, "thing": row, "what": "rule", "back": "/rules"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "rule_form.html", context, status=422 if form.errors else 200)
    now = datetime.now(UTC)
    if "look" in request.POST:
        asked = _with(kept.rules_of(str(who.organisation.pk)), form.rule(), row)
        before = kept.rules_of(str(who.organisation.pk))
        context |= {
            "unreached": unreached_people(who.organisation),
            "look": preview(who.organisation, asked, now=now),
            "today": preview(who.organisation, before, now=now),
        }
        return render(request, "rule_form.html", context)
    save_rule(who.organisation, form.rule(), tools=open_tools(), now=now, row=row)
    messages.success(request, "The rule is kept. What was held is looked at again by it.")
    return redirect("/rules")


def _with(rules: tuple[Rule, ...], rule: Rule, row: AlertRule | None) -> tuple[Rule, ...]:
    """The organisation's rules with this one in its place."""
    if row is None:
        return (*rules, rule)
    return tuple(replace(rule, id=one.id) if one.id == str(row.pk) else one for one in rules)


@require_http_methods(["POST"])
@writers_only
def delete_rule(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a rule; whoever was told is followed up all the same."""
    drop_rule(get_object_or_404(visible.rules(who), pk=ident), now=datetime.now(UTC))
    messages.success(request, "The rule is gone.")
    return redirect("/rules")


@require_http_methods(["POST"])
@writers_only
def reorder_rule(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Asks a rule one place earlier, or later."""
    steps = 1 if request.POST.get("to") == "later" else -1
    move_rule(get_object_or_404(visible.rules(who), pk=ident), steps, now=datetime.now(UTC))
    return redirect("/rules")


def whom_of(who: Asker) -> Whom:
    """Everybody and everything rules of the asker's organisation may name."""
    return Whom(list(visible.people(who)), list(visible.groups(who)), list(visible.sites(who)))
