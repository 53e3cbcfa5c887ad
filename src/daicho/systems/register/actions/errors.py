"""Why an action of the register did not happen. The texts name codes and pending acts, never a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from daicho.law.decision import Decision
    from daicho.systems.register.differences import Difference


class NotDone(Exception):  # noqa: N818 - the common word for what did not happen
    """Base of all of them: `code` is stable, `what`, `why` and `mend` are for the clerk, Japanese and English."""

    code = "R-0000"
    what = "処理できませんでした"
    what_en = "The action was not done"
    why = ""
    why_en = ""
    mend = ""
    mend_en = ""

    def __str__(self) -> str:
        return (
            f"{self.what} ({self.code}) {self.why} {self.mend}\n"
            f"  {self.what_en} ({self.code}) {self.why_en} {self.mend_en}"
        )


class Refused(NotDone):
    """The law finds errors in the command."""

    code = "R-0001"
    what = "エラーがあるため登録できません"
    what_en = "There are errors, so it cannot be recorded"
    why = "住民票の記載等は、法令の要件を満たすものに限られます(住民基本台帳法第8条)。"
    why_en = "Only what meets the law may be entered in a resident record (Act, Article 8)."
    mend = "各エラーの説明に従って入力を直してください。"
    mend_en = "Mend the entry as each error says."

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(", ".join(finding.code for finding in decision.errors))


class Differs(NotDone):
    """The decision is no longer the one that was checked; it was not applied."""

    code = "R-0002"
    what = "確認した内容と異なるため、本登録していません"
    what_en = "The outcome differs from the one that was checked; nothing was recorded"
    why = "確認の後に、関係する住民票が変わりました(標準仕様書4.0.8)。"
    why_en = "A record it depends on has changed since the check (standard 4.0.8)."
    mend = "違いを確かめて、もう一度確認してください。"
    mend_en = "Look at the differences and check again."

    def __init__(self, decision: Decision, differences: tuple[Difference, ...]) -> None:
        self.decision = decision
        self.differences = differences
        super().__init__(f"{len(differences)} differences")


class Blocked(NotDone):
    """A pending act blocks somebody or a household that this one would change."""

    code = "R-0003"
    what = "仮登録中の異動があるため、処理できません"
    what_en = "A pending act blocks this one"
    why = "仮登録の状態では、その人と世帯の他の異動は抑止されます(標準仕様書4.0.8)。"
    why_en = "While an act is pending, other acts on the same people and households wait (standard 4.0.8)."
    mend = "仮登録を本登録にするか、取り下げてから処理してください。"
    mend_en = "Make the pending act definitive or withdraw it first."

    def __init__(self, pending: tuple[int, ...]) -> None:
        self.pending = pending
        super().__init__(", ".join(map(str, pending)))


class WrongState(NotDone):
    """The pending act is not in a state in which this can be done."""

    code = "R-0004"
    what = "この仮登録は、その操作ができる状態ではありません"
    what_en = "The pending act is not in a state in which this can be done"
    why = "他の職員が先に処理した可能性があります(標準仕様書4.0.8)。"
    why_en = "Somebody else may have dealt with it (standard 4.0.8)."
    mend = "一覧を開き直して、状態を確かめてください。"
    mend_en = "Open the list again and look at its state."


class Outdated(NotDone):
    """The pending act was edited since it was shown."""

    code = "R-0005"
    what = "表示した後に内容が変わりました"
    what_en = "It was edited since it was shown"
    why = "古い内容をもとに登録することはできません(標準仕様書4.0.8、4.0.9)。"
    why_en = "Nothing is recorded on the strength of outdated content (standard 4.0.8, 4.0.9)."
    mend = "開き直して、今の内容を確かめてください。"
    mend_en = "Open it again and look at its present content."


class SamePerson(NotDone):
    """The checker is the operator."""

    code = "R-0006"
    what = "入力した本人は確認できません"
    what_en = "Whoever entered it cannot check it"
    why = "入力内容は別の職員が届出書と照合します(CTRL-028)。"
    why_en = "Another person compares the entry with the notification (CTRL-028)."
    mend = "別の職員に確認を依頼してください。"
    mend_en = "Ask a colleague to check it."


class BeingEdited(NotDone):
    """Another clerk is editing the resident; others may only look (STD-10.3)."""

    code = "R-0007"
    what = "他の職員が入力中です"
    what_en = "Another clerk is editing"
    why = "同じ住民の情報は、閲覧のほかは同時に扱えません(標準仕様書10.3)。"
    why_en = "The same resident may be edited by one clerk at a time; others may look (standard 10.3)."
    mend = "入力が終わるのを待つか、その職員に確かめてください。"
    mend_en = "Wait until they have finished, or ask them."

    def __init__(self, account: str, since: datetime) -> None:
        self.account = account
        self.since = since
        super().__init__(account)


class UnknownReason(NotDone):
    """The code of a reason for sending back is not in the list."""

    code = "R-0008"
    what = "差戻し理由のコードがありません"
    what_en = "There is no such reason for sending back"
    why = "差戻し理由は登録されたコードから選びます。"
    why_en = "The reason is chosen from the registered codes."
    mend = "一覧から選び直してください。"
    mend_en = "Choose again from the list."


class SyntheticMismatch(NotDone):
    """A number of the synthetic block on a real host, or another number on a synthetic one."""

    code = "R-0009"
    what = "試験用番号の区分が、この環境と合いません"
    what_en = "The number belongs to the other world: synthetic and real numbers do not mix"
    why = "試験用の番号は実データの環境に、実在しうる番号は試験環境に入れられません。"
    why_en = "A real host refuses the synthetic block, and a demonstration refuses every other number."
    mend = "番号を確かめてください。"
    mend_en = "Check the number."


class TooMany(NotDone):
    """More pending acts were to become definitive at once than the office allows (STD-4.0.8)."""

    code = "R-0015"
    what = "一度に本登録できる件数を超えています"
    what_en = "More acts than may become definitive at once"
    why = "全部又は一部をまとめて本登録するときは、件数に上限があります(標準仕様書4.0.8)。"
    why_en = "Acts made definitive together are limited in number (standard 4.0.8)."
    mend = "件数を減らして選び直してください。"
    mend_en = "Choose fewer of them."

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(str(most))
