"""Run the command line as ``python -m stakeholder_graph``."""

from stakeholder_graph.cli import main

main(prog_name="stakeholder-graph")
