"""Every test run has a home of its own and no setting of the developer's; must precede Django's settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from tests import shared_data

_KEPT = {"LOOKFAR_HOME", "LOOKFAR_DATABASE"}

for _name in [name for name in os.environ if name.startswith("LOOKFAR_") and name not in _KEPT]:
    del os.environ[_name]
if not os.environ.get("LOOKFAR_HOME"):
    os.environ["LOOKFAR_HOME"] = tempfile.mkdtemp(prefix="lookfar-test-")  # mode 0700
    atexit.register(shutil.rmtree, os.environ["LOOKFAR_HOME"], ignore_errors=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "lookfar.web.settings"
hypothesis.settings.register_profile("untimed", parent=hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("untimed")  # a busy machine is no fault of the code
_ = settings.DATABASES  # read now, so that pytest-django finds settings that are ready


@pytest.fixture(autouse=True)
def _nothing_answered() -> None:
    """No answer of another test's store is remembered."""
    from lookfar.flow.answered import answered

    answered.cache_clear()


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Gives the path of a file in the optional sibling folder, or skips: `shared("data/x.parquet")`."""
    return shared_data.need
