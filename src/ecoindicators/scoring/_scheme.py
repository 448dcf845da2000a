"""A scoring scheme: a mapping or a TOML file, read into attrs classes with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve, frozen

from ecoindicators.errors import (
    Location,
    Problem,
    ProblemsError,
    RulesetError,
    TargetSyntaxError,
    UnknownNameError,
    nearest_names,
)
from ecoindicators.errors import shown as cut
from ecoindicators.files import read_bytes
from ecoindicators.indicators import Component, Indicator
from ecoindicators.limits import beyond
from ecoindicators.loading import fill, in_unit, parse, place
from ecoindicators.measures import conversion
from ecoindicators.notation import labels_in, parse_target
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Target
from ecoindicators.texts import Text, plain_number

Kind = TypeVar("Kind")


class SchemeError(ProblemsError):
    """A scoring scheme is wrong: an unknown key or item, weights that do not add up, bands with gaps."""


@frozen(eq=False)
class Scheme(Mapping[str, Any]):
    """
    What a caller gave as scheme, with the file it stands in; numbers are exact decimals.

    >>> Scheme.of({"weights": {"a": 0.1}})["weights"]
    {'a': Decimal('0.1')}
    """

    data: dict[str, Any]
    file: str = ""
    text: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any] | str | Path | None) -> Scheme:
        """
        Return ``given`` as a scheme: a mapping as it is, a path by reading its TOML, None as an empty one.

        Raises:
            SchemeError: The file is no TOML, or too large.
            OSError: It cannot be read.
            TypeError: It is neither.
        """
        if isinstance(given, Scheme):
            return given
        if isinstance(given, str | Path):
            path = Path(given)
            try:
                data, text, problems = parse(path.name, read_bytes(path, "ruleset_bytes"))
            except RulesetError as error:
                raise SchemeError(error.problems) from None
            if data is None:
                raise SchemeError(problems)
            return cls(data, path.name, text)
        if given is not None and not isinstance(given, Mapping):
            raise TypeError(f"a scheme is a mapping or the path of a TOML file; got {type(given).__name__}")
        try:
            return cls(_exact(given or {}))
        except RecursionError:
            raise SchemeError(
                [Problem("too-deep", Text("评分方案嵌套过深", "the scheme is nested too deeply"))]
            ) from None

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def fill(self, kind: type[Kind]) -> tuple[Kind | None, list[Problem]]:
        """Return the scheme as an attrs class (kebab-case keys are its fields) and every problem of form."""
        return fill(self.data, kind, self.file, self.text)

    def at(self, key: str) -> Location:
        """Return where ``key`` (such as ``item[2].points``) stands."""
        found = place(self.file, self.text, key)
        # A whole array of tables is where its first one is.
        return found if found.line else evolve(found, line=place(self.file, self.text, f"{key}[0]").line)


def _exact(value: Any) -> Any:
    """Return what Python gave as TOML would have: floats as the decimals they print as, sequences as lists."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, Real) and not isinstance(value, bool):
        return Decimal(str(value))  # NumPy's 32-bit floats print as what was typed, too
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner) for inner in value]
    return value


