"""``python -m ecoindicators``."""

from ecoindicators.cli import main

main()
