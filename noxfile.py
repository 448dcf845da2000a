"""Tasks, each in an environment of its own."""

import nox

nox.options.sessions = ["tests", "lint", "types", "docs"]
PACKAGES = ("-e", ".[test]", "-e", "./rulesets/henan_county", "-e", "./rulesets/hunan_county")


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session):
    session.install(*PACKAGES)
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def property(session):
    session.install(*PACKAGES)
    session.run("python", "-m", "pytest", "tests/property", env={"HYPOTHESIS_PROFILE": "deep"})


@nox.session
def lint(session):
    session.install("ruff>=0.6")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session):
    session.install(*PACKAGES, "mypy>=1.11")
    session.run("mypy")


@nox.session
def docs(session):
    session.install(*PACKAGES, "-e", ".[docs]")
    session.run("sphinx-build", "-n", "-W", "docs", "docs/_build/html")


@nox.session
def benchmarks(session):
    session.install(*PACKAGES)
    session.run("python", "-m", "pytest", "benchmarks", "-s", *session.posargs)


@nox.session
def distributions(session):
    """Build every distribution and run its tests from the sdist, with the wheels installed; leave them in dist/."""
    session.install("hatchling>=1.24")
    session.run("bash", ".ci/distributions", "python", "dist", external=True)


@nox.session
def changelog(session):
    session.install("towncrier>=23.11")
    session.run("towncrier", "build", *session.posargs)


@nox.session(python="3.11")
def fuzz(session):
    session.install(*PACKAGES, "-e", ".[fuzz]")
    options = session.posargs or ["-max_total_time=1200", "-rss_limit_mb=1024", "-timeout=60"]
    session.run("python", "fuzz/run.py", "all", *options)
