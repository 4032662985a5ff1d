"""Tables spread over the partitions of a Dask DataFrame, on one machine or many.

Rows stay with the workers. Each partition is coded by labels that all partitions agree on; the rows of
an entry are brought together; what is worked out of them is small, and only that travels: exact scores
of entries, or the sufficient statistics of the additive model, which add up.

Dask itself is imported by whoever has a Dask DataFrame. The functions of the package that take a pandas
DataFrame take one of Dask's, for `scoring` offers them this one (see `scoring.data.partitioned`).
"""

from scoring.outside.dask.partitions import aggregated, reviews, summed, table

__all__ = ["aggregated", "reviews", "summed", "table"]
