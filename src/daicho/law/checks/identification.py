"""Checks of updates of identification information, at every level of the network."""

# ruff: noqa: E501 - each text of the catalogue stands in one line; wide characters count double

from typing import Final

from daicho.law.checks.entry import Check, Words
from daicho.law.decision import Level

_ARTICLE: Final = "住民基本台帳法第30条の6、第30条の7"
_ARTICLE_ENGLISH: Final = "Basic Resident Register Act, Articles 30-6, 30-7"
_NUMBER_ARTICLE: Final = "番号法第7条第1項、第2項、第8条第2項"
_NUMBER_ARTICLE_ENGLISH: Final = "Number Act, Article 7, paragraphs 1 and 2, Article 8, paragraph 2"

CHECKS: Final = (
    Check(
        code="I-023-01", level=Level.ERROR, clause="CTRL-023", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("送信元と市町村コードが一致しません。", "市区町村が通知できるのは、自らの住民の本人確認情報だけです。", "送信元の設定と住所の市町村コードを確かめてください。"),
        en=Words("Sender and municipality code differ.", "A municipality notifies its own residents only.",
                 "Check the sender's settings and the code of the address."),
    ),
    Check(
        code="I-036-01", level=Level.ERROR, clause="CTRL-036", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("現存する住民に対する転入です。", "同じ市区町村に現に住民としている者への、転入を異動事由とする更新はできません。",
                 "住民票の異動履歴と送信の順序を確かめ、正しい異動事由で送り直してください。"),
        en=Words("A move-in of a present resident.", "An update with reason move-in for somebody present there already is an error.",
                 "Check history and order of sending, and send with the right reason."),
    ),
    Check(
        code="I-036-02", level=Level.ERROR, clause="CTRL-036", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("現存する住民に対する記載です。", "現に住民としている者を、出生や職権記載で重ねて記載する更新はできません。", "異動履歴と送信の順序を確かめてください。"),
        en=Words("An entry of a present resident.", "Nobody present can be entered again by birth or ex officio.",
                 "Check history and order of sending."),
    ),
    Check(
        code="I-037-01", level=Level.ERROR, clause="CTRL-037", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("転居で住所以外が変わっています。", "転居を異動事由とする更新では、氏名・性別・生年月日・住民票コード・個人番号を変えられません。",
                 "住所以外の変更は、職権修正等として別に送ってください。"),
        en=Words("A relocation changes more than the address.",
                 "Name, sex, date of birth, code and number must stay in an update with reason relocation.",
                 "Send other changes separately, as corrections."),
    ),
    Check(
        code="I-037-02", level=Level.ERROR, clause="CTRL-037", article=_NUMBER_ARTICLE, article_english=_NUMBER_ARTICLE_ENGLISH,
        ja=Words("この住民票コードの者には、別の個人番号が登録されています。", "個人番号は一人に一つであり、転入や転居では変わりません。変わるのは個人番号の変更・修正のときだけです。",
                 "前住所地の登録と本人の個人番号を確かめ、誤りを修正するか、個人番号の変更が届いた後に送り直してください。"),
        en=Words("Another individual number is held under this resident record code.",
                 "A person has one number; moving does not change it, only a change or correction of the number does.",
                 "Check the number with the municipality left and the person; correct it, or send again once the change of number has arrived."),
    ),
    Check(
        code="I-038-01", level=Level.ERROR, clause="CTRL-038", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("既に消除されています。", "消除されている者への、消除を求める更新はできません。", "異動履歴と送信の順序を確かめてください。"),
        en=Words("The person is removed already.", "A removal of somebody removed is an error.",
                 "Check history and order of sending."),
    ),
    Check(
        code="I-039-01", level=Level.ERROR, clause="CTRL-039", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("項目の形式又はコードに誤りがあります。", "本人確認情報の項目には、桁数・文字・コードの定めがあります。", "誤りのある項目を住民記録システムで修正してください。"),
        en=Words("An item has a wrong format or code.", "Length, characters and codes of each item are prescribed.",
                 "Correct the item in the register."),
    ),
    Check(
        code="I-039-02", level=Level.ERROR, clause="CTRL-039", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("異動事由と状態が合いません。", "記載の後は住民、消除の後は除票であり、修正で状態は変わりません。", "異動事由を確かめて送り直してください。"),
        en=Words("Reason and status do not fit.", "After an entry one is present, after a removal removed; a correction leaves it.",
                 "Check the reason and send again."),
    ),
    Check(
        code="I-041-01", level=Level.ERROR, clause="CTRL-041", article=_ARTICLE, article_english=_ARTICLE_ENGLISH,
        ja=Words("住民票コードが一致する者がいません。", "更新は住民票コードだけで突合します。ほかの項目では突合しません。", "住民票コードを確かめてください。"),
        en=Words("Nobody has this resident record code.", "Updates are matched by the code and nothing else.", "Check the code."),
    ),
    Check(
        code="I-041-02", level=Level.ERROR, clause="CTRL-041", article=_NUMBER_ARTICLE, article_english=_NUMBER_ARTICLE_ENGLISH,
        ja=Words("この個人番号は、別の住民票コードの者に登録されています。", "個人番号は一人に一つであり、一つの個人番号を二人に登録することはできません。",
                 "住民票コードと個人番号を確かめ、誤りを修正するか、住民票コードの変更が届いた後に送り直してください。"),
        en=Words("This individual number is held under another resident record code.",
                 "A number belongs to one person; two cannot have the same.",
                 "Check code and number; correct them, or send again once a change of code has arrived."),
    ),
)  # fmt: skip
"""The checks of this subject."""
