"""
Who coordinates with whom in migration governance.

Data files become a graph, Cypher queries answer questions about it, and network
analyses find gaps, duplicated efforts and central actors.
"""

__version__ = "0.1.0"
