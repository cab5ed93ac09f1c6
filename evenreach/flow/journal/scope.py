"""Whose facts a query may see: the authority of the transaction, and no query without a scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.db import connection, models, transaction


class Unscoped(Exception):
    """A query was about to read without saying for whom."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(
            f"{model.__name__} was queried without a scope. Begin with "
            f"{model.__name__}.objects.of(authority_id) or with a query that takes the eyes "
            "that look."
        )


@contextmanager
def acting_for(authority_id: int, person_id: int | None = None) -> Iterator[None]:
    """One transaction in which the database shows and accepts one authority's rows only.

    `person_id` is named as the actor of every change that the database journals meanwhile.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('evenreach.authority', %s, true)", [str(authority_id)]
            )
        name_actor(person_id)
        yield


def name_actor(person_id: int | None) -> None:
    """Whom the database names in its journal, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('evenreach.actor', %s, true)",
            ["" if person_id is None else str(person_id)],
        )


class ScopedQuerySet(models.QuerySet[Any]):
    """Refuses to read, change or delete until `of` has named an authority."""

    _scoped = False

    def of(self, authority_id: int) -> Self:
        narrowed = self.filter(authority_id=authority_id)
        narrowed._scoped = True
        return narrowed

    def _clone(self) -> Self:
        copy = super()._clone()  # type: ignore[misc]
        copy._scoped = self._scoped
        return copy

    def _demand_scope(self) -> None:
        if not self._scoped:
            raise Unscoped(self.model)

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._demand_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        self._demand_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()


Scoped = models.Manager.from_queryset(ScopedQuerySet, class_name="Scoped")
