"""The ruleset keeps every rule of the author kit. The cases in ``src`` are collected by its pytest plugin."""

import pytest

from ecoindicators.testing import RulesetSuite


class TestQingzhu2019(RulesetSuite):
    """qingzhu-2019."""

    @pytest.fixture
    def ruleset(self):
        return "qingzhu-2019"
