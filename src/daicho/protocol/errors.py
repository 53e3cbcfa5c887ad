"""Why a message, batch or inquiry is not accepted: one stable code for each cause.

Every refusal that crosses a line carries one of these codes, a text in Japanese and the same in English.
The texts never quote the content they speak of: a refusal is logged, its subject is not.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The stable code of a refusal. The value is what crosses the line."""

    MALFORMED = "X-MALFORMED"
    NOT_CANONICAL = "X-NOT-CANONICAL"
    BAD_TEXT = "X-BAD-TEXT"
    TOO_LARGE = "X-TOO-LARGE"
    UNKNOWN_TYPE = "X-UNKNOWN-TYPE"
    NEWER_VERSION = "X-NEWER-VERSION"
    NOT_PERMITTED = "X-NOT-PERMITTED"
    NO_CERTIFICATE = "X-NO-CERTIFICATE"
    UNKNOWN_PARTY = "X-UNKNOWN-PARTY"
    WRONG_PARTY = "X-WRONG-PARTY"
    WRONG_SYSTEM = "X-WRONG-SYSTEM"
    EXPIRED = "X-EXPIRED"
    BAD_SIGNATURE = "X-BAD-SIGNATURE"
    BAD_DIGEST = "X-BAD-DIGEST"
    BAD_CHAIN = "X-BAD-CHAIN"
    BAD_SEQUENCE = "X-BAD-SEQUENCE"
    WRONG_EPOCH = "X-WRONG-EPOCH"
    FORKED = "X-FORKED"
    NOT_SEALED_FOR_US = "X-NOT-SEALED-FOR-US"
    BUSY = "X-BUSY"
    STALLED = "X-STALLED"
    REPLAYED = "X-REPLAYED"
    NO_ANSWER = "X-NO-ANSWER"
    ERASED = "X-ERASED"
    STORAGE = "X-STORAGE"
    UNREACHABLE = "X-UNREACHABLE"


_JAPANESE: dict[Code, tuple[str, str]] = {
    Code.MALFORMED: ("電文の形式が正しくありません", "送信側で電文を作り直してください"),
    Code.NOT_CANONICAL: ("電文が正準形ではありません", "項目の順序、空白、規定外の項目を確かめてください"),
    Code.BAD_TEXT: ("使えない文字が含まれています", "制御文字、不正な符号、単独の異体字セレクタを除いてください"),
    Code.TOO_LARGE: ("電文または項目が上限を超えています", "項目の長さを確かめてください"),
    Code.UNKNOWN_TYPE: ("知らない種別の電文です", "種別の名前を確かめてください"),
    Code.NEWER_VERSION: ("受信側より新しい版の電文です", "受信側の更新を待つか、前の版で送ってください"),
    Code.NOT_PERMITTED: ("この相手から受けてよい電文ではありません", "通知の経路を確かめてください"),
    Code.NO_CERTIFICATE: ("クライアント証明書が示されていません", "機構の発行した証明書で接続してください"),
    Code.UNKNOWN_PARTY: ("信頼リストにない相手です", "信頼リストへの登載を機構に確かめてください"),
    Code.WRONG_PARTY: ("証明書の団体と名のった団体が違います", "自団体の証明書と設定を確かめてください"),
    Code.WRONG_SYSTEM: ("証明書のシステムと名のったシステムが違います", "そのシステムの証明書を使ってください"),
    Code.EXPIRED: ("証明書または鍵の有効期間外です", "証明書を更新し、信頼リストの反映を確かめてください"),
    Code.BAD_SIGNATURE: ("署名を確かめられません", "署名鍵と信頼リストの公開鍵を確かめてください"),
    Code.BAD_DIGEST: ("電文の内容と要約値が一致しません", "途中の改変または破損を調べ、送り直してください"),
    Code.BAD_CHAIN: ("要約値の連鎖が一致しません", "途中の改変または破損を調べ、送り直してください"),
    Code.BAD_SEQUENCE: ("通番が連続していません", "抜けた通番から送り直してください"),
    Code.WRONG_EPOCH: ("世代が一致しません", "状態を照会し、世代の開始から送り直してください"),
    Code.FORKED: ("同じ通番に別の電文が記録されています", "新しい世代を開き、突き合わせを行ってください"),
    Code.NOT_SEALED_FOR_US: ("封緘された項目を開けません", "受信側の公開鍵で封緘し直してください"),
    Code.BUSY: ("受信側が混み合っています", "間をおいて自動で送り直します"),
    Code.STALLED: ("受信側の処理が止まっています", "受信側の運用者に連絡してください"),
    Code.REPLAYED: ("同じ照会または古い照会が再び届きました", "新しい照会として作り直してください"),
    Code.NO_ANSWER: ("回答できませんでした", "照会の条件を確かめてください"),
    Code.ERASED: ("法令により消去済みの電文です", "必要なら新しい電文を送ってください"),
    Code.STORAGE: ("記録を保存できませんでした", "受信側の記憶装置の空きを確かめてください"),
    Code.UNREACHABLE: ("相手に接続できませんでした", "回線と相手の稼働を確かめてください。自動で送り直します"),
}

