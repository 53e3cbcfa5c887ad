"""`docs/steps.md`, made from the vocabulary: every step, every label, with an example that is run by a test."""

# ruff: noqa: E501 - wide characters count double

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.host.features import (
    commanding,
    entrants,
    heading,
    item_table,
    procedures_page,
    running,
    steps_batch,
    steps_daily,
    steps_history,
    steps_letters,
    steps_papers,
    steps_search,
    steps_world,
)
from daicho.host.features.vocabulary import KINDS, STEPS, shown
from daicho.host.features.words import CATEGORIES, EFFECTS, GROUNDS, IMMIGRATION_MATTERS, MESSAGES, MINOR_GROUNDS, SLIPS
from daicho.law import checks
from daicho.law.decision import Level
from daicho.systems.register.actions.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HEAD: Final = """# 機能ファイルの書き方 / Steps of feature files

<!-- This page is made from the vocabulary by `python -m daicho.host.features.write_steps`; do not edit it. -->

`daicho features PATH…` は、日本語の Gherkin(`# language: ja`)で書いたファイルを、シナリオごとに新しい住民記録システムで
(「ネットワークがある」と書けば新しいネットワークで)実行する。Python を書かずに、どの異動の事例も書ける。
Each scenario runs on a fresh register, or network, through the public doors: clerks with accounts and rights, pending acts checked by
another person, the daily job, queries with access records, messages between systems.

    daicho features features/転居.feature        # 実行 run
    daicho features 事例/ --json                 # 結果を JSON で as JSON
    daicho features --steps                      # ステップの一覧 list the steps

## 約束

- 前提・もし・ならば・かつ・しかし(`*` も)のどれで始めても、ステップの意味は同じである。背景、ルール、シナリオアウトラインと例、タグ、
  `#` の注釈、説明文を使える。
- 全角と半角、「」と『』、「と」と「、」と「及び」、文末の「。」、文の中の空白は区別しない。「です」「になる」などの言い換えも、意味が1つに決まれば読み取る。
- 書き方を誤ると、そのシナリオは失敗し、誤った行と近いステップが示される。
- 人は氏名で呼ぶ。`「見本 太郎」` と `「見本　太郎」` は同じ人である。異動で記載された人も、その後は氏名で呼べる。
- 同じ氏名の人は、シナリオを通じて同じ住民票コードと個人番号をもつ(転出した人が転入してくると同じ番号である)。
- 異動の後に「エラー…になる」などの、エラーを見るステップを書かなければ、エラーになった時点でシナリオは失敗する(アラートのステップでは、エラーを見たことにならない)。
- エラーになった異動は、何も変えない。続けて別の異動を書ける。
- 前から住んでいる人は、シナリオの初めより前の業務日(`令和8年11月1日時点の記録では`)にも知られていたものとする。
- 世帯主がいなくなり2人以上が残る世帯では、残る人の続柄と世帯主氏名は空欄(世帯主未設定)になる。1人だけが残れば、その人が職権で世帯主になる。
- 他の人の異動に伴って職権で変わる人(世帯主になる人、世帯主未設定になる人)についても、市町村CSへ「本人確認情報の更新」(職権修正等)が
  送られる。世帯主の氏名だけが変わる人については送られない。
- 記載される人の個人番号は、書かなければ空欄である。空欄の人については、市町村CSへ「個人番号の生成要求」も送られる。
- 業務日付は、書かなければ令和8年11月21日(土曜日)である。町は神奈川県海老名市である。
- 表には2つの書き方がある。見出しの行と、1人(1件)に1行の横書き。又は1行目を `| 項目 | 内容 |` とする縦書き(1人分)。
- 異動そのものの欄(異動日、住所など)は、1行目に書けばよい。ほかの行に異なる内容を書くと誤りになる。
- 期待する内容の表では、`*` は何でもよい、`あり` は空欄でない、空のセルと `空欄` は空欄、`「見本 太郎」と同じ`・`「見本 太郎」と異なる` は
  その人の今の内容との比較である。挙げない項目は問わない。
- 入力の表では、書かない欄と空のセルは既定、`空欄` は空欄のまま入力すること(修正では空のセルも空欄にすること)。
- 要件の番号をタグに書ける(`@STD-4.1.2.1` など)。`daicho conformance` がそのシナリオを数える。

## 日付の書き方

`令和8年11月21日`、`R8.11.21`、`2026-11-21`、`昭和64年1月7日`、`令和元年5月1日` のほか、不詳日の14の形(`昭和20年頃`、`令和8年11月上旬`、
`年月日不詳` など)。業務日付から数えて `今日`、`昨日`、`明日`、`3日前`、`14日後`、`2週間前`、`2か月前`、`1年後`、ほかの日から数えて
`令和8年11月24日の14日前`、業務日付の年の `11月20日` とも書ける。
暦にない日(`令和8年2月29日`)も書け、認められない項目ではエラーになる。
届出期間の14日は異動日の翌日から数え、末日が市役所の休みの日(土曜・日曜、祝日、12月29日から1月3日)に当たれば、次の開庁日までである
(既定の業務日付のあたりでは、令和8年11月23日の月曜日が祝日である)。

## 最初の例

```gherkin
# language: ja
機能: 転居

  シナリオ: 世帯主だけが転居し、残る1人が世帯主になる
    前提 業務日付は令和8年11月24日である
    かつ 次の世帯がある
      | 氏名      | 続柄   | 生年月日       | 性別 | 住所             |
      | 見本 太郎 | 世帯主 | 昭和55年4月1日 | 男   | 中央一丁目1番1号 |
      | 見本 花子 | 妻     | 昭和57年5月5日 | 女   |                  |
    もし 「見本 太郎」の転居を登録する
      | 転居日          | 住所               |
      | 令和8年11月20日 | 国分南一丁目2番3号 |
    ならば アラート「R-404-02」が出る
    かつ 「見本 花子」の続柄は「世帯主」である
```
"""


