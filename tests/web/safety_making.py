"""What tests of head-counts and of incidents entered by hand have in common."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lookfar.flow.escalating import token_of

NOW = datetime.now(UTC)

ENTRY = {
    "title": "Roadblock at the Almaty ring road",
    "event_type": "violent_demonstration",
    "place": "Almaty, Kazakhstan",
    "start": NOW.strftime("%Y-%m-%dT%H:%M"),
    "zone": "UTC",
    "hours": "24",
    "severity": "Severe",
    "urgency": "Immediate",
    "certainty": "Observed",
    "reliability": "B",
    "credibility": "2",
    "text": "Seen by our driver.",
}


def link(row) -> str:
    """What the mail to the person of an alert points at."""
    return f"/alerts/{row.alert_id}/acknowledge/{token_of(row.alert_id, str(row.person_id))}"


def ask(client, incident, **words):
    return client.post(f"/incidents/{incident.id}/ask", words)


def page(client, incident) -> str:
    return client.get(f"/incidents/{incident.id}/head-count").content.decode()


def enter(client, address="/own-incidents/add", **changed):
    """Previews, then confirms what was previewed."""
    form = {**ENTRY, **changed}
    preview = client.post(address, form).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', preview)
    assert seen, preview
    return client.post(address, {**form, "seen": seen[1]})
