"""What can be wrong with exported evidence, in the words of whoever verifies it: in English and in Japanese.

The refusals of the protocol speak to a sender, who can make a message anew. Whoever holds an export cannot: for them
it is altered, cut off, or must be copied again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.protocol.errors import Code

if TYPE_CHECKING:
    from daicho.protocol.errors import ProtocolError


class Problem(NamedTuple):
    """One problem in both languages."""

    english: str
    japanese: str


MISSING: Final = Problem("the file is missing or cannot be read", "ファイルがないか、読めません")
NO_CERTIFICATE: Final = Problem("not a certificate", "証明書ではありません")
NO_ROOT: Final = Problem(
    "the file given with --root is no certificate; name the Agency's root certificate (PEM)",
    "--root のファイルは証明書ではありません。機構のルート証明書(PEM)を指定してください",
)
NOT_BY_ROOT: Final = Problem(
    "not signed under this root certificate, or altered since; check that the root is the Agency's",
    "このルート証明書による署名ではないか、署名の後で書き換えられています。機構のルート証明書か確かめてください",
)
NOT_CANONICAL: Final = Problem("not in canonical form", "正準形ではありません")
NOT_LISTED: Final = Problem("does not list the file", "このファイルが目録にありません")
NO_KEY: Final = Problem("no such key on the trust list", "信頼リストにない鍵です")
DIGEST: Final = Problem("differs from the digest in the manifest", "目録の要約値と一致しません")
DIFFERS: Final = Problem("differs from what was exported", "出力されたものと違います")
LINE: Final = Problem("the line is damaged", "この行は壊れています")
CHECKSUM: Final = Problem("the checksum line is damaged", "検査値の行が壊れています")
CONTENT: Final = Problem("content and digest differ", "内容と要約値が一致しません")
GAP: Final = Problem("the message before it is missing", "直前の電文がありません")
CHAIN: Final = Problem("the chain does not join here", "要約値の連鎖がここでつながりません")
KIND: Final = Problem("unknown kind", "知らない種別です")
UNCOVERED: Final = Problem("no signed batch covers it", "署名された一括送信に含まれていません")
OTHER_INQUIRY: Final = Problem("the answer is to another inquiry", "別の照会への回答です")


def lines(found: int, expected: int) -> Problem:
    """A file has lost or won lines."""
    return Problem(f"has {found} lines, should have {expected}", f"{expected}行のはずが{found}行です")


def signed_chain(name: str) -> Problem:
    """A signed statement gives another chain value than the messages of a file."""
    return Problem(f"the signed chain differs from {name}", f"署名された連鎖の値が {name} と違います")


def of(error: ProtocolError) -> Problem:
    """A refusal of the protocol, with its code and place; never with content."""
    said = _SIGNATURE if error.code is Code.BAD_SIGNATURE else _UNREADABLE
    place = f" [{error.where}]" if error.where else ""
    return Problem(*(f"{text} ({error.code.value}{place})" for text in said))


_SIGNATURE: Final = Problem(
    "the signature does not verify: altered after it was signed, or signed with another key",
    "署名が合いません。署名の後で書き換えられたか、別の鍵による署名です",
)
_UNREADABLE: Final = Problem(
    "cannot be read: cut off or altered; copy it again from where it was exported",
    "読めません。途中で切れたか、書き換えられています。出力した元から写し直してください",
)
