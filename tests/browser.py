"""The search page of a built site in a real browser."""

import html
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


def search(site, words):
    """Type words into the search of a site and return where the results lead to."""
    with tempfile.TemporaryDirectory() as profile:
        address = f"{(site / 'search.html').as_uri()}?q={quote(words)}"
        command = [CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    results = re.search(r'<ul[^>]* class="search">(.*?)</ul>', done.stdout, re.DOTALL)
    return re.findall(r'<a href="([^"?]*)', html.unescape(results[1])) if results else []
