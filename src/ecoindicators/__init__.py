"""Make eco-county policy documents executable: ruleset + dossier → assessment that anybody can check.

Names are imported from their home when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ecoindicators.assessment import Assessment, assess
    from ecoindicators.dossier import Dossier, Observation
    from ecoindicators.errors import (
        DossierError,
        EcoIndicatorsError,
        MissingExtraError,
        MissingFontError,
        PluginError,
        ReportError,
        RulesetError,
        TargetSyntaxError,
        UnknownNameError,
    )
    from ecoindicators.hookspecs import hookimpl
    from ecoindicators.judging import Finding, judge
    from ecoindicators.limits import LimitError, Limits, get_limits, using_limits
    from ecoindicators.linting import lint
    from ecoindicators.notation import parse_target
    from ecoindicators.plugins import available_rulesets, load_ruleset
    from ecoindicators.rulesets import Ruleset, diff
    from ecoindicators.scoring import score
    from ecoindicators.targets import Target, compare
    from ecoindicators.texts import Text, language, set_language
    from ecoindicators.verdicts import Verdict
    from ecoindicators.verifying import Verification, verify

__version__ = "0.1.0"

_HOMES: Final = {
    "Assessment": "assessment",
    "Dossier": "dossier",
    "DossierError": "errors",
    "EcoIndicatorsError": "errors",
    "Finding": "judging",
    "LimitError": "limits",
    "Limits": "limits",
    "MissingExtraError": "errors",
    "MissingFontError": "errors",
    "Observation": "dossier",
    "PluginError": "errors",
    "ReportError": "errors",
    "Ruleset": "rulesets",
    "RulesetError": "errors",
    "Target": "targets",
    "TargetSyntaxError": "errors",
    "Text": "texts",
    "UnknownNameError": "errors",
    "Verdict": "verdicts",
    "Verification": "verifying",
    "assess": "assessment",
    "available_rulesets": "plugins",
    "compare": "targets",
    "diff": "rulesets",
    "get_limits": "limits",
    "hookimpl": "hookspecs",
    "judge": "judging",
    "language": "texts",
    "lint": "linting",
    "load_ruleset": "plugins",
    "parse_target": "notation",
    "score": "scoring",
    "set_language": "texts",
    "using_limits": "limits",
    "verify": "verifying",
}

__all__ = [
    "Assessment",
    "Dossier",
    "DossierError",
    "EcoIndicatorsError",
    "Finding",
    "LimitError",
    "Limits",
    "MissingExtraError",
    "MissingFontError",
    "Observation",
    "PluginError",
    "ReportError",
    "Ruleset",
    "RulesetError",
    "Target",
    "TargetSyntaxError",
    "Text",
    "UnknownNameError",
    "Verdict",
    "Verification",
    "assess",
    "available_rulesets",
    "compare",
    "diff",
    "get_limits",
    "hookimpl",
    "judge",
    "language",
    "lint",
    "load_ruleset",
    "parse_target",
    "score",
    "set_language",
    "using_limits",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))
