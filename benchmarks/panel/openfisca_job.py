"""The Dengfeng job in OpenFisca-Core: a variable for each output, formulas on whole NumPy columns."""

from __future__ import annotations

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from panel import hand_numpy

PERIOD = "2023"


def _name(id, output):
    return f"{id}.{output}".replace("-", "_").replace(".", "__")


def system(ruleset, columns):
    """Return the tax-benefit system of the job: inputs are set, outputs follow by formula."""
    county = Entity("county", "counties", "A county in a year", "")
    made = TaxBenefitSystem([county])

    def add(name, kind, formula=None):
        body = {"value_type": kind, "entity": county, "definition_period": DateUnit.YEAR, "label": name}
        made.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    for part in ruleset.components:
        for position, (output, kind) in enumerate((("code", int), ("gap", float), ("attainment", float))):
            add(_name(part.id, output), kind, _part(columns, part.id, position))
        add(_name(part.id, "verdict"), int, _verdict(_name(part.id, "code")))
    for indicator in ruleset.indicators:
        own = [_name(c.id, "verdict") for c in indicator.components]
        add(_name(indicator.id, "indicator"), int, _least(own))
    for domain in ruleset.domains:
        own = [_name(i.id, "indicator") for i in ruleset.indicators if i.domain is domain]
        add(_name(domain.id, "domain"), int, _least(own))
    add("whole", int, _least([_name(i.id, "indicator") for i in ruleset.indicators]))
    return made


#: What was worked out of each component in the running simulation: its three outputs share their conditions.
_FOUND: dict = {}


def _part(columns, id, position):
    def formula(population, period):
        if id not in _FOUND:
            _FOUND[id] = hand_numpy.component(id, columns)
        found = _FOUND[id][position]
        return np.full(population.count, np.nan) if found is None else found

    return formula


def _verdict(code):
    def formula(population, period):
        return hand_numpy.VERDICT_OF[population(code, period)]

    return formula


def _least(names):
    def formula(population, period):
        return np.minimum.reduce([population(name, period) for name in names])

    return formula


def judge(made, rows):
    """Return every output variable of a simulation of so many county-years."""
    _FOUND.clear()
    simulation = SimulationBuilder().build_default_simulation(made, count=rows)
    return {name: simulation.calculate(name, PERIOD) for name in made.variables}
