"""Why a paper is not issued, in the four parts of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.systems.register.actions.errors import NotDone

if TYPE_CHECKING:
    from daicho.documents.certificates import DocumentError


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One reason, as the clerk reads it."""

    code: str
    what: str
    what_en: str
    why: str
    why_en: str
    mend: str
    mend_en: str


class NotIssued(NotDone):
    """Nothing was issued. `request` is the id of the request's row where there is one."""

    def __init__(self, problem: Problem, *, request: int | None = None, field: str = "") -> None:
        self.code = problem.code
        self.what, self.what_en = problem.what, problem.what_en
        self.why, self.why_en = problem.why, problem.why_en
        self.mend, self.mend_en = problem.mend, problem.mend_en
        self.problem = problem
        self.request = request
        self.field = field
        super().__init__(problem.code)


def of_document(error: DocumentError) -> Problem:
    """What the press or the binding said, in four parts."""
    return Problem(
        code=error.code,
        what="証明書を交付できません",
        what_en="The certificate cannot be issued",
        why=error.japanese,
        why_en=error.english,
        mend="この請求では何も交付していません。原因を除いてから、あらためて発行してください。",
        mend_en="Nothing was issued for this request. Remove the cause and issue again.",
    )


_CATALOGUE: Final = (
    Problem(
        code="P-ISSUE-01",
        what="証明書に載せる人が選ばれていません",
        what_en="Nobody was chosen for the certificate",
        why="世帯全員または一部の世帯員を選びます(標準仕様書5.1)。",
        why_en="The whole household or some of its members are chosen (standard 5.1).",
        mend="記載する人を選んでください。",
        mend_en="Choose who is to be on it.",
    ),
    Problem(
        code="P-ISSUE-02",
        what="住民票コードを記載する理由がありません",
        what_en="The reason for printing the resident record code is missing",
        why="住民票コードは特別の請求がある場合に限り記載します(住民基本台帳法第12条第5項、標準仕様書5.1)。",
        why_en="The code is printed upon a special request only (Act, Article 12, paragraph 5; standard 5.1).",
        mend="請求の理由を聞いて入力するか、記載しない指定にしてください。",
        mend_en="Enter the reason given, or leave the code out.",
    ),
    Problem(
        code="P-ISSUE-03",
        what="個人番号を記載する理由がありません",
        what_en="The reason for printing the individual number is missing",
        why="個人番号は特別の請求がある場合に限り記載します(住民基本台帳法第12条第5項、番号法第19条)。",
        why_en="The number is printed upon a special request only (Act, Article 12-5; Number Act, Article 19).",
        mend="請求の理由を聞いて入力するか、記載しない指定にしてください。",
        mend_en="Enter the reason given, or leave the number out.",
    ),
    Problem(
        code="P-ISSUE-04",
        what="この請求者には、個人番号と住民票コードを記載した写しを交付できません",
        what_en="This requester may not have a copy with the individual number or the resident record code",
        why="第三者請求と公用請求の写しでは、いずれも省略します(住民基本台帳法第12条の2第1項、第12条の3第1項)。",
        why_en="Both are left out for third parties and public offices (Act, Articles 12-2 and 12-3, paragraph 1).",
        mend="個人番号と住民票コードの記載を外してください。",
        mend_en="Leave the number and the code out.",
    ),
    Problem(
        code="P-ISSUE-05",
        what="委任状を確認していません",
        what_en="No letter of attorney was seen",
        why="代理人は、権限を明らかにする書類を示します(住民基本台帳法第12条第4項)。",
        why_en="An agent shows a document of authority (Act, Article 12, paragraph 4).",
        mend="委任状を確認して、確認済みとしてください。",
        mend_en="See the letter of attorney and mark it as seen.",
    ),
    Problem(
        code="P-ISSUE-06",
        what="請求に来た人の本人確認書類がありません",
        what_en="No document identifies who is at the counter",
        why="現に請求の任に当たっている者を確かめます(住民基本台帳法第12条第3項、CTRL-015)。",
        why_en="Whoever is at the counter is identified (Act, Article 12, paragraph 3; CTRL-015).",
        mend="提示された書類を選んでください。",
        mend_en="Choose the documents that were shown.",
    ),
    Problem(
        code="P-ISSUE-07",
        what="請求の理由がありません",
        what_en="The reason of the request is missing",
        why="第三者と公の機関は、利用の目的を明らかにします(住民基本台帳法第12条の2、第12条の3)。",
        why_en="Third parties and public offices state the purpose of use (Act, Articles 12-2 and 12-3).",
        mend="請求書の理由を入力してください。",
        mend_en="Enter the reason from the request.",
    ),
    Problem(
        code="P-ISSUE-08",
        what="除票の人は、この様式に記載できません",
        what_en="Somebody whose record was removed cannot stand on this form",
        why="除票に記載された人と、現に住民である人を同じ写しに記載できません(標準仕様書5.1)。",
        why_en="Removed and present records never share a copy (standard 5.1).",
        mend="現に世帯員である人を選び直してください。",
        mend_en="Choose among the present members.",
    ),
    Problem(
        code="P-ISSUE-09",
        what="同じ世帯の人ではありません",
        what_en="They are not of one household",
        why="一通の写しに記載できるのは、同じ世帯の人です(標準仕様書5.1)。",
        why_en="One copy covers people of one household (standard 5.1).",
        mend="世帯ごとに発行してください。",
        mend_en="Issue one for each household.",
    ),
    Problem(
        code="P-ISSUE-11",
        what="証明書の発行が抑止されている人がいます",
        what_en="Issues about somebody chosen are held back",
        why="発行抑止が設定されています(標準仕様書3.1、3.4)。",
        why_en="A hold is in force (standard 3.1, 3.4).",
        mend="交付せず、責任者に引き継いでください。",
        mend_en="Hand nothing out; pass it to whoever is in charge.",
    ),
    Problem(
        code="P-ISSUE-12",
        what="作成した後に住民票または抑止が変わったため、交付を止めました",
        what_en="A record or a hold changed after the content was read; the issue was stopped",
        why="証明書は、交付する時点の住民票と同じでなければなりません(住民基本台帳法第12条)。",
        why_en="A certificate equals the record at the moment of issue (Act, Article 12).",
        mend="今の内容を確かめて、あらためて発行してください。",
        mend_en="Look at the present content and issue again.",
    ),
    Problem(
        code="P-ISSUE-13",
        what="この請求は無効になりました",
        what_en="This request is void",
        why="時間内に交付まで終わらなかった請求は、後からできた帳票とともに破棄します(標準仕様書1.3.8)。",
        why_en="A request not finished in time is burnt, and so is a document that comes later (standard 1.3.8).",
        mend="あらためて発行してください。",
        mend_en="Issue again.",
    ),
    Problem(
        code="P-ISSUE-14",
        what="この請求はすでに受け付けています",
        what_en="This request was taken already",
        why="一つの請求から作るのは一通だけです(標準仕様書5.5)。",
        why_en="One request makes one copy (standard 5.5).",
        mend="交付履歴で結果を確かめてください。もう一通必要なときは、あらためて請求を入力してください。",
        mend_en="See its outcome in the issue history. For another copy, enter another request.",
    ),
    Problem(
        code="P-ISSUE-15",
        what="転出の届出がありません",
        what_en="There is no move-out to certify",
        why="転出証明書は、国内への転出の届出に基づいて交付します(住民基本台帳法施行令第24条、標準仕様書4.1.3.0.3)。",
        why_en="It certifies a notified move to another municipality (Order, Article 24; standard 4.1.3.0.3).",
        mend="転出の異動を本登録してから発行してください。",
        mend_en="Make the move-out definitive first.",
    ),
    Problem(
        code="P-ISSUE-16",
        what="プリンタが設定されていません",
        what_en="No printer is configured",
        why="実在する人の証明書は、登録されたプリンタにだけ渡します(CTRL-100)。",
        why_en="A certificate of a real person goes to a registered printer only (CTRL-100).",
        mend="host.toml の printing を確かめるよう管理者に伝えてください。",
        mend_en="Ask the administrator to check printing in host.toml.",
    ),
    Problem(
        code="P-ISSUE-17",
        what="証明書に署名する鍵または印字用フォントが設定されていません",
        what_en="The keys that sign certificates, or the font, are not configured",
        why="署名のない証明書、別の字形で印字した証明書は交付できません。",
        why_en="Nothing leaves unsigned or in another shape of character.",
        mend="鍵ディレクトリの documents.key 等と、設定 font を確かめるよう管理者に伝えてください。",
        mend_en="Check documents.key, documents.crt and binding.key in the key directory, and the setting font.",
    ),
    Problem(
        code="P-ISSUE-18",
        what="請求者の氏名または名称がありません",
        what_en="The name of whoever asks is missing",
        why="請求者の氏名及び住所(法人は名称及び所在地)を明らかにして請求します(住民基本台帳法第12条第2項)。",
        why_en="A request states name and address of whoever asks (Act, Article 12, paragraph 2).",
        mend="請求書の氏名または名称を入力してください。",
        mend_en="Enter the name from the request.",
    ),
    Problem(
        code="P-ISSUE-19",
        what="この発行は、もう処分の記録ができません",
        what_en="A disposal cannot be recorded for this issue",
        why="処分情報は一度だけ、理由とともに記録します(標準仕様書1.3.8)。",
        why_en="A disposal is recorded once, with its reason (standard 1.3.8).",
        mend="交付履歴の内容と理由の入力を確かめてください。",
        mend_en="Check the issue history and the reason entered.",
    ),
    Problem(
        code="P-ISSUE-20",
        what="印刷に失敗しました",
        what_en="Printing failed",
        why="プリンタが帳票を受け取りませんでした。交付の記録は残っています。",
        why_en="The printer did not take the document. The issue itself is recorded.",
        mend="用紙とプリンタを確かめ、この発行番号を処分済みとしてから、あらためて発行してください。",
        mend_en="See to the printer, record the disposal of this issue number, and issue again.",
    ),
    Problem(
        code="P-ISSUE-21",
        what="転出証明書は、転出をする本人の側にだけ交付します",
        what_en="A move-out certificate goes to those who move, or their agent, only",
        why="転出の届出をした人に交付する書類です(住民基本台帳法施行令第24条)。",
        why_en="It is handed to whoever notified the move (Order, Article 24).",
        mend="請求者を確かめるか、住民票の写しを選んでください。",
        mend_en="Check who asks, or choose a copy of the record.",
    ),
    Problem(
        code="P-ISSUE-22",
        what="この異動からは、この帳票を作成できません",
        what_en="This act does not give that slip",
        why="帳票ごとに、もとになる異動と対象者が決まっています(標準仕様書4.0.5、4.1.0.3、4.1.3.1.4、4.2.0.1、4.3.3)。",
        why_en="Each slip has its acts and its people (standard 4.0.5, 4.1.0.3, 4.1.3.1.4, 4.2.0.1, 4.3.3).",
        mend="異動の画面に出ている帳票から選んでください。",
        mend_en="Choose among the slips that the page of the act shows.",
    ),
    Problem(
        code="P-ISSUE-23",
        what="再発行の理由がありません",
        what_en="The reason for printing it again is missing",
        why="この帳票は一度発行されています。再発行は理由とともに記録し、帳票に再発行と表示します(標準仕様書1.3.8、4.3.3)。",
        why_en="This slip left before. Another is recorded with its reason and marked (standard 1.3.8, 4.3.3).",
        mend="紛失、破損、返戻などの理由を入力してください。",
        mend_en="Enter the reason: lost, spoilt, returned by the post.",
    ),
    Problem(
        code="P-ISSUE-24",
        what="この異動は取り消されています",
        what_en="This act was cancelled",
        why="取り消された異動を知らせる帳票は、事実と違う通知になります(標準仕様書4.6.0.1)。",
        why_en="A slip about a cancelled act would tell what is not so (standard 4.6.0.1).",
        mend="取消し後の異動の画面から、必要な帳票を作成してください。",
        mend_en="Make the slip that is needed from the acts that stand.",
    ),
    Problem(
        code="P-ISSUE-25",
        what="転入通知を照会する人がいません",
        what_en="There is nobody whose move-in notice is missing",
        why="照会するのは、転出予定日が過ぎ、転入通知が届いていない人です(標準仕様書4.1.3.1.4)。",
        why_en="The inquiry is about people whose planned day has passed without a notice (standard 4.1.3.1.4).",
        mend="転入通知未着者一覧で、対象の人を確かめてください。",
        mend_en="See the list of missing move-in notices.",
    ),
    Problem(
        code="P-ISSUE-26",
        what="帳票の渡し方が選ばれていません",
        what_en="How the slip reaches its addressee was not chosen",
        why="通知は郵送または窓口での交付とし、職権記録書は庁内で保管します(標準仕様書4.1.0.3、4.2.0.1)。",
        why_en="A notice goes by post or over the counter; a record of the office stays (standard 4.1.0.3, 4.2.0.1).",
        mend="渡し方を選んでください。",
        mend_en="Choose how it is delivered.",
    ),
    Problem(
        code="P-ISSUE-27",
        what="窓口で受け取る人の氏名がありません",
        what_en="The name of whoever takes the slip at the counter is missing",
        why="誰に渡したかを交付履歴に残します(標準仕様書1.3.8、CTRL-015)。",
        why_en="The history says into whose hands it went (standard 1.3.8, CTRL-015).",
        mend="受け取る人の氏名を入力するか、郵送を選んでください。",
        mend_en="Enter the name, or choose the post.",
    ),
)

PROBLEMS: Final[dict[str, Problem]] = {problem.code: problem for problem in _CATALOGUE}
"""Every problem of this package by its code."""


def not_issued(code: str, *, request: int | None = None, field: str = "") -> NotIssued:
    """The exception for a problem of the catalogue."""
    return NotIssued(PROBLEMS[code], request=request, field=field)
