"""
The Dengfeng job in OpenFisca-Core: a variable for each output, formulas on whole NumPy columns.

Verdicts and reasons are OpenFisca's own Enums. Its numbers have 32 bits, which is half the work and not enough for
thresholds: gaps and attainments are not those of the others to nine decimals.
"""

from __future__ import annotations

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from ecoindicators.batch._codes import REASONS, VERDICT_WORDS
from panel import hand_numpy

Verdict = Enum("Verdict", [(word.replace("-", "_"), word) for word in VERDICT_WORDS])
ReasonCode = Enum("ReasonCode", [(word.replace("-", "_"), word) for word in REASONS])
PERIOD = "2023"
KINDS = ("values", "statements", "before", "assigned")


def variable(id, output):
    """Return the name of the variable of an output or input of a component."""
    return f"{id}.{output}".replace("-", "_").replace(".", "__")


def system(ruleset, columns):
    """Return the tax-benefit system of the job: inputs are set, outputs follow by formula."""
    county = Entity("county", "counties", "A county in a year", "")
    made = TaxBenefitSystem([county])

    def add(name, kind, formula=None):
        body = {"value_type": kind, "entity": county, "definition_period": DateUnit.YEAR, "label": name}
        if issubclass(kind, Enum):
            body |= {"value_type": Enum, "possible_values": kind, "default_value": next(iter(kind))}
        made.add_variable(type(name, (Variable,), body | ({"formula": formula} if formula else {})))

    for kind in KINDS:
        for id in getattr(columns, kind):
            add(variable(id, kind), int if kind == "statements" else float)
    for part in ruleset.components:
        for position, (output, kind) in enumerate((("code", ReasonCode), ("gap", float), ("attainment", float))):
            add(variable(part.id, output), kind, _part(part.id, position))
        add(variable(part.id, "verdict"), Verdict, _verdict(variable(part.id, "code")))
    for indicator in ruleset.indicators:
        own = [variable(c.id, "verdict") for c in indicator.components]
        add(variable(indicator.id, "indicator"), Verdict, _least(own))
    for domain in ruleset.domains:
        own = [variable(i.id, "indicator") for i in ruleset.indicators if i.domain is domain]
        add(variable(domain.id, "domain"), Verdict, _least(own))
    add("whole", Verdict, _least([variable(i.id, "indicator") for i in ruleset.indicators]))
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
        return self.population(variable(id, self.kind), self.period)

    def get(self, id):
        known = self.population.simulation.tax_benefit_system.variables
        return self[id] if variable(id, self.kind) in known else None


def _part(id, position):
    def formula(population, period):
        found = hand_numpy.component(id, _Inputs(population, period))[position]
        return np.full(population.count, np.nan) if found is None else found

    return formula


def _verdict(code):
    def formula(population, period):
        return hand_numpy.VERDICT_OF[np.asarray(population(code, period))]

    return formula


def _least(names):
    def formula(population, period):
        return np.minimum.reduce([np.asarray(population(name, period)) for name in names])

    return formula


def judge(made, columns, rows):
    """Return every output variable of a simulation of so many county-years, whose inputs are set first."""
    simulation = SimulationBuilder().build_default_simulation(made, count=rows)
    inputs = set()
    for kind in KINDS:
        for id, array in getattr(columns, kind).items():
            inputs.add(variable(id, kind))
            simulation.set_input(variable(id, kind), PERIOD, array)
    return {name: simulation.calculate(name, PERIOD) for name in made.variables if name not in inputs}
