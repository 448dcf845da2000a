"""``ecoindicators docs build``."""

from __future__ import annotations

from pathlib import Path

import click

from ecoindicators.cli._common import epilog, ruleset_argument, say


@click.group(
    short_help=say("为指标体系生成网站。", "Make a site out of a ruleset."),
    help=say("为指标体系生成网站。", "Make a site out of a ruleset."),
)
def docs() -> None:
    """Make a site out of a ruleset."""


@docs.command(
    short_help=say("生成网站。", "Build the site."),
    help=say(
        "把 RULESET 生成一个小网站：指标与目标、责任分工、工作方案、说明、与上级的差异、审核结果和可下载的分解表。",
        "Build a small site of RULESET: indicators and targets, responsibilities, work plan, notes, changes against "
        "the parent, review, and the decomposition table to download.",
    ),
    epilog=epilog("ecoindicators docs build dengfeng-2023 --output site"),
)
@ruleset_argument()
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("site"),
    show_default=True,
    help=say(
        "网站文件夹；其中已有的网站会被整个替换，其他文件夹不会被覆盖。",
        "Folder of the site; a site that is there is replaced whole, any other folder is left alone.",
    ),
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help=say("网站语言。", "Language of the site."),
)
def build(ruleset: str, output: Path, lang: str) -> None:
    """Build the site."""
    from ecoindicators.sphinxext.site import build_site
    from ecoindicators.texts import LANGUAGES, Text

    start = build_site(ruleset, output, [code for code in LANGUAGES if lang in (code, "both")])
    click.echo(str(Text(f"网站已生成，请打开 {start}", f"the site is built; open {start}")))
