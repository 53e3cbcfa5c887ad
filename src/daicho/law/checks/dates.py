"""Checks of days and of who notified."""

# ruff: noqa: E501 - each text of the catalogue stands in one line; wide characters count double

from typing import Final

from daicho.law.checks.entry import Check, Words
from daicho.law.decision import Level

_ARTICLES_OF_MOVES: Final = "住民基本台帳法第22条第1項、第23条、第24条、第25条、第30条の46、第30条の47"
_ARTICLES_OF_MOVES_ENGLISH: Final = "Basic Resident Register Act, Articles 22(1), 23, 24, 25, 30-46, 30-47"

CHECKS: Final = (
    Check(
        code="R-403-01", level=Level.ERROR, clause="4.0.3",
        article="住民記録システム標準仕様書4.0.3", article_english="Standard specification, 4.0.3",
        ja=Words("異動日が処理日より後です。", "異動日は{date}、処理日は{today}です。転出を除き、異動日は処理当日以前の日に限ります。",
                 "異動日を確かめ、まだ異動していなければ異動後に届け出るよう案内してください。"),
        en=Words("The effective date lies after the processing date.",
                 "Effective date {date}, today {today}. Except for a move-out, only days up to today can be entered.",
                 "Check the effective date; if the event has not happened yet, ask the person to notify afterwards."),
    ),
    Check(
        code="R-403-02", level=Level.ERROR, clause="4.0.3",
        article="住民記録システム標準仕様書4.0.3", article_english="Standard specification, 4.0.3",
        ja=Words("異動日が入力されていません。", "異動処理には異動日が必要です。", "届書又は通知で異動日を確かめて入力してください。"),
        en=Words("The effective date is blank.", "Every act needs its effective date.",
                 "Find the date in the notification or notice and enter it."),
    ),
    Check(
        code="R-403-03", level=Level.ERROR, clause="1.1.8",
        article="住民記録システム標準仕様書1.1.8", article_english="Standard specification, 1.1.8",
        ja=Words("暦上日ではない日付です。", "「{date}」は暦上の日ではありません。不詳日と暦上日以外の日は、出生・死亡・失踪の異動日など1.1.8に定める項目に限ります。",
                 "年月日を確かめて、暦にある日を入力してください。"),
        en=Words("The date is not a calendar day.",
                 "“{date}” is no calendar day. Unknown days and days in no calendar are for the fields of 1.1.8 only, such as "
                 "the effective date of a birth, death or disappearance.",
                 "Check the date and enter a day of the calendar."),
    ),
    Check(
        code="R-403-04", level=Level.ERROR, clause="4.0.3",
        article="住民記録システム標準仕様書4.0.3、11.1", article_english="Standard specification, 4.0.3, 11.1",
        ja=Words("日付が生年月日より前です。", "日付は{date}、生年月日は{birth}です。出生前の異動は成り立ちません。",
                 "異動日と生年月日のどちらに誤りがあるかを確かめて、正しい日を入力してください。"),
        en=Words("The date lies before the date of birth.",
                 "Date {date}, date of birth {birth}. Nothing can happen to a person before birth.",
                 "Find out which of the two dates is wrong and enter the right one."),
    ),
    Check(
        code="R-403-05", level=Level.ALERT, clause="1.2.1",
        article="住民記録システム標準仕様書1.2.1", article_english="Standard specification, 1.2.1",
        ja=Words("異動日より後の異動が既に登録されています。",
                 "異動日{date}より後に{count}件の異動({acts})があります。この異動は、後の異動が変えた事項には及びません。",
                 "異動前後の内容を確かめ、後の異動も直す必要があれば、その異動を取り消すか訂正してください。"),
        en=Words("Later acts than the effective date are on record.",
                 "There are {count} acts after {date} ({acts}). This act does not touch what later acts have changed.",
                 "Compare before and after; where the later acts are wrong too, cancel or correct them."),
    ),
    Check(
        code="R-4102-01", level=Level.ERROR, clause="4.1.0.2",
        article="住民記録システム標準仕様書4.1.0.2", article_english="Standard specification, 4.1.0.2",
        ja=Words("届出日が処理日より後です。", "届出日は{date}、処理日は{today}です。届出日は処理当日以前の日に限ります。",
                 "届書の受付日を確かめて入力してください。"),
        en=Words("The notification date lies after the processing date.",
                 "Notified {date}, today {today}. Only days up to today can be entered.",
                 "Check the day on which the notification was received and enter it."),
    ),
    Check(
        code="R-4102-02", level=Level.ERROR, clause="4.1.0.2",
        article="住民記録システム標準仕様書1.2.1、4.1.0.2", article_english="Standard specification, 1.2.1, 4.1.0.2",
        ja=Words("届出日(申出日・請求日・通知日)が入力されていません。", "届出・申出・請求・通知に基づく異動では、その日を記録します。",
                 "届書等の受付日を入力してください。職権による異動であれば、根拠を職権に改めてください。"),
        en=Words("The date of the notification, statement, request or notice is blank.",
                 "An act that rests on one of them records its date.",
                 "Enter the day of receipt; if the act is ex officio, change its basis."),
    ),
    Check(
        code="R-4102-03", level=Level.ALERT, clause="4.1.0.2",
        article=_ARTICLES_OF_MOVES, article_english=_ARTICLES_OF_MOVES_ENGLISH,
        ja=Words("届出が14日以内にされていません。",
                 "異動日{effective}から14日を過ぎた{date}の届出です。住民基本台帳法第{article}は14日以内の届出を求めています。",
                 "遅れた理由を聴き取り、必要があれば届出期間経過の手続(同法第52条第2項)をしてから処理してください。"),
        en=Words("The notification came later than fourteen days.",
                 "Notified {date}, more than fourteen days after {effective}; Article {article} asks for fourteen days.",
                 "Ask for the reason, deal with the delay (Article 52(2)) where needed, then go on."),
    ),
    Check(
        code="R-4102-04", level=Level.ERROR, clause="4.1.0.2",
        article=_ARTICLES_OF_MOVES, article_english=_ARTICLES_OF_MOVES_ENGLISH,
        ja=Words("異動日が届出日より後です。", "異動日は{effective}、届出日は{date}です。異動をした日から14日以内の届出であり、未来の異動は届け出られません。",
                 "異動日と届出日を確かめ、異動前であれば異動後に届け出るよう案内してください。"),
        en=Words("The effective date lies after the notification.",
                 "Effective {effective}, notified {date}. A move is notified within fourteen days after it happened, never ahead.",
                 "Check both dates; if the move has not happened yet, ask the person to notify afterwards."),
    ),
    Check(
        code="R-4101-01", level=Level.ERROR, clause="4.1.0.1",
        article="住民基本台帳法第26条、第27条第1項", article_english="Basic Resident Register Act, Articles 26, 27(1)",
        ja=Words("届出人が入力されていません。", "届出に基づく異動では、届出人とその資格を記録します。",
                 "届書の届出人を入力してください。届出がなければ、根拠を職権に改めてください。"),
        en=Words("The notifier is blank.", "An act on a notification records who notified, and as what.",
                 "Enter the notifier from the form; without a notification change the basis to ex officio."),
    ),
    Check(
        code="R-4101-02", level=Level.ERROR, clause="4.1.0.1",
        article="住民基本台帳法第27条第3項", article_english="Basic Resident Register Act, Article 27(3)",
        ja=Words("代理権の確認がありません。", "任意代理人による届出では、委任状等により権限を明らかにさせます。",
                 "委任状を確かめ、確認した旨を入力してください。"),
        en=Words("The agent's authority has not been checked.", "An agent has to show a letter of attorney or the like.",
                 "Check the letter of attorney and record that it was seen."),
    ),
    Check(
        code="R-4101-03", level=Level.ALERT, clause="4.1.0.1",
        article="住民基本台帳法第27条第2項", article_english="Basic Resident Register Act, Article 27(2)",
        ja=Words("本人確認書類が入力されていません。", "届出人が本人であるかどうかを、書類等により確かめます。",
                 "提示された書類を入力してください。提示がなければ、聴き取り等で確かめたことを備考に残してください。"),
        en=Words("No identity document is recorded.", "The notifier has to be identified by documents or otherwise.",
                 "Enter the documents shown; without any, note in the remarks how the person was identified."),
    ),
)  # fmt: skip
"""The checks of this subject."""
