"""Opens the store a command works on: migrated, and ready for the ORM."""

from __future__ import annotations

import os
from pathlib import Path


def open_store(home: Path | None = None) -> Path:
    """Points Lookfar at `home` (LOOKFAR_HOME when None), brings its tables up to date; the store's path."""
    if home is not None:
        os.environ["LOOKFAR_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    from lookfar.accounts.key_use import check_keys

    check_keys()
    return Path(settings.HOME)