MOMENTS: Final = (
    "省けば今日現在の、今知られている内容。`令和8年11月20日現在の`(その日現在の内容。`時点の` とも)、"
    "`令和8年11月24日時点の記録では、`(その業務日の終わりに知られていた内容)、"
    "`異動「転居」の直前の記録では、`・`その異動の直後の記録では、`(その異動の直前・直後に知られていた内容)と書ける。"
    "`その異動の直前の記録では、令和8年11月20日現在の` のように組み合わせてもよい。"
)


def page() -> str:
    """The whole page."""
    running.load_steps()
    return "\n".join((HEAD, *_words(), *_steps(), *_tables())).rstrip() + "\n"


def _words() -> Iterator[str]:
    yield "## ステップの中の言葉\n"
    yield "| 書き方 | 意味 |\n| --- | --- |"
    yield f"| [いつ] | {MOMENTS} |"
    for kind in KINDS.values():
        yield f"| {kind.shown} | {kind.meaning} |"
    yield "\n角括弧 `[…]` の中は省ける。丸括弧 `(甲|乙)` はどれか1つを書く。\n"


def _steps() -> Iterator[str]:
    yield "## ステップ\n"
    group = ""
    for step in STEPS:
        if step.group != group:
            group = step.group
            yield f"### {group}\n"
        yield f"#### `{shown(step.template)}`\n"
        yield f"{step.text}\n"
        yield "```gherkin"
        yield from (
            line.strip() if at == 0 else f"  {line.strip()}" for at, line in enumerate(step.example.splitlines())
        )
        yield "```\n"


def _tables() -> Iterator[str]:
    yield from procedures_page.page()
    yield from _labels("前から住んでいる人の表", steps_world.OPENING_LABELS)
    yield "\n「項目」の表のほかの項目(備考、転入前住所など)も列にできる。\n"
    yield from _labels("異動の表: 異動の欄", heading.LABELS)
    yield "\n異動日は、転入日・転居日・転出日・転出予定日・死亡日・消除日・記載日とも書ける。\n"
    yield from _labels("異動の表: 記載される人の欄", entrants.LABELS)
    yield from _labels("異動の表: そのほかの欄", commanding.OTHER_LABELS)
    yield "\n移る人の続柄は、表の `氏名`・`続柄` の列に書く(書かなければ今のまま)。修正では、直す項目(「項目」の表)を見出しにする。住民票コードは、11桁、`「見本 太郎」と同じ` 又は `新しいコード`(試験用の、誰のものでもないコード)。\n"
    yield "記載される人の資格の項目(国民健康保険など)と在留の項目も、「項目」の見出しで書ける。\n"
    yield "## 項目\n"
    yield "| 項目 | とも書く | |\n| --- | --- | --- |"
    yield from (f"| {item.label} | {'、'.join(item.also)} | {item.note} |" for item in item_table.ITEMS)
    yield ""
    yield from _labels("異動履歴の表", {label: note for label, (_, note) in steps_history.COLUMNS.items()})
    yield from _labels("電文の表", steps_letters.LABELS)
    yield from _labels("検索の条件", steps_search.SEARCH_LABELS)
    yield from _labels("証明書の請求の表", steps_papers.LABELS)
    yield from _labels("翌日の異動一覧の表", steps_daily.LABELS)
    yield from _labels("一括処理の結果の表", steps_batch.LABELS)
    yield from _list("在留区分", CATEGORIES)
    yield from _list("入管庁長官の通知の通知事項", IMMIGRATION_MATTERS)
    yield "\n在留資格の取消し、住基法の対象外、許可の取消し、期間の満了、出国では、住民票が職権で消除される。"
    yield from _list("職権消除の理由", GROUNDS)
    yield from _list("軽微な修正の理由", MINOR_GROUNDS)
    yield from _list("波及", EFFECTS)
    yield from _list("帳票", SLIPS)
    yield from _list("電文", MESSAGES)
    yield from _codes()


def _codes() -> Iterator[str]:
    yield "\n## コード\n"
    yield "| コード | | |\n| --- | --- | --- |"
    for code, check in sorted(checks.CATALOGUE.items()):
        level = "エラー" if check.level is Level.ERROR else "アラート"
        yield f"| {code} | {level} | {check.ja.what} |"
    yield "\n業務のチェックのほかに、次のコードになることがある。\n"
    yield "| コード | |\n| --- | --- |"
    for refusal in sorted(_refusals(), key=lambda each: each.code):
        yield f"| {refusal.code} | {refusal.what} |"
    yield "| 検索条件不足 | 検索の条件が足りない |"
    yield "\n権限のエラー(`A-`)は [access.md](access.md)、値のエラー(`V-`)と証明書のエラー(`P-`)は [errors.md](errors.md) にある。"


def _refusals() -> list[type[NotDone]]:
    # those of the desk itself: what other modules add to them depends on which have been imported
    return [each for each in NotDone.__subclasses__() if each.__module__ == NotDone.__module__]


def _labels(title: str, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| 見出し | |\n| --- | --- |"
    yield from (f"| {label} | {note} |" for label, note in labels.items())


def _list(title: str, words: Iterable[str]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "、".join(words)
