"""What a built site shows: its search page in a real browser, and the words of its theme."""

import html
import json
import re
import shutil
import subprocess
import tempfile
from urllib.parse import quote

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=5000", "--dump-dom",
)  # fmt: skip
#: What the theme writes into its pages in English, as text and as names of icons and buttons.
THEME_WORDS = (
    "Skip to content", "On this page", "Back to top", "Next", "Previous", "Home", "Made with", "Contents", "Menu", "Expand",
    "Light mode", "Dark mode", "Auto light/dark, in light mode", "Auto light/dark, in dark mode", "Search", "Copy", "Copyright",
    "Edit this page", "View this page", "Last updated on",
)  # fmt: skip
THEME_PHRASES = ("Toggle ", "Copyright ", "Please activate JavaScript", "@pradyunsg's")


def theme_words(page):
    """Return the words and phrases of the theme that a page shows or gives as the name of an icon or button."""
    body = re.sub(r"<script.*?</script>", "", page[page.index("<body") :], flags=re.DOTALL)
    names = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', body)
    shown = [*(text.strip() for text in re.findall(r">([^<]+)", body)), *names]
    found = [text for text in shown if text in THEME_WORDS or text.startswith(THEME_PHRASES)]
    return [*found, *(p for p in THEME_PHRASES if p in re.sub(r"<[^>]*>", "", body))]


def seen(address):
    """Return what a browser has of a page in the end, as HTML."""
    with tempfile.TemporaryDirectory() as profile:
        command = [CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", address]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def search(site, words):
    """Type words into the search of a site and return where the results lead to."""
    found = seen(f"{(site / 'search.html').as_uri()}?q={quote(words)}")
    results = re.search(r'<ul[^>]* class="search">(.*?)</ul>', found, re.DOTALL)
    return re.findall(r'<a href="([^"?]*)', html.unescape(results[1])) if results else []


def ask(page, expression, width):
    """Return what a JavaScript expression gives on a page, as JSON, in a window so many pixels wide."""
    script = f"<script>addEventListener('load', () => {{ document.title = JSON.stringify({expression}); }});</script>"
    probe = page.with_name(f"{page.stem}-probe.html")
    probe.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{script}</body>"), encoding="utf-8")
    try:
        with tempfile.TemporaryDirectory() as profile:
            command = [CHROMIUM, *OPTIONS, f"--window-size={width},1000", f"--user-data-dir={profile}", probe.as_uri()]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    finally:
        probe.unlink()
    return json.loads(html.unescape(re.search(r"<title>(.*?)</title>", done.stdout)[1]))
