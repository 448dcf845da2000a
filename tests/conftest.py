"""Profiles for the property tests, and the language every test starts from."""

import os

import pytest
from hypothesis import HealthCheck, settings

from ecoindicators.texts import set_language

settings.register_profile("default", max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("brief", max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("deep", max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def english():
    """Show messages in English unless a test says otherwise."""
    set_language("en")
    yield
    set_language("zh")
