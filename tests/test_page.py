"""The web page: self-contained, in both languages, with nothing of what people typed taken for markup."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators import language
from ecoindicators.dossier import Dossier

EXAMPLE = Path(__file__).parents[1] / "examples/dengfeng"
HOSTILE = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "=HYPERLINK(1)", "\u202eevil", "长" * 10_000, "🌲"]  # fmt: skip


@pytest.fixture(scope="module")
def assessed():
    tables = {name: EXAMPLE / f"{name}.csv" for name in ("assignments", "exemptions")}
    return eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.read(EXAMPLE / "observations.csv", **tables), year=2023)  # fmt: skip


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):  # noqa: D102
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):  # noqa: D102
        self.text.append(data)


def read(page):
    tags = Tags()
    tags.feed(page)
    return tags


def test_the_page_holds_every_component_with_its_verdict(assessed, tmp_path):
    """45 rows, each with the verdict of its finding, each with a detail row that its button opens."""
    page = assessed.to_html(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page
    tags = read(page).tags
    rows = [a for tag, a in tags if tag == "tr" and a.get("class") == "row"]
    assert [a["data-verdict"] for a in rows] == [f.verdict.value for f in assessed.findings]
    details = {a["id"] for tag, a in tags if tag == "tr" and a.get("class") == "detail"}
    buttons = [a["aria-controls"] for tag, a in tags if tag == "button" and a.get("class") == "open"]
    assert set(buttons) == details
    assert len(page.encode()) < 1_000_000


def test_nothing_is_loaded_and_the_policy_fits_the_page(assessed):
    """No address but fragments; the policy allows the page's own style and script by their hashes and nothing else."""
    page = assessed.to_html()
    for tag, attributes in read(page).tags:
        assert tag not in ("link", "img", "iframe", "object", "base")
        assert not {"src", "href", "style", "onclick", "onload"} & set(attributes)
    policy = re.search(r'content="(default-src[^"]*)"', page)[1]
    for name in ("style", "script"):
        inside = re.search(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy.replace("&#39;", "'").replace("&#43;", "+").replace("&#x2B;", "+")  # fmt: skip
    assert policy.startswith("default-src 'none'")


def test_hostile_text_stays_text():
    """What somebody typed makes no tag, no handler and no change of reading direction."""
    rows = [
        {"component": c, "year": 2023, "value": 50, "source": text, "evidence": text, "reported_by": text, "note": text, "statement": text}
        for c, text in zip(("forest-grass-coverage", "green-buildings", "rural-sewage-treatment", "urban-sewage-treatment", "green-procurement", "public-satisfaction"), HOSTILE, strict=True)
    ]  # fmt: skip
    page = eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.from_records(rows), year=2023).to_html()
    tags = read(page)
    assert [tag for tag, _ in tags.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in tags.tags]
    assert not any(name.startswith("on") for _, attributes in tags.tags for name in attributes)
    assert "\u202e" not in page
    assert "<script>alert(1)</script>" in "".join(tags.text)


