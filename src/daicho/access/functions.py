"""Functions and roles, as data: what can be done in each system, and which tasks hold which functions.

Default deny (CTRL-060): an account may do what a role or a single function granted to it says, for the organisation and
the term of the grant, and nothing else. The look at an individual number is in no role: it is granted person by
person (CTRL-006). A function that `prints_numbers` shows a number to nobody: it lets the one form it is named after
carry what an order prescribes for it (decision 0160).
"""

from __future__ import annotations

import msgspec

REGISTER = "register"
MUNICIPAL_CS = "municipal_cs"
PREFECTURE = "prefecture"
NATIONAL = "national"
HOST = "host"


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """One thing an account can be allowed to do. `code` is ``<system>.<name>``.

    `purpose_needed` is whether a look under it asks for purpose and case; `terminal_kind` the kind of terminal it
    demands, if any; `machines` whether a system may do it on its own; `prints_numbers` whether the form it is for
    carries individual numbers.
    """

    code: str
    name: str
    name_en: str
    purpose_needed: bool = True
    terminal_kind: str = ""
    machines: bool = False
    prints_numbers: bool = False

    @property
    def system(self) -> str:
        """The system this function belongs to."""
        return self.code.partition(".")[0]


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A task of an office with the functions it needs."""

    code: str
    name: str
    name_en: str
    functions: frozenset[str]


CS_TERMINAL = "cs"
"""Kind of a terminal that may be used as integrated terminal (統合端末)."""


def _network_functions(system: str) -> tuple[Function, ...]:
    kind = CS_TERMINAL if system == MUNICIPAL_CS else ""
    return (
        Function(code=f"{system}.search", name="本人確認情報の検索", name_en="Search", terminal_kind=kind),
        Function(code=f"{system}.open", name="本人確認情報の照会", name_en="Open a person", terminal_kind=kind),
        Function(
            code=f"{system}.inquire",
            name="他機関への照会",
            name_en="Inquire at another level",
            terminal_kind=kind,
            machines=True,
        ),
        Function(code=f"{system}.answer", name="照会への回答", name_en="Answer an inquiry", machines=True),
        Function(code=f"{system}.apply", name="更新の反映", name_en="Apply an update", machines=True),
        Function(
            code=f"{system}.number",
            name="個人番号の照会",
            name_en="See an individual number",
            terminal_kind=kind,
            machines=True,
        ),
        Function(
            code=f"{system}.operate",
            name="リンクと拒否の運用",
            name_en="Operate links and refusals",
            purpose_needed=False,
            machines=True,
        ),
        Function(
            code=f"{system}.audit",
            name="アクセス記録の点検",
            name_en="Inspect access records",
            purpose_needed=False,
        ),
    )


_REGISTER_FUNCTIONS = (
    Function(code="register.search", name="住民の検索", name_en="Search residents"),
    Function(code="register.open", name="住民票・世帯の照会", name_en="Open a resident or household", machines=True),
    Function(code="register.notify", name="届出の仮登録", name_en="Enter a pending act"),
    Function(code="register.check", name="確認と本登録", name_en="Check and make definitive"),
    Function(code="register.issue", name="証明書の発行", name_en="Issue certificates"),
    Function(
        code="register.move_out_certificate",
        name="転出証明書の発行(個人番号を記載)",
        name_en="Issue move-out certificates, which carry the individual number",
        prints_numbers=True,
    ),
    Function(code="register.save", name="証明書のファイル取得", name_en="Take a certificate as a file"),
    Function(code="register.apply", name="通知の受理と反映", name_en="Apply a notice", machines=True),
    Function(code="register.daily", name="日次処理", name_en="Daily job", machines=True),
    Function(code="register.load", name="初期移行", name_en="Initial load", machines=True),
    Function(code="register.number", name="個人番号の照会", name_en="See an individual number", machines=True),
    Function(code="register.operate", name="連携の運用", name_en="Operate links", purpose_needed=False, machines=True),
    Function(code="register.audit", name="アクセス記録の点検", name_en="Inspect access records", purpose_needed=False),
)

_HOST_FUNCTIONS = (
    Function(code="host.accounts", name="利用者と権限の管理", name_en="Manage accounts", purpose_needed=False),
    Function(code="host.approve", name="権限の承認", name_en="Approve rights", purpose_needed=False),
    Function(code="host.audit", name="サインイン記録の点検", name_en="Inspect sign-ins", purpose_needed=False),
)

FUNCTIONS: dict[str, Function] = {
    function.code: function
    for function in (
        *_REGISTER_FUNCTIONS,
        *_network_functions(MUNICIPAL_CS),
        *_network_functions(PREFECTURE),
        *_network_functions(NATIONAL),
        *_HOST_FUNCTIONS,
    )
}
"""Every function by its code."""


def _codes(system: str, *names: str) -> frozenset[str]:
    return frozenset(f"{system}.{name}" for name in names)


def _network_roles(system: str, name: str, name_en: str) -> tuple[Role, ...]:
    return (
        Role(
            code=f"{system}.clerk",
            name=f"{name}窓口",
            name_en=f"{name_en} clerk",
            functions=_codes(system, "search", "open", "inquire"),
        ),
        Role(
            code=f"{system}.operator",
            name=f"{name}運用",
            name_en=f"{name_en} operator",
            functions=_codes(system, "operate"),
        ),
        Role(
            code=f"{system}.auditor",
            name=f"{name}点検",
            name_en=f"{name_en} auditor",
            functions=_codes(system, "audit"),
        ),
    )


_ROLES = (
    Role(
        code="register.clerk",
        name="住民窓口",
        name_en="Counter clerk",
        functions=_codes(REGISTER, "search", "open", "notify", "issue", "move_out_certificate"),
    ),
    Role(
        code="register.checker",
        name="住民窓口 確認者",
        name_en="Counter checker",
        functions=_codes(REGISTER, "search", "open", "check", "issue"),
    ),
    Role(
        code="register.operator",
        name="住民記録運用",
        name_en="Register operator",
        functions=_codes(REGISTER, "operate", "daily", "load"),
    ),
    Role(code="register.auditor", name="住民記録点検", name_en="Register auditor", functions=_codes(REGISTER, "audit")),
    *_network_roles(MUNICIPAL_CS, "市町村CS", "Municipal CS"),
    *_network_roles(PREFECTURE, "都道府県サーバ", "Prefecture server"),
    *_network_roles(NATIONAL, "全国サーバ", "National server"),
    Role(
        code="host.administrator",
        name="システム管理",
        name_en="Administrator",
        functions=_codes(HOST, "accounts"),
    ),
    Role(
        code="host.security",
        name="セキュリティ責任者",
        name_en="Security officer",
        functions=_codes(HOST, "approve", "audit"),
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in _ROLES}
"""Every role by its code."""


def functions_of(*, role: str = "", function: str = "") -> frozenset[str]:
    """Return the functions that a grant of `role` or of a single `function` gives; nothing for an unknown code."""
    if function:
        return frozenset({function} & FUNCTIONS.keys())
    return ROLES[role].functions if role in ROLES else frozenset()


def reveals_numbers(code: str) -> bool:
    """Return whether individual numbers may be taken out of the vault under this function."""
    return code in FUNCTIONS and (code.endswith(".number") or FUNCTIONS[code].prints_numbers)


def allowed_to_machines(code: str) -> bool:
    """Return whether a system may act under this function on its own."""
    return code in FUNCTIONS and FUNCTIONS[code].machines
