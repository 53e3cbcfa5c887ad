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
    Refusal(
        code="A-1011",
        what="研修を受けた記録がないか、有効期間が過ぎています",
        what_en="There is no record of a training, or it is no longer valid",
        why="研修を受講していない職員はシステムを利用できません(CTRL-062)。",
        why_en="Staff who have not taken the training may not use the system (CTRL-062).",
        mend="研修を受け、管理者に受講の記録を依頼してください。",
        mend_en="Take the training and ask the administrator to record it.",
    ),
    Refusal(
        code="A-3005",
        what="サインインの失敗が続いたため、しばらくサインインできません",
        what_en="Sign-in is locked for a while after repeated failures",
        why="第三者による試行を止めるためです(標準仕様書10.3)。",
        why_en="This stops others from trying (standard 10.3).",
        mend="30分後に試すか、管理者にロックの解除を依頼してください。",
        mend_en="Try again after 30 minutes, or ask the administrator to unlock the account.",
    ),
    Refusal(
        code="A-3006",
        what="この登録コードは、この画面では使えません",
        what_en="This enrolment code cannot be used here",
        why="発行した人が本人になりすますことのないよう、登録コードは、発行した端末でも、登録のない端末でも、"
        "サインイン中の画面でも使えません(CTRL-042、CTRL-043)。",
        why_en="So that nobody enrols in another's name, a code is used neither at the terminal where it was made, nor "
        "at an unregistered one, nor while somebody is signed in (CTRL-042, CTRL-043).",
        mend="このコードは無効になりました。新しいコードを受け取り、登録された別の端末で、サインインせずに入力してください。",
        mend_en="This code is now void. Ask for a new one and enter it at another registered terminal, not signed in.",
    ),
    Refusal(
        code="A-4001",
        what="使えない文字が入力されています",
        what_en="What was sent holds characters that cannot be used",
        why="制御文字や文字として成り立たない値は、記録にも台帳にも残せません(標準仕様書11.1)。",
        why_en="Control characters and values that are no text can stand in no record (standard 11.1).",
        mend="入力した欄の文字を確かめ、打ち直してください。貼り付けた場合は、いったん消して入力してください。",
        mend_en="Check the text and type it again. If you pasted it, delete it and type it by hand.",
    ),
    Refusal(
        code="A-4002",
        what="記録が書き換えられたか、失われています",
        what_en="Records were changed or are missing",
        why="アクセス記録は変更できず、七年間保存します(CTRL-076、CTRL-082)。",
        why_en="Access records are never changed and are kept for seven years (CTRL-076, CTRL-082).",
        mend="操作を続けず、データベースと、別に保管した access.sealed のログを管理者と照合してください。",
        mend_en="Stop working; with the administrator compare the database with the access.sealed log kept elsewhere.",
    ),
    Refusal(
        code="A-5001",
        what="自分が申請した権限や自分の権限は承認できません",
        what_en="You cannot approve a right that you applied for, or one of your own",
        why="権限の設定と変更は、申請した人とは別の人の承認を受けて反映します(CTRL-051)。",
        why_en="Rights take effect once somebody other than the applicant has approved them (CTRL-051).",
        mend="申請者でも本人でもない承認者に依頼してください。",
        mend_en="Ask an approver who is neither the applicant nor the holder.",
    ),
    Refusal(
        code="A-5002",
        what="この利用者IDはすでに使われています",
        what_en="This ID is already in use",
        why="利用者IDは一人に一つで、共用も使い回しもしません(CTRL-042)。",
        why_en="Each person has one ID; it is neither shared nor used again (CTRL-042).",
        mend="別の利用者IDを付けてください。",
        mend_en="Choose another ID.",
    ),
    Refusal(
        code="A-5003",
        what="自分の利用者IDには、この操作はできません",
        what_en="You cannot do this to your own account",
        why="管理の操作は、本人とは別の人が行います(CTRL-051)。",
        why_en="What is done to an account is done by somebody else (CTRL-051).",
        mend="ほかの管理者に依頼してください。",
        mend_en="Ask another administrator.",
    ),
    Refusal(
        code="A-5004",
        what="この権限はもう申請中ではありません",
        what_en="This right is no longer waiting for approval",
        why="承認または不承認が済んだか、取り消されています(CTRL-051)。",
        why_en="It has been approved, declined or withdrawn (CTRL-051).",
        mend="権限の一覧を開き直してください。",
        mend_en="Open the list of rights again.",
    ),
    Refusal(
        code="A-9400",
        what="送られた内容を受け付けられません",
        what_en="The request cannot be taken",
        why="要求の形が正しくありません。",
        why_en="It is not in a form that this system knows.",
        mend="前の画面に戻り、もう一度操作してください。",
        mend_en="Go back and repeat the operation.",
    ),
    Refusal(
        code="A-9403",
        what="画面の有効期限が切れています",
        what_en="This page has expired",
        why="ほかの画面からのなりすましを防ぐ印が、今のサインインと合いません。",
        why_en="The mark that guards against forged requests does not fit the present sign-in.",
        mend="画面を開き直してから、もう一度操作してください。入力した内容は登録されていません。",
        mend_en="Open the page again and repeat the operation. Nothing has been registered.",
    ),
    Refusal(
        code="A-9404",
        what="この画面はありません",
        what_en="There is no such page",
        why="アドレスが違うか、対象がなくなっています。",
        why_en="The address is wrong, or what it led to is gone.",
        mend="メニューから開き直してください。",
        mend_en="Open it again from the menu.",
    ),
    Refusal(
        code="A-9405",
        what="この操作は、この画面からはできません",
        what_en="This cannot be done from this page",
        why="アドレスと操作の組合せが合いません。画面の準備が終わる前に押した場合にも起こります。",
        why_en="Address and operation do not fit; this also happens when something is pressed before a page is ready.",
        mend="画面を開き直してから、もう一度操作してください。",
        mend_en="Open the page again and repeat the operation.",
    ),
    Refusal(
        code="A-9500",
        what="処理の途中で誤りが起こりました",
        what_en="Something went wrong while this was processed",
        why="システムの誤りです。途中までの内容は登録されていません。",
        why_en="This is a fault of the system. Nothing was left half done.",
        mend="もう一度操作し、続く場合は下の照会番号を管理者に知らせてください。",
        mend_en="Repeat the operation; if it persists, give the reference number to the administrator.",
    ),
    Refusal(
        code="A-9503",
        what="ただいま処理できません",
        what_en="This cannot be processed at the moment",
        why="データベースまたは相手のシステムにつながりません。途中までの内容は登録されていません。",
        why_en="The database or another system cannot be reached. Nothing was left half done.",
        mend="しばらく待ってからもう一度操作し、続く場合は下の照会番号を管理者に知らせてください。",
        mend_en="Wait and repeat the operation; if it persists, give the reference number to the administrator.",
    ),
)

REFUSALS: dict[str, Refusal] = {refusal.code: refusal for refusal in _CATALOGUE}
"""Every refusal of this room by its stable code."""
