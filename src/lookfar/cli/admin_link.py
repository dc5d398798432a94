"""`lookfar admin-link`: a one-time link that signs the owner in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lookfar.cli.store import as_operator, open_store

VALID_FOR = timedelta(hours=24)


def run(args: Sequence[str]) -> int:
    """Prints a fresh link; older ones stay valid until used or a day old."""
    argparse.ArgumentParser(prog="lookfar admin-link", description=__doc__).parse_args(args)
    open_store()
    print(new_link())
    return 0


def new_link() -> str:
    """The address of a new one-time link for the owner, who is made on first use with an organisation."""
    from lookfar.accounts.models import Membership, OneTimeLink, Organisation, Role, User
    from lookfar.config import read_config

    user = User.objects.filter(username="owner").first()
    if user is None:
        user = User.objects.create_user("owner")
        user.set_unusable_password()
        user.save()
        organisation = Organisation.objects.order_by("created_at").first()
        organisation = organisation or Organisation.objects.create(name="My organisation")
        Membership.objects.create(user=user, organisation=organisation, role=Role.OWNER)
    with as_operator():
        token = OneTimeLink.issue(user, datetime.now(UTC) + VALID_FOR)
    return f"{read_config().public_url}/welcome/{token}"