_ENGLISH: dict[Code, str] = {
    Code.MALFORMED: "the message is not well formed; make it anew at the sender",
    Code.NOT_CANONICAL: "the message is not in canonical form; check order, white space and extra members",
    Code.BAD_TEXT: "a character that is not allowed; remove control characters and unpaired variation selectors",
    Code.TOO_LARGE: "a message or field exceeds its limit; check the length of the fields",
    Code.UNKNOWN_TYPE: "unknown message type; check its name",
    Code.NEWER_VERSION: "a newer version than the receiver knows; wait for its update or send the earlier version",
    Code.NOT_PERMITTED: "this party may not send such a message here; check the route of the notice",
    Code.NO_CERTIFICATE: "no client certificate was shown; connect with one issued by the Agency",
    Code.UNKNOWN_PARTY: "the party is not on the trust list; ask the Agency about its registration",
    Code.WRONG_PARTY: "the certificate belongs to another organisation than the one named; check the configuration",
    Code.WRONG_SYSTEM: "the certificate belongs to another system than the one named; use that system's certificate",
    Code.EXPIRED: "the certificate or key is outside its period; renew it and check the trust list",
    Code.BAD_SIGNATURE: "the signature does not verify; check the signing key against the trust list",
    Code.BAD_DIGEST: "content and digest differ; look for a change on the way and send again",
    Code.BAD_CHAIN: "the chain of digests does not join; look for a change on the way and send again",
    Code.BAD_SEQUENCE: "the sequence has a gap; send again from the missing number",
    Code.WRONG_EPOCH: "the epoch differs; ask for the status and send the opening of the epoch",
    Code.FORKED: "another message is recorded under this number; open a new epoch and reconcile",
    Code.NOT_SEALED_FOR_US: "a sealed field cannot be opened; seal it to the receiver's public key",
    Code.BUSY: "the receiver is busy; delivery is tried again by itself",
    Code.STALLED: "the receiver cannot apply the message; call its operator",
    Code.REPLAYED: "the inquiry was seen before or is too old; make a new one",
    Code.NO_ANSWER: "there is no answer; check the conditions of the inquiry",
    Code.ERASED: "the message was erased as the law demands; send a new one if it is needed",
    Code.STORAGE: "the record could not be stored; check the free space of the receiver",
    Code.UNREACHABLE: "the party cannot be reached; check the line; delivery is tried again by itself",
}


def japanese(code: Code) -> str:
    """What was found and what to do, in Japanese."""
    found, remedy = _JAPANESE[code]
    return f"{found}。{remedy}。"


def english(code: Code) -> str:
    """What was found and what to do, in English."""
    return _ENGLISH[code]


class ProtocolError(ValueError):
    """Something received does not follow the protocol.

    Args:
        code: the stable code.
        where: which part is meant (a field's path, a sequence number); never content.
    """

    def __init__(self, code: Code, where: str = "") -> None:
        self.code = code
        self.where = where
        place = f" [{where}]" if where else ""
        super().__init__(f"{code.value}{place}: {english(code)}")

    @property
    def text(self) -> str:
        """The clerk's text: Japanese first."""
        return f"{japanese(self.code)} / {english(self.code)}"
