"""Checks of the people named, their never-blank items, codes and numbers."""

# ruff: noqa: E501 - each text of the catalogue stands in one line; wide characters count double

from typing import Final

from daicho.law.checks.entry import Check, Words
from daicho.law.decision import Level

CHECKS: Final = (
    Check(
        code="R-401-01", level=Level.ERROR, clause="4.0.1",
        article="住民基本台帳法第8条", article_english="Basic Resident Register Act, Article 8",
        ja=Words("異動者は既に消除されています。", "除票となった者について、この異動はできません。",
                 "対象者を確かめてください。消除が誤りであれば、その異動を取り消してから処理してください。"),
        en=Words("The person has been removed already.", "This act is not possible on a removed record.",
                 "Check the person; if the removal was wrong, cancel it first."),
    ),
    Check(
        code="R-401-02", level=Level.ERROR, clause="4.0.1",
        article="住民記録システム標準仕様書4.0.1、11.1", article_english="Standard specification, 4.0.1, 11.1",
        ja=Words("異動者は異動日に住民ではありません。", "異動日は{date}、住民となった日は{since}です。",
                 "異動日と対象者を確かめてください。"),
        en=Words("The person is not a resident at the effective date.", "Effective {date}; resident since {since}.",
                 "Check the effective date and the person."),
    ),
    Check(
        code="R-401-03", level=Level.ERROR, clause="4.0.1",
        article="住民記録システム標準仕様書4.0.1", article_english="Standard specification, 4.0.1",
        ja=Words("異動者の選択が正しくありません。", "異動者は1人以上とし、同じ者を2回選ぶことはできません。", "異動者を選び直してください。"),
        en=Words("The people are not chosen properly.", "At least one person, and nobody twice.", "Choose the people again."),
    ),
    Check(
        code="R-401-04", level=Level.ERROR, clause="4.1.1.2",
        article="住民記録システム標準仕様書4.1.1.2、11.1", article_english="Standard specification, 4.1.1.2, 11.1",
        ja=Words("{name}は異動日に住民として記録されています。", "現に住民である者を、転入等により重ねて記載することはできません。",
                 "対象者を確かめ、住所の変更であれば転居として、転出が未処理であれば先に転出を処理してください。"),
        en=Words("{name} is on record as a resident at that date.", "A present resident cannot be entered once more.",
                 "Check the person; enter a relocation instead, or the missing move-out first."),
    ),
    Check(
        code="R-116-01", level=Level.ERROR, clause="1.1.6",
        article="住民記録システム標準仕様書1.1.6", article_english="Standard specification, 1.1.6",
        ja=Words("{item}が空欄です。", "{item}は空欄を許容しない項目です。", "届書等で確かめて入力してください。本籍・筆頭者は「なし」「不明」と記載できます。"),
        en=Words("{item} is blank.", "This item may never be blank.",
                 "Find it in the papers and enter it; domicile and first-listed person may say なし or 不明."),
    ),
    Check(
        code="R-1113-01", level=Level.ERROR, clause="1.1.13",
        article="住民記録システム標準仕様書1.1.13", article_english="Standard specification, 1.1.13",
        ja=Words("宛名番号が既に使われています。", "宛名番号は1人に1つです。", "移行元の番号を確かめ、重複を除いてから取り込んでください。"),
        en=Words("The addressee number is in use.", "One person has one addressee number.",
                 "Check the numbers of the earlier system and load without duplicates."),
    ),
    Check(
        code="R-431-01", level=Level.ERROR, clause="4.3.1",
        article="住民基本台帳法第7条第13号、住民基本台帳法施行規則第1条", article_english="Basic Resident Register Act, Article 7, item 13",
        ja=Words("住民票コードが正しくありません。", "入力した住民票コードは、桁数又は検査数字が規則に合いません({rule})。",
                 "転出証明書等の住民票コードを1桁ずつ確かめて入力し直してください。"),
        en=Words("The resident record code is wrong.", "Its length or check digit breaks the rule ({rule}).",
                 "Compare the code with the certificate digit by digit and enter it again."),
    ),
    Check(
        code="R-431-02", level=Level.ERROR, clause="4.3.1",
        article="住民基本台帳法第30条の2", article_english="Basic Resident Register Act, Article 30-2",
        ja=Words("住民票コードが既に使われています。", "同じ住民票コードの住民が別にいます。", "コードと対象者を確かめてください。二重登録であれば、先に解消してください。"),
        en=Words("The resident record code is in use.", "Another resident has this code.",
                 "Check code and person; resolve a double registration first."),
    ),
    Check(
        code="R-431-03", level=Level.ALERT, clause="4.3.1",
        article="住民記録システム標準仕様書4.3.1", article_english="Standard specification, 4.3.1",
        ja=Words("新規付番用の住民票コードが残り{left}件です。", "市区町村が定めた件数を下回りました。", "CSから新規付番用の住民票コードを取得してください。"),
        en=Words("{left} resident record codes are left.", "The number is below the threshold set.",
                 "Fetch new codes from the communication server."),
    ),
    Check(
        code="R-431-04", level=Level.ERROR, clause="4.3.1",
        article="住民基本台帳法第30条の2", article_english="Basic Resident Register Act, Article 30-2",
        ja=Words("付番できる住民票コードがありません。", "蓄積された新規付番用の住民票コードがなくなりました。", "CSから住民票コードを取得してから、もう一度処理してください。"),
        en=Words("There is no resident record code to give.", "The pool of codes is empty.",
                 "Fetch codes from the communication server and try again."),
    ),
    Check(
        code="R-44-01", level=Level.ERROR, clause="4.4",
        article="行政手続における特定の個人を識別するための番号の利用等に関する法律施行令第8条",
        article_english="Order for Enforcement of the Number Use Act, Article 8",
        ja=Words("個人番号が正しくありません。", "入力した個人番号は、桁数又は検査用数字が規則に合いません({rule})。", "個人番号を確かめて入力し直してください。"),
        en=Words("The individual number is wrong.", "Its length or check digit breaks the rule ({rule}).",
                 "Check the number and enter it again."),
    ),
    Check(
        code="R-44-02", level=Level.ERROR, clause="4.4",
        article="行政手続における特定の個人を識別するための番号の利用等に関する法律第7条第1項",
        article_english="Number Use Act, Article 7(1)",
        ja=Words("個人番号が既に使われています。", "同じ個人番号の住民が別にいます。", "番号と対象者を確かめてください。二重登録であれば、先に解消してください。"),
        en=Words("The individual number is in use.", "Another resident has this number.",
                 "Check number and person; resolve a double registration first."),
    ),
    Check(
        code="R-44-03", level=Level.ERROR, clause="4.4",
        article="行政手続における特定の個人を識別するための番号の利用等に関する法律第7条",
        article_english="Number Use Act, Article 7",
        ja=Words("個人番号が既に記載されています。", "個人番号の職権記載は、番号のない者に限ります。", "番号を改める場合は、変更又は修正として処理してください。"),
        en=Words("The person has an individual number.", "Only somebody without a number gets one entered.",
                 "To alter it, use change or correction of the number."),
    ),
    Check(
        code="R-44-04", level=Level.ERROR, clause="4.4",
        article="行政手続における特定の個人を識別するための番号の利用等に関する法律第7条第2項",
        article_english="Number Use Act, Article 7(2)",
        ja=Words("個人番号を変更できません。", "変更は、個人番号のある者に、今と異なる番号を記載するものです。", "番号のない者には、個人番号の職権記載を処理してください。"),
        en=Words("The individual number cannot be changed.", "A change gives another number to somebody who has one.",
                 "For somebody without a number use the entry of an assigned number."),
    ),
    Check(
        code="R-117-01", level=Level.ERROR, clause="1.1.7",
        article="住民基本台帳法施行令第30条の14", article_english="Order for Enforcement of the Act, Article 30-14",
        ja=Words("旧氏を記載できません。", "旧氏を記載できるのは、日本人住民です。", "外国人住民については、通称の記載を案内してください。"),
        en=Words("A former surname cannot be recorded.", "Only Japanese residents have one.", "Foreign residents may have a common name."),
    ),
    Check(
        code="R-117-02", level=Level.ERROR, clause="1.1.7",
        article="住民基本台帳法施行令第30条の16", article_english="Order for Enforcement of the Act, Article 30-16",
        ja=Words("通称を記載できません。", "通称を記載できるのは、外国人住民です。", "日本人住民については、旧氏の記載を案内してください。"),
        en=Words("A common name cannot be recorded.", "Only foreign residents have one.", "Japanese residents may have a former surname."),
    ),
    Check(
        code="R-117-03", level=Level.ERROR, clause="1.1.7",
        article="住民基本台帳法施行令第30条の14、第30条の16", article_english="Order for Enforcement of the Act, Articles 30-14, 30-16",
        ja=Words("旧氏・通称の異動になりません。", "記載されていないものの削除、記載されているものの再度の記載はできません。通称は変更できず、削除してから記載します。", "今の記載を確かめてください。"),
        en=Words("Nothing changes with this name.", "What is not recorded cannot be deleted, nor the same recorded again; a common name is deleted before another is recorded.", "Look at the record."),
    ),
    Check(
        code="R-4112-01", level=Level.ERROR, clause="4.1.1.2",
        article="住民記録システム標準仕様書4.1.1.2", article_english="Standard specification, 4.1.1.2",
        ja=Words("{name}は再転入者です。", "個人番号、住民票コード又は在留カード等の番号が一致する除票があります。新規の入力はできません。",
                 "該当する除票を選び、再転入者として処理してください。"),
        en=Words("{name} returns to this municipality.",
                 "A removed record with the same individual number, code or residence card number exists; a new entry is not possible.",
                 "Choose that removed record and enter the person as returning."),
    ),
    Check(
        code="R-4112-02", level=Level.ALERT, clause="4.1.1.2",
        article="住民記録システム標準仕様書4.1.1.2", article_english="Standard specification, 4.1.1.2",
        ja=Words("{name}は再転入者かもしれません。", "氏名・性別・生年月日が一致する除票があります。", "同じ人であれば、その除票を選んで再転入者として処理してください。"),
        en=Words("{name} may be returning.", "A removed record has the same name, sex and date of birth.",
                 "If it is the same person, choose the record and enter the person as returning."),
    ),
    Check(
        code="R-4112-03", level=Level.ERROR, clause="4.1.1.2",
        article="住民記録システム標準仕様書4.1.1.2", article_english="Standard specification, 4.1.1.2",
        ja=Words("選んだ除票は{name}のものではありません。", "生年月日又は性別が除票と一致しません。",
                 "除票を選び直してください。除票に誤記があれば、先に誤記修正をしてください。"),
        en=Words("The removed record chosen is not that of {name}.", "Date of birth or sex differ from the record.",
                 "Choose again; if the removed record is wrong, correct it first."),
    ),
)  # fmt: skip
"""The checks of this subject."""
