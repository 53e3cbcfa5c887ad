"""Checks of households: relationships, heads, the household entered."""

# ruff: noqa: E501 - each text of the catalogue stands in one line; wide characters count double

from typing import Final

from daicho.law.checks.entry import Check, Words
from daicho.law.decision import Level

CHECKS: Final = (
    Check(
        code="R-1111-01", level=Level.ERROR, clause="1.1.11",
        article="住民記録システム標準仕様書1.1.11", article_english="Standard specification, 1.1.11",
        ja=Words("続柄に使えない語があります。", "続柄「{text}」の「{word}」は使えません。", "「{instead}」のように、定められた続柄で入力してください。"),
        en=Words("The relationship has a word that may not be used.", "“{word}” in “{text}” is not allowed.",
                 "Use the prescribed relationships, such as “{instead}”."),
    ),
    Check(
        code="R-1111-02", level=Level.ERROR, clause="1.1.11",
        article="住民記録システム標準仕様書1.1.11", article_english="Standard specification, 1.1.11",
        ja=Words("続柄が長すぎます。", "続柄「{text}」は5世代以上です。「の」でつなげるのは4世代までです。", "「縁故者」と入力してください。"),
        en=Words("The relationship is too long.", "“{text}” has five steps or more; four may be joined.", "Enter 縁故者."),
    ),
    Check(
        code="R-1111-03", level=Level.ERROR, clause="1.1.11",
        article="住民記録システム標準仕様書1.1.11", article_english="Standard specification, 1.1.11",
        ja=Words("続柄を読み取れません。", "「{text}」は定められた続柄ではありません。",
                 "世帯主、夫、妻、子、父、母、兄、姉、弟、妹、これらを「の」でつないだもの、縁故者又は同居人を入力してください。"),
        en=Words("The relationship cannot be read.", "“{text}” is none of the prescribed relationships.",
                 "Enter 世帯主, 夫, 妻, 子, 父, 母, 兄, 姉, 弟, 妹, several of them joined by の, 縁故者 or 同居人."),
    ),
    Check(
        code="R-1111-04", level=Level.ALERT, clause="1.1.11", adjustable=True,
        article="住民基本台帳法第30条の48、第30条の49", article_english="Basic Resident Register Act, Articles 30-48, 30-49",
        ja=Words("{name}の続柄「{text}」を証する文書がありません。",
                 "世帯主も世帯員も外国人住民であるときは、続柄を証する文書(外国語の文書には訳文)で確かめた続柄を記載します。",
                 "文書を確かめて入力してください。文書がなく、事実上の親族関係が認められるときは「縁故者」と入力してください。"),
        en=Words("No document proves the relationship “{text}” of {name}.",
                 "Between foreign residents the relationship recorded is the one that a document proves, with a translation if in a foreign language.",
                 "Check and enter the document; without one, where they are family in fact, enter 縁故者."),
    ),
    Check(
        code="R-1110-01", level=Level.ERROR, clause="1.1.10",
        article="住民基本台帳法第7条第4号", article_english="Basic Resident Register Act, Article 7, item 4",
        ja=Words("世帯主が2人になります。", "世帯{household}には、{date}に世帯主が既にいます。", "続柄を改めるか、先に世帯主変更をしてください。"),
        en=Words("There would be two heads.", "Household {household} has a head already on {date}.",
                 "Alter the relationship, or change the head first."),
    ),
    Check(
        code="R-1110-02", level=Level.ALERT, clause="1.1.10",
        article="住民記録システム標準仕様書1.1.10", article_english="Standard specification, 1.1.10",
        ja=Words("世帯主が設定されていません。", "世帯主のいない世帯になります(世帯主未設定)。", "世帯主がいれば続柄を「世帯主」にしてください。未設定のままでも登録できます。"),
        en=Words("No head is set.", "The household will have no head.",
                 "Set 世帯主 for the head if there is one; it may also stay without."),
    ),
    Check(
        code="R-404-01", level=Level.ALERT, clause="4.0.4",
        article="住民記録システム標準仕様書4.0.4", article_english="Standard specification, 4.0.4",
        ja=Words("世帯主がいなくなる世帯に{count}人が残ります。", "残る世帯員が2人以上のため、世帯主は自動では決まりません。",
                 "先に世帯主変更をするか、世帯主変更依頼通知書を送ってください。"),
        en=Words("{count} members stay in a household without a head.", "With two or more left nobody becomes head by itself.",
                 "Change the head first, or send the request to name a head."),
    ),
    Check(
        code="R-404-02", level=Level.ALERT, clause="4.0.4",
        article="住民記録システム標準仕様書4.0.4", article_english="Standard specification, 4.0.4",
        ja=Words("残る1人を職権で世帯主にします。", "世帯主がいなくなり、世帯員は{name}だけになります。", "内容を確かめ、必要があれば世帯主変更通知書を送ってください。"),
        en=Words("The last member becomes head ex officio.", "The head leaves and only {name} stays.",
                 "Check, and send the notice of change of head where needed."),
    ),
    Check(
        code="R-402-01", level=Level.ERROR, clause="4.0.2",
        article="住民基本台帳法第7条第7号", article_english="Basic Resident Register Act, Article 7, item 7",
        ja=Words("住所が入力されていません。", "新たな世帯には住所が必要です。", "住所を入力してください。"),
        en=Words("The address is blank.", "A new household needs an address.", "Enter the address."),
    ),
    Check(
        code="R-402-02", level=Level.ERROR, clause="4.0.2",
        article="住民記録システム標準仕様書4.0.2", article_english="Standard specification, 4.0.2",
        ja=Words("異動先の世帯に世帯員がいません。", "世帯{household}には、{date}に世帯員がいません。", "異動先の世帯を選び直すか、新たな世帯としてください。"),
        en=Words("The household entered has no members.", "Household {household} has no members on {date}.",
                 "Choose another household, or make a new one."),
    ),
    Check(
        code="R-402-03", level=Level.ERROR, clause="4.0.2",
        article="住民基本台帳法第5条", article_english="Basic Resident Register Act, Article 5",
        ja=Words("住所が{municipality}の区域内ではありません。", "住民として記録するのは、市区町村の区域内に住所がある者です。", "住所を確かめてください。"),
        en=Words("The address is not in {municipality}.", "Residents are people whose address is in the municipality.",
                 "Check the address."),
    ),
    Check(
        code="R-402-04", level=Level.ALERT, clause="4.0.2",
        article="住民記録システム標準仕様書4.0.2", article_english="Standard specification, 4.0.2",
        ja=Words("住所が異動先の世帯と異なります。", "入力は「{address}」、世帯の住所は「{kept}」です。", "方書などの書き方を確かめてください。"),
        en=Words("The address differs from the household's.", "Entered “{address}”; the household has “{kept}”.",
                 "Check how the address is written."),
    ),
    Check(
        code="R-4141-01", level=Level.ERROR, clause="4.1.4.1",
        article="住民基本台帳法第25条", article_english="Basic Resident Register Act, Article 25",
        ja=Words("世帯分離になりません。", "1つの世帯の一部だけを分けます。全員又は複数の世帯は選べません。", "分ける人を選び直してください。"),
        en=Words("This is no household split.", "A part of one household splits off, never all of it or several.",
                 "Choose again who splits off."),
    ),
    Check(
        code="R-4141-02", level=Level.ERROR, clause="4.1.4.1",
        article="住民基本台帳法第25条", article_english="Basic Resident Register Act, Article 25",
        ja=Words("世帯合併になりません。", "世帯合併は1つの世帯の全員が対象です。", "全員を選ぶか、世帯変更として処理してください。"),
        en=Words("This is no household merge.", "A merge takes all members of one household.",
                 "Choose all of them, or enter a household change."),
    ),
    Check(
        code="R-4141-03", level=Level.ERROR, clause="4.1.4.2",
        article="住民基本台帳法第25条", article_english="Basic Resident Register Act, Article 25",
        ja=Words("別の世帯の人が含まれています。", "世帯主変更は1つの世帯の中の変更です。", "対象者を選び直してください。"),
        en=Words("People of another household are among them.", "A change of head happens within one household.",
                 "Choose the people again."),
    ),
    Check(
        code="R-4141-04", level=Level.ERROR, clause="4.1.4.1",
        article="住民基本台帳法第25条", article_english="Basic Resident Register Act, Article 25",
        ja=Words("異動先の世帯が正しくありません。", "世帯{household}は異動者の世帯と同じか、世帯員がいません。", "異動先の世帯を選び直してください。"),
        en=Words("The household entered is not right.", "Household {household} is the person's own, or has no members.",
                 "Choose the household again."),
    ),
    Check(
        code="R-4141-05", level=Level.ERROR, clause="4.1.4.1",
        article="住民記録システム標準仕様書4.1.4.1", article_english="Standard specification, 4.1.4.1",
        ja=Words("住所が同じではありません。", "世帯変更等と同時に住所の変更はできません。", "先に転居を処理するか、住所の書き方の誤りを修正してください。"),
        en=Words("The addresses differ.", "A household change never changes an address.",
                 "Enter a relocation first, or correct how the address is written."),
    ),
    Check(
        code="R-4142-01", level=Level.ALERT, clause="4.1.4.2",
        article="住民記録システム標準仕様書4.1.4.2", article_english="Standard specification, 4.1.4.2",
        ja=Words("{name}の続柄が入力されていません。", "世帯主が変わると、続柄は新しい世帯主との関係になります。", "世帯員全員の続柄を確かめてください。"),
        en=Words("The relationship of {name} is not stated.", "With a new head relationships are to that person.",
                 "Check the relationships of all members."),
    ),
)  # fmt: skip
"""The checks of this subject."""
