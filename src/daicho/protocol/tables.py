"""The tables of `docs/protocol.md` that are made from the code: types, routes, fields, error codes.

    python -m daicho.protocol.tables docs/protocol.md

A test fails when the page and the code differ.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from daicho.protocol import inquiries, messages, registry
from daicho.protocol.errors import Code, english, japanese

KNOWN = (messages, inquiries)
"""Importing them registers the types."""


def types_table() -> str:
    """All types with what they are, who sends them to whom, and whether they may carry a sealed number."""
    lines = [
        "| type | kind | what it is | routes | sealed number | stated again by a baseline |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for entry in registry.entries():
        routes = "<br>".join(f"{route.sender} → {route.receiver} ({route.reach})" for route in entry.routes) or "answer"
        cells = [
            f"`{entry.name}`",
            entry.kind.value,
            f"{entry.japanese} / {entry.english}",
            routes,
            "may" if entry.number else "never",
            "yes" if entry.state else "no",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def fields_tables() -> str:
    """The members of each type and of the structs in them."""
    schemas, components = msgspec.json.schema_components(
        [entry.struct for entry in registry.entries()], schema_hook=_as_text
    )
    names = [reference["$ref"].rpartition("/")[2] for reference in schemas]
    parts = [
        _members(f"`{entry.name}`", components[name]) for entry, name in zip(registry.entries(), names, strict=True)
    ]
    shared = sorted(name for name in components if name not in names and "properties" in components[name])
    parts += [_members(f"`{name}` (part of the above)", components[name]) for name in shared]
    return "\n\n".join(parts)


def codes_table() -> str:
    """All error codes with their texts."""
    lines = ["| code | Japanese | English |", "| --- | --- | --- |"]
    lines += [f"| `{code.value}` | {japanese(code)} | {english(code)} |" for code in Code]
    return "\n".join(lines)


NOTIFIED_ITEMS: dict[str, tuple[str, str]] = {
    "resident_record_code": ("1 住民票コード", "1"),
    "name": ("2 漢字氏名", "2"),
    "gaiji_count_name": ("3 外字数(氏名)", "3"),
    "name_furigana": ("4 ふりがな氏名", "4"),
    "name_kana_unvoiced": ("5 清音化かな氏名", "13"),
    "birth_date": ("6 生年月日", "5"),
    "sex": ("7 性別", "6"),
    "municipality_code": ("8 市町村コード", "14"),
    "oaza_aza_code": ("9 大字・字コード", "15"),
    "postal_code": ("10 郵便番号", ""),
    "address": ("11 住所", "7"),
    "gaiji_count_address": ("12 外字数(住所)", "8"),
    "resident_since": ("14 住民となった日", ""),
    "address_set_on": ("15 住所を定めた日", ""),
    "notified_on": ("16 届出年月日", ""),
    "municipality_code_before_move_in": ("17 市町村コード(転入前)", ""),
    "address_before_move_in": ("18 転入前住所", ""),
    "gaiji_count_address_before_move_in": ("19 外字数(転入前住所)", ""),
    "relationship": ("20 続柄", ""),
    "old_resident_record_code": ("24 旧住民票コード", ""),
    "resident_record_code_used_from": ("25 住民票コード使用年月日", ""),
    "planned": ("32 予定者フラグ", ""),
    "status": ("35 レコード状況フラグ", "21 削除フラグ"),
    "former_surname": ("37 旧氏情報", "25 to 27 旧氏"),
}
"""Each member of `IdentificationRecord` and the items of DF-2 and DF-4 that it fills."""

OTHER_ITEMS: tuple[tuple[str, str, str], ...] = (
    ("`number` beside the record, sealed; the vault holds it", "13 個人番号", "9"),
    ("`reason` of the update", "21 異動事由", "10"),
    ("`changed_on` of the update", "22 異動年月日", "11"),
    ("`reason_detail` of the update", "23 異動事由詳細", ""),
    ("made from the counts of the record", "34 外字フラグ", "20"),
    (
        "the store's own: request, operator, terminal, order, flags, time",
        "26 to 31, 33, 36",
        "12, 16 to 19, 22 to 24, 28",
    ),
)
"""Items of the files that are no member of the record."""


def items_table() -> str:
    """What is notified, and which items of the files it fills."""
    lines = ["| notified | DF-2 | DF-4 |", "| --- | --- | --- |"]
    lines += [f"| `{member}` | {df2} | {df4 or '–'} |" for member, (df2, df4) in NOTIFIED_ITEMS.items()]
    lines += [f"| {what} | {df2} | {df4 or '–'} |" for what, df2, df4 in OTHER_ITEMS]
    return "\n".join(lines)


TABLES = {"items": items_table, "types": types_table, "fields": fields_tables, "codes": codes_table}


def renewed(page: str) -> str:
    """The page with its generated parts made anew."""
    for name, table in TABLES.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(\n<!-- end of {name} -->)"
        page = re.sub(pattern, lambda found, table=table: found[1] + table() + found[2], page, flags=re.DOTALL)  # type: ignore[misc]
    return page


def _as_text(_kind: type) -> dict[str, Any]:
    return {"type": "string"}


def _members(title: str, schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    lines = [f"#### {title}", "", "| member | type | |", "| --- | --- | --- |"]
    for name in sorted(schema["properties"]):
        member = schema["properties"][name]
        presence = "always" if name in required else "left out when it has its default"
        lines.append(f"| `{name}` | {_kind(member)} | {presence} |")
    return "\n".join(lines)


def _kind(member: dict[str, Any]) -> str:
    if "$ref" in member:
        return f"`{member['$ref'].rpartition('/')[2]}`"
    if "anyOf" in member:
        return " or ".join(_kind(each) for each in member["anyOf"])
    if member.get("type") == "array":
        return f"list of {_kind(member.get('items', {}))}"
    if member.get("contentEncoding") == "base64":
        return "base64"
    return str(member.get("type", "any"))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(renewed(target.read_text(encoding="utf-8")), encoding="utf-8")
