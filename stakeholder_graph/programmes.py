"""Linear programmes in whole numbers: the best choice within linear limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIME_LIMIT = 20.0
_INFEASIBLE = 2


class Solution(NamedTuple):
    """
    A choice of columns.

    Attributes
    ----------
    chosen
        Places of the chosen columns.
    value
        Of the choice.
    gap
        How much better, relatively, another choice might be at most; 0 if proven best.
    """

    chosen: tuple[int, ...]
    value: float
    gap: float


def maximise(
    values: np.ndarray,
    rows: Sequence[tuple[Mapping[int, float], float]],
    *,
    time_limit: float = TIME_LIMIT,
) -> Solution:
    """
    Choose columns of greatest value within linear limits.

    Parameters
    ----------
    values
        Of each column.
    rows
        Limits: coefficients by column, and what their sum must not exceed.
    time_limit
        Seconds.

    Returns
    -------
    solution
        The best choice found; nothing chosen if there is none within the limits.

    References
    ----------
    .. [1] Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex
       method. Mathematical Programming Computation 10, 119-142.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    entries = [
        (at, column, each) for at, (row, _) in enumerate(rows) for column, each in row.items()
    ]
    place, columns, coefficients = (list(each) for each in zip(*entries, strict=True))
    matrix = coo_array((coefficients, (place, columns)), shape=(len(rows), len(values)))
    result = milp(
        -values,
        constraints=LinearConstraint(matrix.tocsr(), ub=[most for _, most in rows]),
        integrality=np.ones(len(values)),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit, "mip_rel_gap": 0.0},
    )
    if result.x is None:
        return Solution((), 0.0, 0.0 if result.status == _INFEASIBLE else float("inf"))
    chosen = tuple(int(at) for at in np.flatnonzero(result.x > 0.5))  # noqa: PLR2004 - 0 or 1
    return Solution(chosen, float(values[list(chosen)].sum()), float(result.mip_gap or 0.0))
