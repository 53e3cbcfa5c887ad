"""The concrete tables of a system, found by the abstract base they come from; hot SQL is written over their names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps

from daicho.exchange import models

if TYPE_CHECKING:
    from django.db.models import Model


class Tables(NamedTuple):
    """Table names of one system, safe to put into SQL: they come from our own models."""

    link: str
    outbox: str
    inbox: str
    payload: str
    payload_key: str
    statement: str
    refusal_task: str
    inquiry_record: str
    operator_action: str


_BASES: tuple[type[Model], ...] = (
    models.LinkBase,
    models.OutboxBase,
    models.InboxBase,
    models.PayloadBase,
    models.PayloadKeyBase,
    models.StatementBase,
    models.RefusalTaskBase,
    models.InquiryRecordBase,
    models.OperatorActionBase,
)


@cache
def of(app_label: str) -> Tables:
    """The tables of an application.

    Raises:
        LookupError: the application lacks a concrete model of one of the bases.
    """
    return Tables(*(_table(app_label, base) for base in _BASES))


def model(app_label: str, base: type[Model]) -> type[Model]:
    """The concrete model of a base in an application."""
    for candidate in apps.all_models[app_label].values():
        if issubclass(candidate, base):
            return candidate
    raise LookupError(f"{app_label} defines no model of {base.__name__}")


def _table(app_label: str, base: type[Model]) -> str:
    return f'"{model(app_label, base)._meta.db_table}"'  # noqa: SLF001 - Django's documented name
