"""Channels in a real browser: the button for this device, the live line, and how it all looks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.flow.receiving import World, hook
from tests.web.seeding import happen, incident
from tests.web.test_browser import SIZES, Visit, chromium, pytestmark, served, started_chromium

from lookfar.records.models import DeliveryRow, Endpoint

__all__ = ["chromium", "pytestmark", "served", "started_chromium"]


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_fit_the_screen_in_every_state(chromium, served, size, tmp_path):
    url, house = served
    world = World(now=datetime.now(UTC))
    endpoint = hook(house, world)
    world.status, world.headers = 302, {"Location": "https://169.254.169.254/" + "x" * 300}
    happen(incident("third"))
    world.tell()
    DeliveryRow.objects.filter(receiver=endpoint.pk, alert__status="Actual").update(state="dead_letter")
    visit = Visit(chromium, url, size)
    visit.sign_in()
    kept = Path(os.environ.get("SCREENSHOTS", tmp_path))
    pages = {
        "channels": "/channels",
        "channel": f"/channels/{endpoint.pk}",
        "dead-letters": "/channels/dead-letters",
        "add-webhook": "/channels/add-webhook",
        "incident-told": f"/incidents/{incident().id}",
    }
    for name, address in pages.items():
        visit.open(address)
        wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        visit.page.screenshot(path=kept / f"{name}-{size}.png", full_page=True)
        assert wide <= 0, f"{name} is wider than the screen by {wide} px"
    visit.page.goto(f"{url}/channels/add-webhook")
    visit.page.fill("#id_address", "https://93.184.215.14/" + "long/" * 60)
    visit.page.click("button.main:has-text('Add and test')")
    visit.page.wait_for_selector("code.secret")
    visit.page.screenshot(path=kept / f"secret-{size}.png", full_page=True)
    assert visit.outside == []
    assert [line for line in visit.said if "GPU stall" not in line] == []


def test_a_blocked_browser_is_told_how_to_allow_it(chromium, served):
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "phone")
    visit.page.add_init_script("Object.defineProperty(Notification, 'permission', {get: () => 'denied'})")
    visit.sign_in()
    visit.open("/channels")
    expect(visit.page.locator("[data-device-says]")).to_contain_text("blocked in this browser")
    assert not visit.page.is_visible("[data-device-on]")


def test_without_push_the_page_says_so(chromium, served):
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "phone")
    visit.page.add_init_script("delete window.PushManager")
    visit.sign_in()
    visit.open("/channels")
    expect(visit.page.locator("[data-device-says]")).to_contain_text("home screen")
    assert not visit.page.is_visible("[data-device-on]")


def test_a_refused_question_changes_nothing_and_says_so(chromium, served):
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "desk")
    visit.page.add_init_script(
        "Object.defineProperty(Notification, 'permission', {get: () => 'default'});"
        "Notification.requestPermission = async () => 'default'"
    )
    visit.sign_in()
    visit.open("/channels")
    expect(visit.page.locator("[data-device-on]")).to_be_visible()
    visit.page.click("[data-device-on]")
    expect(visit.page.locator("[data-device-says]")).to_contain_text("Nothing was changed")
    assert not Endpoint.objects.exists()


def test_the_button_starts_the_worker_subscribes_and_can_stop(chromium, served):
    """The subscription itself is made by a push service of the browser's maker, so it alone stands in here."""
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "desk")
    point = _point()
    visit.page.add_init_script(
        f"""
        Object.defineProperty(Notification, 'permission', {{get: () => 'granted'}});
        Notification.requestPermission = async () => 'granted';
        const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
        const sub = {{
          endpoint: 'https://93.184.215.14/push/1',
          getKey: (name) => bytes(name === 'auth' ? 'c2l4dGVlbiBvY3RldHMhIQ==' : '{point}'),
          unsubscribe: async () => {{ sessionStorage.removeItem('sub'); return true; }},
        }};
        PushManager.prototype.getSubscription = async () => (sessionStorage.getItem('sub') ? sub : null);
        PushManager.prototype.subscribe = async (options) => {{
          if (new Uint8Array(options.applicationServerKey).length !== 65) throw new Error('no key');
          sessionStorage.setItem('sub', 'yes');
          return sub;
        }};
        """
    )
    visit.sign_in()
    visit.open("/channels")
    visit.page.click("[data-device-on]")
    expect(visit.page.locator("[data-device-off]")).to_be_visible()
    expect(visit.page.locator("[data-device-says]")).to_have_text("This device is told of alerts.")
    worker = visit.page.evaluate(
        "navigator.serviceWorker.getRegistration('/static/built/push-worker.js').then((r) => r.active.state)"
    )
    assert worker == "activated"
    assert Endpoint.objects.get().private["name"] == "Chrome on Linux"
    visit.page.click("[data-device-off]")
    expect(visit.page.locator("[data-device-on]")).to_be_visible()
    assert not Endpoint.objects.exists()
    assert [line for line in visit.said if "GPU stall" not in line] == []


def _point() -> str:
    import base64

    from tests.web.test_channels import POINT

    return base64.b64encode(POINT).decode()


def test_a_new_alert_shows_on_the_page_that_is_open(chromium, served):
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "desk")
    visit.sign_in()
    visit.open("/sources")
    assert not visit.page.is_visible("[data-news]")
    happen(incident("new", title="Shots <b>heard</b> in Almaty"))
    expect(visit.page.locator("[data-news]")).to_contain_text("Shots <b>heard</b> in Almaty", timeout=15_000)
    visit.page.screenshot(path=Path(os.environ.get("SCREENSHOTS", "/tmp")) / "toast.png")
    visit.page.click("[data-news] a >> nth=0")
    visit.page.wait_for_url("**/alerts/*")


def test_a_broken_line_is_said(chromium, served):
    from playwright.sync_api import expect

    url, _ = served
    visit = Visit(chromium, url, "desk")
    visit.sign_in()
    visit.page.route("**/api/v1/events*", lambda route: route.abort())
    visit.open("/sources")
    expect(visit.page.locator("[data-trouble]")).to_contain_text(
        "The live line has been broken since", timeout=20_000
    )
    visit.page.unroute("**/api/v1/events*")
