"""Brings the tables up to date so that a kill at any point leaves a store that goes on where it was."""

from __future__ import annotations

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from lookfar.accounts.read_only import WHAT_TO_DO, only_read
from lookfar.config import read_config
from lookfar.domain.errors import Misconfigured


class Whole(MigrationExecutor):
    """Writes down that a migration was done in the transaction that does it.

    Django writes it down in a transaction of its own when a migration has statements that are put off to its end;
    a kill between the two leaves tables that the next start would make again.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, *args: bool, **named: bool
    ) -> ProjectState:
        """Does one migration, and writes it down with it."""
        if migration.replaces or not migration.atomic or any(args) or any(named.values()):
            return super().apply_migration(state, migration, *args, **named)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement)
            editor.deferred_sql.clear()
            self.recorder.record_applied(migration.app_label, migration.name)
        return state


def bring_up_to_date() -> bool:
    """Does every migration that was not done yet; whether there was any."""
    executor = Whole(connection)
    targets = executor.loader.graph.leaf_nodes()
    if not executor.migration_plan(targets):
        return False
    if only_read(read_config().home) and connection.vendor == "sqlite":
        raise Misconfigured(f"{read_config().home} was made by an older version, and {WHAT_TO_DO}")
    executor.migrate(targets)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True
