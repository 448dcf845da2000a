"""Fresh environments for tests that install a distribution as its user would, without a network."""

import site
import subprocess
import sys
import venv
from pathlib import Path


class Environment:
    """A virtual environment that sees what the tests' own has installed, and what is installed into it."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self.python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        packages = next(folder.glob("[Ll]ib/**/site-packages"))
        outer = "".join(f"import site; site.addsitedir({path!r})\n" for path in site.getsitepackages())
        (packages / "outer.pth").write_text(outer, encoding="utf-8")

    def install(self, *what: str | Path) -> None:
        """Install with pip: nothing is fetched, and the build backend is the one at hand."""
        flags = ("-q", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
        command = [sys.executable, "-m", "pip", "--python", self.python, "install", *flags, *what]
        subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a module of the environment (``pytest``, ``ecoindicators``) in a folder."""
        return subprocess.run([self.python, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False)
