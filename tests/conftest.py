"""Fixtures every test may use."""

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts import audit
from tests.world import World, make_world

# Tests have no timings: a busy machine is no failure.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")


@pytest.fixture
def world(db: None) -> World:
    """A small organisation with real keys, everybody signed in and unlocked."""
    return make_world()


@pytest.fixture
def shared_world(transactional_db: None) -> World:
    """The same in a database that threads and other processes see, and with its own audit head."""
    audit.head_file().unlink(missing_ok=True)
    return make_world()
