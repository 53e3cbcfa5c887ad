"""The refusals of `host.toml`, in the four parts of the house."""

from pathlib import Path

from daicho.host.errors import Problem


def cannot_read(file: Path, error: OSError) -> Problem:
    """H-CFG-01: the file is not there or cannot be read."""
    return Problem(
        code="H-CFG-01",
        what=f"設定ファイルを読めません: {file}",
        what_en=f"The configuration cannot be read: {file}",
        why=f"読込みが失敗しました({error.strerror or 'OSError'})。",
        why_en=f"Reading failed ({error.strerror or 'OSError'}).",
        mend="ファイルの場所と権限を確かめてください。ひな形は docs/operations.md にあります。",
        mend_en="Check the path and permissions; docs/operations.md has an example to start from.",
    )


def not_toml(file: Path, error: Exception) -> Problem:
    """H-CFG-02: the file is not TOML in UTF-8. Only line and column are told."""
    place = str(error).rpartition("(")[2].rstrip(")") if "(" in str(error) else "UTF-8"
    return Problem(
        code="H-CFG-02",
        what=f"設定ファイルの書き方が正しくありません: {file} ({place})",
        what_en=f"The configuration is not well formed: {file} ({place})",
        why="TOML (UTF-8) として読めません。",
        why_en="It cannot be read as TOML in UTF-8.",
        mend="その行の引用符、等号、かぎ括弧を確かめてください。",
        mend_en="Check quotes, equals signs and brackets on that line.",
    )


def unknown(setting: str) -> Problem:
    """H-CFG-03: a key that no version knows; most often a slip of the pen."""
    return Problem(
        code="H-CFG-03",
        what=f"知らない設定項目です: {setting}",
        what_en=f"Unknown setting: {setting}",
        why="書き間違いの設定を黙って無視すると、意図と違う動きになります。",
        why_en="A misspelt setting that is ignored in silence does what nobody meant.",
        mend="docs/operations.md の一覧と綴りを比べ、直すか除いてください。",
        mend_en="Compare the spelling with docs/operations.md; mend it or remove it.",
    )


def missing(setting: str) -> Problem:
    """H-CFG-04: a key without which no host can open."""
    return Problem(
        code="H-CFG-04",
        what=f"必要な設定項目がありません: {setting}",
        what_en=f"A setting is missing: {setting}",
        why="この項目には既定値がありません。",
        why_en="It has no default.",
        mend="docs/operations.md の例に従って書き加えてください。",
        mend_en="Add it as in docs/operations.md.",
    )


def wrong(setting: str, expected: str) -> Problem:
    """H-CFG-05: a value of the wrong type or out of its range; the value is not repeated."""
    return Problem(
        code="H-CFG-05",
        what=f"設定項目の値が正しくありません: {setting}",
        what_en=f"The value of a setting is not right: {setting}",
        why=f"求める形: {expected or '説明書の範囲'}。",
        why_en=f"Expected: {expected or 'the range in the documentation'}.",
        mend="docs/operations.md の説明に合わせて直してください。",
        mend_en="Mend it as docs/operations.md says.",
    )


def in_the_clear(setting: str) -> Problem:
    """H-CFG-11: screens listen for other machines, and nothing encrypts what they show."""
    return Problem(
        code="H-CFG-11",
        what=f"画面の待受けが暗号化されていません: {setting}",
        what_en=f"The screens would be served in the clear: {setting}",
        why="他の端末から届くアドレスで、住民の情報を平文で送ることはできません(住民基本台帳法第36条の2)。",
        why_en="Residents' data must not go in the clear to an address that other machines reach (Act, Article 36-2).",
        mend="127.0.0.1 で待ち受けるか、screens.certificate を設定するか、TLSのプロキシを置いて"
        "screens.secure_cookies = true としてください。",
        mend_en="Listen on 127.0.0.1, set screens.certificate, or put a TLS proxy in front and set "
        "screens.secure_cookies = true.",
    )


def no_state(directory: Path, error: OSError) -> Problem:
    """H-CFG-12: the host's own directory cannot be made or written."""
    return Problem(
        code="H-CFG-12",
        what=f"ホストの状態の置き場所を使えません: {directory}",
        what_en=f"The host's state directory cannot be used: {directory}",
        why=f"書込みが失敗しました({error.strerror or 'OSError'})。",
        why_en=f"Writing failed ({error.strerror or 'OSError'}).",
        mend="設定 state の場所と権限、空き容量を確かめてください。",
        mend_en="Check the setting state, its permissions and the free space.",
    )
