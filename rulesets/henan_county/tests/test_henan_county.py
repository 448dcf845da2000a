"""Both rulesets keep every rule of the author kit. The cases in ``src`` are collected by its pytest plugin."""

import pytest

from ecoindicators.testing import RulesetSuite


class TestHenanCounty(RulesetSuite):
    """The province's values, as Dengfeng's annex quotes them."""

    @pytest.fixture
    def ruleset(self):
        return "henan-county"


class TestDengfeng2023(RulesetSuite):
    """Dengfeng's own targets for 2023."""

    @pytest.fixture
    def ruleset(self):
        return "dengfeng-2023"
