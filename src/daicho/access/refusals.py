"""Why something was not allowed, in the four parts of the house: what, why (article or control), what to do, code.

No text here ever names a person; the record of the refusal says who asked for whom.
"""

from __future__ import annotations

import msgspec


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One reason of refusal as the clerk reads it, in Japanese and English.

    `what` says what was found, `why` why it is not allowed, `mend` what to do.
    """

    code: str
    what: str
    what_en: str
    why: str
    why_en: str
    mend: str
    mend_en: str

    def __str__(self) -> str:
        return (
            f"{self.what} ({self.code}) {self.why} {self.mend}\n"
            f"  {self.what_en} ({self.code}) {self.why_en} {self.mend_en}"
        )


_CATALOGUE = (
    Refusal(
        code="A-1001",
        what="利用者を確かめられません",
        what_en="The account is unknown or has been closed",
        why="利用者は個人ごとのIDで識別します(CTRL-042)。",
        why_en="Each user works under an ID of their own (CTRL-042).",
        mend="所属長に利用者IDの状態を確かめてください。",
        mend_en="Ask the head of your office about the state of your account.",
    ),
    Refusal(
        code="A-1002",
        what="この機能を使う権限がありません",
        what_en="You hold no right to this function",
        why="権限は機能ごと、人ごとに必要な範囲で与えられます(CTRL-060、CTRL-061)。",
        why_en="Rights are given per function and per person, as far as the work needs (CTRL-060, CTRL-061).",
        mend="業務に必要であれば、所属長の承認を受けて権限を申請してください。",
        mend_en="If your work needs it, apply for the right with the approval of the head of your office.",
    ),
    Refusal(
        code="A-1003",
        what="権限の期間外です",
        what_en="Your right is not in force today",
        why="権限は承認された期間に限り有効です(CTRL-052、CTRL-054)。",
        why_en="A right is in force only for its approved term (CTRL-052, CTRL-054).",
        mend="任用期間または委託期間を示す書面を添えて更新を申請してください。",
        mend_en="Apply for renewal with a document that shows the term of employment or contract.",
    ),
    Refusal(
        code="A-1004",
        what="この団体についての権限がありません",
        what_en="Your right does not extend to this organisation",
        why="権限は団体ごとに与えられます(CTRL-060)。",
        why_en="Rights are given per organisation (CTRL-060).",
        mend="自団体の端末から、自団体の権限で操作してください。",
        mend_en="Work from a terminal of your own organisation under a right of your own organisation.",
    ),
    Refusal(
        code="A-1005",
        what="利用目的が選ばれていないか、この機能に使えない目的です",
        what_en="No purpose was chosen, or the purpose does not fit this function",
        why="業務上必要のない検索や閲覧はできません(住民基本台帳法第36条の2、CTRL-074、CTRL-096)。",
        why_en="Looks that the work does not need are not allowed (Act, Article 36-2; CTRL-074, CTRL-096).",
        mend="利用目的と根拠を選び直してください。",
        mend_en="Choose the purpose and its legal ground again.",
    ),
    Refusal(
        code="A-1006",
        what="受付番号が入力されていません",
        what_en="No case number was given",
        why="操作は申請文書等と照合できなければなりません(CTRL-081)。",
        why_en="An operation must be comparable with its application documents (CTRL-081).",
        mend="届出または申請の受付番号を入力してください。",
        mend_en="Enter the number of the notification or application.",
    ),
    Refusal(
        code="A-1007",
        what="この端末では、この機能を使えません",
        what_en="This terminal may not be used for this function",
        why="利用できる端末は登録されたものに限られます(CTRL-070、CTRL-071)。",
        why_en="Only registered terminals of the right kind may be used (CTRL-070, CTRL-071).",
        mend="登録された端末を使うか、端末の登録を管理者に申し出てください。",
        mend_en="Use a registered terminal, or ask the administrator to register this one.",
    ),
    Refusal(
        code="A-1008",
        what="検索条件が足りません",
        what_en="The search conditions do not suffice",
        why="性別を除く2情報以上、または番号による単件検索に限られます(CTRL-091、CTRL-093)。",
        why_en="At least two items other than sex, or one complete number, are needed (CTRL-091, CTRL-093).",
        mend="氏名と住所、または氏名と生年月日を入力してください。",
        mend_en="Enter name and address, or name and date of birth.",
    ),
    Refusal(
        code="A-1009",
        what="記録された範囲の外の人です",
        what_en="This person is outside what the access record covers",
        why="閲覧は、先に記録された対象者に限られます(CTRL-074)。",
        why_en="Only persons named in the access record made beforehand may be read (CTRL-074).",
        mend="その人をあらためて開いてください。",
        mend_en="Open that person anew.",
    ),
    Refusal(
        code="A-1010",
        what="提供できない情報です",
        what_en="This information may not be provided",
        why="法令に根拠のない提供はできません(住民基本台帳法第30条の6から第30条の15、CTRL-085)。",
        why_en="Provision without a legal ground is not allowed (Act, Articles 30-6 to 30-15; CTRL-085).",
        mend="照会の目的と根拠法令を確かめてください。",
        mend_en="Check the purpose and the legal ground of the inquiry.",
    ),
    Refusal(
        code="A-2001",
        what="確定したアクセス記録がありません",
        what_en="There is no committed access record for this look at an individual number",
        why="個人番号は、記録が確定した後にだけ読み出せます(CTRL-001、CTRL-085)。",
        why_en="An individual number is read only after its access record stands (CTRL-001, CTRL-085).",
        mend="画面からもう一度操作してください。続く場合は管理者に知らせてください。",
        mend_en="Repeat the operation from its screen; tell the administrator if this persists.",
    ),
    Refusal(
        code="A-2002",
        what="アクセス記録がこの個人番号の読出しと合いません",
        what_en="The access record does not match this look at an individual number",
        why="記録された対象だけを読み出せます(CTRL-006)。",
        why_en="Only what the record names may be read (CTRL-006).",
        mend="画面からもう一度操作してください。",
        mend_en="Repeat the operation from its screen.",
    ),
    Refusal(
        code="A-2003",
        what="このアクセス記録は使用済みです",
        what_en="This access record has been used already",
        why="一つの記録で読み出せるのは一度だけです(CTRL-006)。",
        why_en="One record allows one look (CTRL-006).",
        mend="もう一度必要な場合は、あらためて操作してください。",
        mend_en="If you need the number again, repeat the operation.",
    ),
    Refusal(
        code="A-2004",
        what="個人番号の保管庫の鍵が合いません",
        what_en="The key of the number vault does not fit",
        why="保管庫は、登録された鍵でだけ開きます(CTRL-001)。",
        why_en="The vault opens only with the key it was made with (CTRL-001).",
        mend="host.toml の鍵ファイルを確かめてください。",
        mend_en="Check the key file named in host.toml.",
    ),
    Refusal(
        code="A-2005",
        what="個人番号の保管庫の内容が壊れているか、書き換えられています",
        what_en="The content of the number vault is damaged or was altered",
        why="暗号文は保管先の参照番号と結びつけて検証されます(CTRL-001)。",
        why_en="Each ciphertext is verified together with its reference (CTRL-001).",
        mend="操作を止め、管理者に知らせてください。",
        mend_en="Stop and tell the administrator.",
    ),
    Refusal(
        code="A-3001",
        what="サインインできませんでした",
        what_en="The sign-in failed",
        why="利用者ID、認証器、端末のいずれかを確かめられませんでした(CTRL-043)。",
        why_en="The account, its authenticator or the terminal could not be verified (CTRL-043).",
        mend="利用者IDと認証器を確かめて、もう一度試してください。",
        mend_en="Check your ID and your authenticator and try again.",
    ),
    Refusal(
        code="A-3002",
        what="確認コードが違うか、期限が切れています",
        what_en="The one-time code is wrong or has expired",
        why="確認コードは一度だけ、短い時間に限り使えます(CTRL-043)。",
        why_en="A one-time code works once and for a short time (CTRL-043).",
        mend="新しい確認コードを受け取ってください。",
        mend_en="Ask for a new code.",
    ),
    Refusal(
        code="A-3003",
        what="確認コードによるサインインは、この環境では使えません",
        what_en="Sign-in by one-time code is not available here",
        why="確認コードは実演環境だけの代替手段です(CTRL-043からCTRL-046)。",
        why_en="The one-time code is a substitute for demonstrations only (CTRL-043 to CTRL-046).",
        mend="登録済みの認証器でサインインしてください。",
        mend_en="Sign in with your registered authenticator.",
    ),
    Refusal(
        code="A-3004",
        what="一定時間操作がなかったため、終了しました",
        what_en="You were signed out because nothing was done for a while",
        why="なりすましと長時間の表示を防ぐためです(CTRL-049、CTRL-097)。",
        why_en="This guards against impersonation and long display (CTRL-049, CTRL-097).",
        mend="もう一度サインインしてください。入力中の内容は下書きに残っています。",
        mend_en="Sign in again. What you had entered is kept as a draft.",
    ),
)

REFUSALS: dict[str, Refusal] = {refusal.code: refusal for refusal in _CATALOGUE}
"""Every refusal of this room by its stable code."""
