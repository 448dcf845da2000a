"""What a new ruleset is called, and where its distribution keeps it."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from ecoindicators.errors import Problem, shown
from ecoindicators.texts import Text

SLUG: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
#: What stands where nobody has said anything yet; the author kit reports each.
PLACEHOLDER: Final = Text("待填", "to be filled in")


@frozen
class Names:
    """The names of a new ruleset, and what is wrong with them."""

    id: str
    title: Text
    jurisdiction: Text
    code: str
    document: str
    problems: tuple[Problem, ...] = ()

    @property
    def distribution(self) -> str:
        """The name of the distribution."""
        return f"ecoindicators-{self.id}"

    @property
    def module(self) -> str:
        """The name of the module."""
        return self.distribution.replace("-", "_")


def read_names(
    id: str, title: str, title_en: str, jurisdiction: str, jurisdiction_en: str, code: str, document: str
) -> Names:  # fmt: skip
    """Return the names, with a placeholder for each that is not given and a problem for each that is wrong."""
    problems = []
    if not SLUG.fullmatch(id) or len(id) > 60:
        slug = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")
        message = Text(
            f"id “{shown(id)}”应由小写英文字母、数字和连字符组成，以字母开头，不超过60个字符",
            f'the id "{shown(id)}" should be lower-case letters, digits and hyphens, begin with a letter and have at most 60 characters',
        )
        problems.append(Problem("bad-id", message, found=id, nearest=(slug[:60],) if SLUG.fullmatch(slug[:60]) else ()))
    if code and not re.fullmatch(r"\d{6}|\d{9}|\d{12}", code):
        message = Text(
            f"行政区划代码“{shown(code)}”应为六位、九位或十二位数字",
            f'the code "{shown(code)}" should be six, nine or twelve digits',
        )
        problems.append(Problem("bad-code", message, found=code))
    for text in (title, title_en, jurisdiction, jurisdiction_en, document):
        if not text.isprintable():
            message = Text(
                f"名称中有不可见字符：{shown(text)}", f"a name holds characters that cannot be shown: {shown(text)}"
            )
            problems.append(Problem("bad-name", message, found=text))
    place = Text(jurisdiction or PLACEHOLDER.zh, jurisdiction_en or PLACEHOLDER.en)
    titled = Text(title or f"{place.zh}生态县建设指标", title_en or f"Eco-county indicators of {jurisdiction_en or id}")
    return Names(id, titled, place, code or "000000", document or PLACEHOLDER.zh, tuple(problems))