def test_the_page_opens_in_the_language_set(assessed):
    """The language set decides which one is shown first; both are in the page."""
    for lang in ("zh", "en"):
        with language(lang):
            page = assessed.to_html()
        assert f'data-lang="{lang}"' in page
        assert "林草覆盖率" in page
        assert "Forest and grass coverage" in page


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_search_filter_sort_details_and_language_work_in_a_browser(assessed, tmp_path):
    """In a real browser: a search leaves its row, a filter its verdicts, a name opens its details, the language changes."""
    page = tmp_path / "report.html"
    with language("zh"):
        assessed.to_html(page)
    # The page forbids other scripts, so the test's own driver is let in by its hash, as the page's script is.
    driver = """
    const log = [], rows = () => [...document.querySelectorAll('tr.row')].filter((r) => !r.hidden);
    const set = (id, v) => { const e = document.getElementById(id); e.value = v; e.dispatchEvent(new Event(e.tagName === 'SELECT' ? 'change' : 'input')); };
    set('search', '林草'); log.push(rows().length);
    set('search', ''); set('by-verdict', 'not-met'); log.push(rows().length);
    set('by-verdict', ''); set('by-domain', 'culture'); log.push(rows().length);
    set('by-domain', ''); set('by-unit', 'forestry-bureau'); log.push(rows().length);
    set('by-unit', ''); const b = document.querySelector('button.open'); b.click();
    log.push(b.getAttribute('aria-expanded'), document.getElementById('d1').hidden);
    document.querySelector('[data-key=verdict]').click(); log.push(rows()[0].dataset.verdict);
    document.querySelector('[data-key=verdict]').click(); log.push(rows()[0].dataset.verdict);
    document.getElementById('language').click(); log.push(document.documentElement.lang, getComputedStyle(document.querySelector('h1 [lang=zh]')).display);
    document.title = JSON.stringify(log);
    """
    digest = base64.b64encode(hashlib.sha256(driver.encode()).digest()).decode()
    html = page.read_text(encoding="utf-8").replace("script-src '", f"script-src 'sha256-{digest}' '")
    page.write_text(html.replace("</body>", f"<script>{driver}</script></body>"), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    title = re.search(r"<title>(.*?)</title>", done.stdout)[1].replace("&quot;", '"')
    forestry = sum(
        len(r.findings) for r in assessed.indicators if "forestry-bureau" in [u.id for u in r.indicator.responsibility.units]
    )  # fmt: skip
    short = assessed.counts["components"]["not-met"]
    assert title == f'[1,{short},3,{forestry},"true",false,"not-met","not-applicable","en","none"]'


AXE = Path(os.environ.get("AXE_CORE", "no-axe-core"))


@pytest.mark.skipif(
    CHROMIUM is None or not AXE.is_file(), reason="AXE_CORE does not name axe.min.js, or no Chromium is installed"
)
def test_axe_finds_no_violation(assessed, tmp_path):
    """axe-core, run in a browser on the page with a row open, reports no violation in either language."""
    for lang in ("zh", "en"):
        with language(lang):
            html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", assessed.to_html())
        axe = AXE.read_text(encoding="utf-8").replace("</script", "<\\/script")
        run = "document.getElementById('d1').hidden = false; axe.run().then((r) => { document.title = 'axe' + JSON.stringify(r.violations.map((v) => v.id)); });"
        page = tmp_path / f"{lang}.html"
        page.write_text(
            html.replace("</body>", f"<script>{axe}</script><script>{run}</script></body>"), encoding="utf-8"
        )
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", f"--user-data-dir={tmp_path / lang}", "--virtual-time-budget=20000", "--dump-dom", page.as_uri()]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert re.search(r"<title>(.*?)</title>", done.stdout)[1] == "axe[]"


@pytest.mark.parametrize(("kind", "component"), [("domains", None), ("attainment", None), ("history", "林草覆盖率")])
def test_charts_are_drawn_with_their_words(assessed, tmp_path, kind, component):
    """Each kind is an Altair chart; as SVG it holds the Chinese words, as PNG it is a picture."""
    with language("zh"):
        made = assessed.chart(kind, component, tmp_path / "chart.svg")
    assert type(made).__module__.startswith("altair")
    svg = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert {"domains": "生态安全", "attainment": "林草覆盖率", "history": "林草覆盖率"}[kind] in svg
    assert "<script" not in svg


def test_a_chart_is_saved_as_a_picture_with_chinese_words(assessed, tmp_path):
    """The PNG differs from one whose words no font draws."""
    from ecoindicators.reports import _charts

    if not _charts._draws("水"):
        pytest.skip("no Chinese font here")
    with language("zh"):
        assessed.chart("domains", None, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert not _charts._draws("\U000e0ffd")


def test_without_a_chinese_font_a_picture_says_what_to_install(assessed, tmp_path, monkeypatch):
    """A character that no font has is noticed as such, nothing is written, and SVG is still possible."""
    from ecoindicators.reports import _charts

    monkeypatch.setattr(_charts, "_SAMPLE", "\U000e0ffd")  # as unknown to the fonts here as Chinese is to others
    with language("zh"), pytest.raises(eco.MissingFontError) as caught:
        assessed.chart("domains", None, tmp_path / "chart.png")
    with language("en"):
        assert str(caught.value) == (
            "this machine has no Chinese font, so the words of the picture cannot be drawn. Install Noto Sans CJK "
            "(Debian, Ubuntu: apt install fonts-noto-cjk), or save as .svg, whose font comes from where it is opened"
        )
    assert not list(tmp_path.iterdir())
    with language("zh"):
        assessed.chart("domains", None, tmp_path / "chart.svg")
    assert "未达标" in (tmp_path / "chart.svg").read_text(encoding="utf-8")


def test_an_unknown_chart_names_those_there_are(assessed, tmp_path):
    """A misspelt kind lists the nearest; another ending than .svg or .png is refused."""
    with language("en"):
        with pytest.raises(eco.UnknownNameError) as caught:
            assessed.chart("domain")
        assert str(caught.value) == 'no chart "domain"; nearest: domains'
        with pytest.raises(ValueError, match=r"written as \.svg or \.png"):
            assessed.chart("domains", None, tmp_path / "chart.gif")
        assert "33" in assessed._repr_html_()
