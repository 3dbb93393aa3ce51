"""Pages of a list."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class PortalPaginator(Paginator):
    """Counts the rows of a table, at most up to `limit`: of millions the exact number helps nobody and takes long.

    What lies beyond the limit is reached with the filters.
    """

    def __init__(self, table, per_page, limit=None):
        super().__init__(table.rows, per_page)
        self.queryset, self.limit = table.data.data, limit

    @cached_property
    def _found(self):
        return self.queryset[: self.limit + 1].count() if self.limit else self.queryset.count()

    @cached_property
    def count(self):
        return min(self._found, self.limit) if self.limit else self._found

    @property
    def is_limited(self):
        return bool(self.limit) and self._found > self.limit
