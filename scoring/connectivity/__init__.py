"""Which scores can be compared at all: the graph of judges and entries."""

from scoring.connectivity.bridges import Bridges, suggest_bridges
from scoring.connectivity.contrasts import TrackContrasts, contrast_se
from scoring.connectivity.graph import Connectivity
from scoring.connectivity.parts import components
from scoring.connectivity.spectrum import second_eigenvalue as algebraic_connectivity

__all__ = [
    "Bridges",
    "Connectivity",
    "TrackContrasts",
    "algebraic_connectivity",
    "components",
    "contrast_se",
    "suggest_bridges",
]
