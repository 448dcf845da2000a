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
KINDS = ("values", "statements", "before", "assigned")


def _name(id, output):
    return f"{id}.{output}".replace("-", "_").replace(".", "__")


def system(ruleset, columns):
    """Return the tax-benefit system of the job: inputs are set, outputs follow by formula."""
    county = Entity("county", "counties", "A county in a year", "")
    made = TaxBenefitSystem([county])

    def add(name, kind, formula=None):
        body = {"value_type": kind, "entity": county, "definition_period": DateUnit.YEAR, "label": name}
        made.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    for kind in KINDS:
        for id in getattr(columns, kind):
            add(_name(id, kind), int if kind == "statements" else float)
    for part in ruleset.components:
        for position, (output, kind) in enumerate((("code", int), ("gap", float), ("attainment", float))):
            add(_name(part.id, output), kind, _part(part.id, position))
        add(_name(part.id, "verdict"), int, _verdict(_name(part.id, "code")))
    for indicator in ruleset.indicators:
        own = [_name(c.id, "verdict") for c in indicator.components]
        add(_name(indicator.id, "indicator"), int, _least(own))
    for domain in ruleset.domains:
        own = [_name(i.id, "indicator") for i in ruleset.indicators if i.domain is domain]
        add(_name(domain.id, "domain"), int, _least(own))
    add("whole", int, _least([_name(i.id, "indicator") for i in ruleset.indicators]))
    return made


class _Inputs:
    """The inputs of a component as :func:`hand_numpy.component` asks for them, each a variable of the simulation."""

    def __init__(self, population, period):
        self.values = self.statements = self.before = self.assigned = None
        for kind in KINDS:
            setattr(self, kind, _Asked(population, period, kind))


class _Asked:
    def __init__(self, population, period, kind):
        self.population, self.period, self.kind = population, period, kind

    def __getitem__(self, id):
        return self.population(_name(id, self.kind), self.period)

    def get(self, id):
        known = self.population.simulation.tax_benefit_system.variables
        return self[id] if _name(id, self.kind) in known else None


def _part(id, position):
    def formula(population, period):
        found = hand_numpy.component(id, _Inputs(population, period))[position]
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


def judge(made, columns, rows):
    """Return every output variable of a simulation of so many county-years, whose inputs are set first."""
    simulation = SimulationBuilder().build_default_simulation(made, count=rows)
    inputs = set()
    for kind in KINDS:
        for id, array in getattr(columns, kind).items():
            inputs.add(_name(id, kind))
            simulation.set_input(_name(id, kind), PERIOD, array)
    return {name: simulation.calculate(name, PERIOD) for name in made.variables if name not in inputs}