def _too_long(value: Any, key: str = "") -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers that JSON would not give back as they are, each with its key; those beyond the limits are told elsewhere."""
    if isinstance(value, Decimal):
        if value.is_finite() and beyond(value) is None and Decimal(repr(float(value))) != value:
            yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _too_long(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _too_long(inner, f"{key}[{i}]")


class Checking:
    """Collects what is wrong with a scheme for one ruleset, and raises it together."""

    def __init__(self, scheme: Scheme, ruleset: Ruleset) -> None:
        self.scheme = scheme
        self.ruleset = ruleset
        self.problems: list[Problem] = []

    def fill(self, kind: type[Kind]) -> Kind:
        """
        Return the scheme as ``kind``.

        Raises:
            SchemeError: It does not fit, so that nothing more can be checked.
        """
        for key, number in _too_long(self.scheme.data):
            message = Text(
                f"数值 {number} 的位数过多，报告无法原样记录",
                f"the number {number} has more digits than a report can keep",
            )
            self.report("too-many-digits", message, key, number)
        filled, problems = self.scheme.fill(kind)
        if filled is None and not self.scheme:
            message = Text("此评分方法需要评分方案", "this scoring method needs a scheme")
            hint = Text(
                "命令行用 --scheme 文件，Python 中用 scheme=…",
                "give --scheme FILE on the command line, scheme=… in Python",
            )
            problems = [Problem("missing-scheme", message, hint=hint)]
        self.problems += problems
        if filled is None:
            raise SchemeError(self.problems)
        return filled

    def finish(self) -> None:
        """
        Do nothing if nothing was wrong.

        Raises:
            SchemeError: With every problem reported so far.
        """
        if self.problems:
            raise SchemeError(self.problems)

    def report(self, code: str, message: Text, key: str, found: object = "", nearest: Iterable[str] = ()) -> None:
        """Report a problem at ``key``."""
        self.problems.append(Problem(code, message, self.scheme.at(key), cut(found), tuple(nearest)))

    def component(self, name: str, key: str) -> Component | None:
        """Return the component of that id, number or name; where there is none, report it with the nearest."""
        try:
            return self.ruleset.component(name)
        except UnknownNameError as error:
            self.problems.append(evolve(error.problem(self.scheme.at(key)), code="unknown-component"))
            return None

    def indicator(self, name: str, key: str) -> Indicator | None:
        """Return the indicator of that id, number or name; where there is none, report it with the nearest."""
        try:
            return self.ruleset[name]
        except UnknownNameError as error:
            self.problems.append(evolve(error.problem(self.scheme.at(key)), code="unknown-indicator"))
            return None

    def target(self, text: str, component: Component, states: Iterable[str], key: str) -> Target | None:
        """Return a condition in the notation as a target on ``component``; where it cannot be read, report it."""
        try:
            target = parse_target(
                text, component.direction, (*component.states, *states), labels_in(text), tolerance=component.tolerance
            )
        except TargetSyntaxError as error:
            self.problems.append(error.problem(self.scheme.at(key)))
            return None
        for atom in target.atoms():
            unit = getattr(atom, "unit_measure", "")
            if unit and component.unit_measure and conversion(unit, component.unit_measure) is None:
                message = Text(
                    f"“{cut(text)}”的单位“{unit}”与 {component.id} 的计量单位“{component.unit_measure}”不能换算",
                    f'the unit "{unit}" in "{cut(text)}" does not convert to the "{component.unit_measure}" of {component.id}',
                )
                self.report("unit-mismatch", message, key, text)
                return None
        return in_unit(target, component.unit_measure)

    def decimals(self, decimals: int | None) -> None:
        """Report a number of decimals that is not between 0 and 9."""
        if decimals is not None and not 0 <= decimals <= 9:
            message = Text(
                f"decimals 应在0与9之间，实为{decimals}", f"decimals must lie between 0 and 9, found {decimals}"
            )
            self.report("wrong-value", message, "decimals", decimals)

    def choice(self, value: str, known: Iterable[str], key: str) -> None:
        """Report ``value`` where it is none of ``known``."""
        known = tuple(known)
        if value not in known:
            message = Text(
                f"“{cut(value)}”不可用，应为：{'、'.join(known)}",
                f'"{cut(value)}" is not one of: {", ".join(known)}',
            )
            self.report("wrong-value", message, key, value, nearest_names(value, known))

    def weights(self, given: Iterable[Fraction | None], key: str, level: Text) -> tuple[Fraction, ...]:
        """
        Return the weights of one level, as shares of 1: equal ones where none is given.

        They must be given for all or for none, be above 0, and sum to 1 or to 100.
        """
        weights = tuple(given)
        if all(weight is None for weight in weights):
            return tuple(Fraction(1, len(weights)) for _ in weights)
        fallback = tuple(Fraction(1, len(weights)) for _ in weights)
        if any(weight is None for weight in weights):
            missing = sum(weight is None for weight in weights)
            message = Text(
                f"{level.zh}：{len(weights)}项中有{missing}项没有权重；应全部写明，或全部不写（等权）",
                f"{level.en}: {missing} of {len(weights)} items have no weight; give all of them, or none (equal weights)",
            )
            self.report("bad-weight", message, key)
            return fallback
        known = tuple(weight for weight in weights if weight is not None)
        if any(weight <= 0 for weight in known):
            message = Text(f"{level.zh}：权重应大于0", f"{level.en}: weights must be above 0")
            self.report("bad-weight", message, key)
            return fallback
        total = sum(known, Fraction(0))
        if total not in (1, 100):
            message = Text(
                f"{level.zh}：权重之和为{as_text(total)}，应为1（或100）",
                f"{level.en}: the weights sum to {as_text(total)}, not to 1 (or 100)",
            )
            self.report("bad-weight", message, key, as_text(total))
            return fallback
        return tuple(weight / total for weight in known)


def as_text(number: Fraction) -> str:
    """
    Return a fraction as people write it: a decimal where it ends, else a quotient.

    >>> as_text(Fraction(19, 20)), as_text(Fraction(2, 3))
    ('0.95', '2/3')
    """
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1 and number.denominator < 10**12:
        return plain_number((Decimal(number.numerator) / Decimal(number.denominator)).normalize())
    return str(number)
