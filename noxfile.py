"""Tasks, each in an environment of its own."""

from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "types", "docs"]
PACKAGES = ("-e", ".[test]", "-e", "./rulesets/henan_county", "-e", "./rulesets/hunan_county")


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session):
    session.install(*PACKAGES, "coverage>=7.4")
    # Measured from the start: the kit's plugin loads the package before pytest would begin to measure.
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "report")


@nox.session
def property(session):
    session.install(*PACKAGES)
    session.run("python", "-m", "pytest", "tests/property", env={"HYPOTHESIS_PROFILE": "deep"})


@nox.session
def lint(session):
    session.install("deptry>=0.20", "ruff>=0.6")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("deptry", "src")


@nox.session
def types(session):
    session.install(*PACKAGES, "mypy>=1.11")
    session.run("mypy")


@nox.session
def docs(session):
    session.install(*PACKAGES, "-e", ".[docs]")
    session.run("sphinx-build", "-n", "-W", "docs", "docs/_build/html")
    session.run("sphinx-build", "-n", "-W", "-D", "language=zh_CN", "docs", "docs/_build/html/zh_CN")


@nox.session
def benchmarks(session):
    session.install(*PACKAGES)
    session.run("python", "-m", "pytest", "benchmarks", "-s", *session.posargs)


@nox.session(python="3.11")
def fuzz(session):
    session.install(*PACKAGES, "-e", ".[fuzz]")
    options = session.posargs or ["-max_total_time=1200", "-rss_limit_mb=1024", "-timeout=60"]
    session.run("python", "fuzz/run.py", "all", *options)


@nox.session
def distributions(session):
    """Build every distribution and run its tests from the sdist, with the wheels installed; leave them in dist/."""
    session.install("hatchling>=1.27")
    session.run("bash", ".ci/distributions", "python", "dist", external=True)


@nox.session
def changelog(session):
    session.install("towncrier>=23.11")
    session.run("towncrier", "build", *session.posargs)


@nox.session
def mutation(session):
    """Change the code in thousands of ways and see that a test notices; it takes a while, and the machine for itself."""
    session.install(*PACKAGES, "mutmut>=3.8")
    session.run("mutmut", "run", *session.posargs)
    session.run("python", "tests/mutation/score.py", "--survivors")


@nox.session(python="3.11")
def lowest(session):
    """Run the tests on the lowest versions that pyproject.toml allows."""
    session.install("uv>=0.4")
    target = ("--python", session.virtualenv.location)
    session.run("uv", "pip", "install", *target, "--resolution", "lowest-direct", *PACKAGES)
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def licences(session):
    """Hold the list of licences against what is installed; ``nox -s licences -- write`` makes it anew."""
    session.install("-e", ".[all,spark]", "pip-licenses>=5.0")
    made, kept = session.run("pip-licenses", silent=True), Path("THIRD_PARTY_LICENSES.md")
    if "write" in session.posargs:
        kept.write_text(made, encoding="utf-8")
    elif kept.read_text(encoding="utf-8") != made:
        session.error(f"{kept} is not current: nox -s licences -- write")
