"""Template tags and filters: the field's own ways of writing dates, systems and form fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from daicho.screens.fields import RegisterDateField
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.forms import BoundField

register = template.Library()

SYSTEM_NAMES = {
    "register": gettext_lazy("住民記録システム"),
    "municipal_cs": gettext_lazy("市町村CS 統合端末"),
    "prefecture": gettext_lazy("都道府県サーバ"),
    "national": gettext_lazy("全国サーバ"),
    "network": gettext_lazy("ネットワーク図"),
}


@register.filter
def system_name(system: str) -> str:
    """Return the name of a system as its users know it."""
    return str(SYSTEM_NAMES.get(system, system))


@register.filter
def wareki(value: RegisterDate | None) -> str:
    """Write a register date in the Japanese calendar, as the standard asks (STD-1.1.9); blank stays blank."""
    return value.wareki() if value is not None else ""


@register.filter
def wareki_day(value: date) -> str:
    """Write a calendar day in the Japanese calendar."""
    return RegisterDate.parse(value.isoformat()).wareki()


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment in Japan time: day in the Japanese calendar, then hours and minutes."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{wareki_day(local.date())} {local:%H:%M}"


@register.inclusion_tag("screens/components/field.html")
def field(bound: BoundField, *, span: bool = False) -> dict[str, Any]:
    """Draw a form field: label, hint, control, live help, errors, all tied together for assistive technology."""
    described = [f"{bound.id_for_label}-live"]
    if bound.help_text:
        described.append(f"{bound.id_for_label}-hint")
    described += [f"{bound.id_for_label}-error-{number}" for number in range(1, len(bound.errors) + 1)]
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    live_url = getattr(bound.field, "live_url", "")
    if live_url:
        attributes |= {
            "hx-get": live_url,
            "hx-trigger": getattr(bound.field, "live_trigger", "input changed delay:250ms, change"),
            "hx-target": f"#{bound.id_for_label}-live",
            "hx-swap": "innerHTML",
            "hx-params": bound.html_name,
            "hx-vals": f'{{"field": "{bound.html_name}", "id": "{bound.id_for_label}"}}',
        }
        attributes["hx-params"] = "*"
        attributes["hx-include"] = getattr(bound.field, "live_include", "this")
    understood = bound.field.understood(bound.value()) if isinstance(bound.field, RegisterDateField) else ""
    return {"field": bound, "control": bound.as_widget(attrs=attributes), "span": span, "understood": understood}


@register.inclusion_tag("screens/components/finding.html", name="finding")
def finding_tag(finding: object) -> dict[str, Any]:
    """Draw a finding in its four parts: what, why, article, what to do (STD-11.1)."""
    return {"finding": finding}


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """Look a key up in a mapping; blank when it is not there."""
    return mapping.get(key, "")


@register.simple_tag
def sex_name(sex: str) -> str:
    """Write the sex as the record does."""
    return {"male": gettext("男"), "female": gettext("女")}.get(str(sex), "")
