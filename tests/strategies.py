"""The strategies live in the author kit; tests import them from here."""

from ecoindicators.testing.strategies import *  # noqa: F403
