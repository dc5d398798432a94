"""What is sent to each address that changes something; tests/web/test_every_deed.py sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web import seeding
from tests.web.safety_making import ENTRY, enter
from tests.web.test_channels import BROWSER
from tests.web.test_forms import part
from tests.web.test_rules import RULE

from lookfar.accounts.models import Key, Membership, OneTimeLink, Role
from lookfar.flow.escalating import token_of
from lookfar.flow.feeds import make_feed
from lookfar.records import rules as kept
from lookfar.records.models import DeliveryRow, MassMessage, OwnIncidentVersion, PendingImport

PART = part("Lima, Peru", "2030-01-01T08:00", "2030-01-03T08:00")
SCOPE = {"reason": "a drill", "lasts": "4", "most": "Extreme", "categories": ["unrest"]}


def table(noun: str, content: str) -> Callable[[object, object], tuple[str, dict[str, object]]]:
    """A file for the import of a noun."""
    return lambda _house, _client: (f"{noun}/import", {"file": SimpleUploadedFile("file", content.encode())})


def of(
    thing: str, ending: str = "", /, **given: object
) -> Callable[[object, object], tuple[str, dict[str, object]]]:
    """An address of one thing of the house: `person` gives people/<its id><ending>."""

    def sent(house, client):
        nouns = {"person": "people", "endpoint": "channels", "duty": "duty"}
        ident = house.alert.alert_id if thing == "alert" else getattr(house, thing).pk
        return f"{nouns.get(thing, f'{thing}s')}/{ident}{ending}", dict(given)

    return sent


def plain(address: str, /, **given: object) -> Callable[[object, object], tuple[str, dict[str, object]]]:
    """An address without an id."""
    return lambda _house, _client: (address, dict(given))


def member(ending: str, **given: object):
    return lambda house, _client: (
        f"members/{Membership.objects.get(user=house.users[Role.MANAGER]).pk}{ending}",
        dict(given),
    )


def revoked(house, client):
    make_feed(house.person)
    return f"people/{house.person.pk}/calendar", {"do": "revoke"}


def unrest_now():
    now = datetime.now(UTC)
    one = seeding.incident("now", start=now - timedelta(hours=3), recorded_at=now - timedelta(hours=1))
    seeding.happen(one)
    return one


def about(ending: str, **given: object):
    return lambda _house, _client: (f"incidents/{unrest_now().id}{ending}", dict(given))


def marked(house, client):
    return f"incidents/{unrest_now().id}/head-count/{house.person.pk}", {"answer": "safe"}


def dead(house) -> DeliveryRow:
    endpoint = house.endpoint
    seeding.happen(seeding.incident("again"))
    DeliveryRow.objects.filter(receiver=str(endpoint.pk), alert__status="Actual").update(state="dead_letter")
    return DeliveryRow.objects.filter(receiver=str(endpoint.pk), state="dead_letter").last()


def own(ending: str, **given: object):
    def sent(house, client):
        enter(client)
        return f"own-incidents/{OwnIncidentVersion.objects.get().incident_id}{ending}", dict(given)

    return sent


def confirmed(address: str, form: dict[str, object]):
    """A form that is first shown, then sent with what was seen."""
    import re

    def sent(house, client):
        page = client.post(f"/{address}", form).content.decode()
        return address, {**form, "seen": re.search(r'name="seen" value="(\w+)"', page)[1]}

    return sent


def waiting(house, client):
    """What a manager wrote to more people than one person tells alone; the owner lets it leave."""
    kept.keep_hours(house.organisation, kept.Hours(most_alone=0))
    other = Client()
    other.force_login(house.users[Role.MANAGER])
    path, form = confirmed("own-incidents/add", ENTRY)(house, other)
    other.post(f"/{path}", {**form, "leave": "second"})
    return f"second-person/{MassMessage.objects.get().pk}", {"do": "send"}


def changed_own(house, client):
    enter(client)
    path = f"own-incidents/{OwnIncidentVersion.objects.get().incident_id}/change"
    return confirmed(path, {**ENTRY, "severity": "Extreme"})(house, client)


def uploaded(house, client):
    client.post("/people/import", {"file": SimpleUploadedFile("file", b"name\nChen\n")})
    return "people/import", {"preview": str(PendingImport.objects.get().pk)}


def stopped(house, client):
    client.post("/channels/devices", BROWSER)
    return "channels/devices/stop", {"address": BROWSER["address"]}


def disabled(house, client):
    endpoint = house.endpoint
    endpoint.disabled_at, endpoint.disabled_why = datetime.now(UTC), "410"
    endpoint.save()
    return f"channels/{endpoint.pk}/enable", {}


def later_rule(house, client):
    client.post("/rules/add", {**RULE, "name": "First"})
    client.post("/rules/add", {**RULE, "name": "Second"})
    return f"rules/{house.rule.pk}/move", {"to": "later"}


def linked(house, client):
    alert = house.alert
    return f"alerts/{alert.alert_id}/acknowledge/{token_of(alert.alert_id, str(alert.person_id))}", {}


def cancelled(house, client):
    house.trip.cancelled_at = datetime.now(UTC)
    house.trip.save()
    return f"trips/{house.trip.pk}/renew", {}


def opened(house, client):
    token = OneTimeLink.issue(house.users[Role.OWNER], datetime.now(UTC) + timedelta(hours=1))
    return f"welcome/{token}", {}


def signed_in(house, client):
    user = house.users[Role.OWNER]
    user.set_password(seeding.PASSWORD)
    user.save()
    return "sign-in", {"username": user.username, "password": seeding.PASSWORD}


DEEDS = {
    "people/add": plain("people/add", name="Chen"),
    "people/import": table("people", "name\nChen\n"),
    "people/import, confirmed": uploaded,
    "people/<uuid:ident>": of("person", name="Aigul"),
    "people/<uuid:ident>/delete": of("person", "/delete"),
    "people/<uuid:ident>/privacy": of("person", "/privacy", basis="consent"),
    "people/<uuid:ident>/erase": of("person", "/erase", sure="yes"),
    "people/<uuid:ident>/hours": of("person", "/hours", digest="08:00"),
    "people/<uuid:ident>/invite": of("person", "/invite"),
    "people/<uuid:ident>/calendar": of("person", "/calendar", do="make"),
    "people/<uuid:ident>/calendar, revoked": revoked,
    "sites/add": plain("sites/add", name="Depot", place="Lima, Peru"),
    "sites/import": table("sites", "name,place\nDepot,Lima\n"),
    "sites/<uuid:ident>": of("site", name="Depot", place="Lima, Peru"),
    "sites/<uuid:ident>/delete": of("site", "/delete"),
    "trips/add": lambda house, _client: ("trips/add", {"name": "Fair", "person": str(house.person.pk), **PART}),
    "trips/import": table(
        "trips", "trip,person,place,start,end\nFair,Aigul of Steppe Aid,Lima,2030-01-01,2030-01-02\n"
    ),
    "trips/<uuid:ident>/edit": lambda house, _client: (
        f"trips/{house.trip.pk}/edit",
        {"name": "Fair", "person": str(house.person.pk), **PART},
    ),
    "trips/<uuid:ident>/delete": of("trip", "/delete"),
    "trips/<uuid:ident>/cancel": of("trip", "/cancel"),
    "trips/<uuid:ident>/renew": cancelled,
    "privacy": plain("privacy", location_days=30, alert_days=100),
    "members/add": plain("members/add", name="dana", role="viewer"),
    "members/<int:number>/role": member("/role", role="viewer"),
    "members/<int:number>/end": member("/end"),
    "members/<int:number>/link": member("/link"),
    "keys/add": plain("keys/add", name="robot", days="30"),
    "keys/<uuid:ident>/revoke": lambda house, _client: (
        f"keys/{Key.objects.get(organisation=house.organisation).pk}/revoke",
        {},
    ),
    "alerts/<uuid:ident>/acknowledge": of("alert", "/acknowledge"),
    "alerts/<uuid:ident>/acknowledge/<str:token>": linked,
    "alerts/<uuid:ident>/answer": of("alert", "/answer", answer="safe"),
    "incidents/<str:ident>/ask": about("/ask"),
    "incidents/<str:ident>/head-count/<uuid:person>": marked,
    "own-incidents/add": confirmed("own-incidents/add", ENTRY),
    "own-incidents/<uuid:ident>/change": changed_own,
    "own-incidents/<uuid:ident>/take-back": own("/take-back", why="it was a drill"),
    "second-person/<uuid:ident>": waiting,
    "rules/add": plain("rules/add", **RULE),
    "rules/<uuid:ident>": of("rule", **RULE),
    "rules/<uuid:ident>/delete": of("rule", "/delete"),
    "rules/<uuid:ident>/move": later_rule,
    "silences/add": plain("silences/add", **SCOPE),
    "silences/<uuid:ident>/end": of("silence", "/end"),
    "groups/add": lambda house, _client: ("groups/add", {"name": "Field", "people": [str(house.person.pk)]}),
    "groups/<uuid:ident>": lambda house, _client: (
        f"groups/{house.group.pk}",
        {"name": "Field", "people": [str(house.site.contact.pk)]},
    ),
    "groups/<uuid:ident>/delete": of("group", "/delete"),
    "duty": plain("duty", digest="06:30", group_minutes="10", escalate_minutes="5", most_alone="20"),
    "duty/add": lambda house, _client: ("duty/add", {"person": str(house.person.pk)}),
    "duty/<uuid:ident>/delete": of("duty", "/delete"),
    "channels/add-webhook": plain("channels/add-webhook", address="https://93.184.215.14/one"),
    "channels/add-mailbox": plain("channels/add-mailbox", address="duty@example.org"),
    "channels/devices": plain("channels/devices", **BROWSER),
    "channels/devices/stop": stopped,
    "channels/test-person": lambda house, _client: ("channels/test-person", {"person": str(house.person.pk)}),
    "channels/dead-letters/<int:delivery>/again": lambda house, _client: (
        f"channels/dead-letters/{dead(house).pk}/again",
        {},
    ),
    "channels/dead-letters/of/<uuid:ident>/again": lambda house, _client: (
        f"channels/dead-letters/of/{dead(house).receiver}/again",
        {},
    ),
    "channels/<uuid:ident>/test": of("endpoint", "/test"),
    "channels/<uuid:ident>/enable": disabled,
    "channels/<uuid:ident>/rotate": of("endpoint", "/rotate"),
    "channels/<uuid:ident>/delete": of("endpoint", "/delete"),
    "password": plain("password", new_password1="a long pass phrase 2", new_password2="a long pass phrase 2"),
    "welcome/<str:token>": opened,
    "sign-in": signed_in,
}
"""Address, with a word behind a comma where it does several things: gives the path and the form."""
