"""What the municipality's own staff keep: who certifies, and its towns, lots, buildings and districts.

Source: standard chapter 3, 1.3.2 (lots), 1.3.3 (addresses), 1.3.4 (buildings), 1.3.5 (districts), 1.3.9 (certifiers).
None of it is about a resident; it is replaced by files and read while a clerk types.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class CertifierKind(models.TextChoices):
    """In whose name a certificate is issued."""

    HEAD = "head", "市区町村長"
    ACTING = "acting", "職務代理者"


class Certifier(models.Model):
    """A person in whose name certificates are issued, in a period (認証者, STD-1.3.9). Never without a name.

    An acting certifier's period goes before the head's, so that the change happens by itself on its days.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=CertifierKind.choices)
    title = models.TextField()  # 職名, with the prefecture's name: 神奈川県海老名市長
    name = models.TextField()
    seal_text = models.TextField()
    period = DateRangeField()  # first day to the day after the last, or open
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        """At any day one head and one acting head at most, each with title and name."""

        constraints = [
            ExclusionConstraint(
                name="register_certifier_one_a_day",
                expressions=[("kind", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["head", "acting"]) & ~models.Q(title="") & ~models.Q(name=""),
                name="register_certifier_named",
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False, period__startswith__isnull=False),
                name="register_certifier_period",
            ),
        ]


class TownEntry(models.Model):
    """A town of the address dictionary (STD-1.3.3): its 11-digit code, name, kana and postal code."""

    address_code = models.TextField(primary_key=True)  # prefecture 2, municipality 3, 大字 3, 小字 3
    name = models.TextField()
    kana = models.TextField(default="")
    postal_code = models.TextField(default="")

    class Meta:
        """Found by name."""

        indexes = [models.Index(fields=["name"], name="register_town_name")]


class LotEntry(models.Model):
    """A lot at which an address can be set (地番・住居番号, STD-1.3.2); `order` sorts 2番 before 10番."""

    pk = models.CompositePrimaryKey("town", "lot")
    town = models.TextField()
    lot = models.TextField()
    order = models.TextField()  # the numbers of the lot, padded
    special = models.BooleanField(default=False)  # 特殊地番


class BuildingEntry(models.Model):
    """A building at an address (方書, STD-1.3.4)."""

    pk = models.CompositePrimaryKey("town", "lot", "name")
    town = models.TextField()
    lot = models.TextField()
    name = models.TextField()
    kana = models.TextField(default="")
    place = models.TextField()  # comparable form of town and lot
    forms = models.TextField()  # search form of name and kana

    class Meta:
        """Found by address."""

        indexes = [models.Index(fields=["place"], name="register_building_place")]


class DistrictEntry(models.Model):
    """A town, or one lot of it, that belongs to a district of the municipality (地区, STD-1.3.5)."""

    pk = models.CompositePrimaryKey("kind", "place")
    kind = models.TextField()  # 行政区, 投票区, 学区 …
    code = models.TextField()
    name = models.TextField()
    town = models.TextField()
    lot = models.TextField(default="")  # empty: the whole town
    place = models.TextField()
