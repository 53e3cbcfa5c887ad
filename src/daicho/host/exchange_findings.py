"""What can be wrong with a command on a link, in the four parts of the house."""

from collections.abc import Iterable
from pathlib import Path

from daicho.host.errors import Problem


def which_system(systems: Iterable[str]) -> Problem:
    """H-EX-01: the host runs several systems and none is named."""
    listed = ", ".join(systems)
    return Problem(
        code="H-EX-01",
        what="どのシステムのリンクかが決まりません。",
        what_en="It is not clear which system's link is meant.",
        why=f"このホストには {listed} があります。",
        why_en=f"This host runs {listed}.",
        mend="--system で指定してください。",
        mend_en="Name one with --system.",
    )


def no_system(system: str) -> Problem:
    """H-EX-02: the host does not run the system."""
    return Problem(
        code="H-EX-02",
        what=f"このホストに {system} はありません。",
        what_en=f"This host does not run {system}.",
        why="host.toml の [systems] にないシステムです。",
        why_en="It is not among [systems] of host.toml.",
        mend="--system か host.toml を確かめてください。",
        mend_en="Check --system, or which host.toml is named.",
    )


def no_link(peer: str, known: Iterable[str]) -> Problem:
    """H-EX-03: there is no link to this peer."""
    listed = ", ".join(known) or "-"
    return Problem(
        code="H-EX-03",
        what=f"{peer} へのリンクはありません。",
        what_en=f"There is no link to {peer}.",
        why=f"リンクがある相手: {listed}。",
        why_en=f"There are links to {listed}.",
        mend="相手を「団体コード/システム」の形で確かめてください。",
        mend_en="Write the peer as organisation/system, as `daicho exchange links` shows it.",
    )


def not_a_number(written: str) -> Problem:
    """H-EX-04: a message's number is written as neither 17 nor 2:17."""
    return Problem(
        code="H-EX-04",
        what=f"電文の番号として読めません: {written}",
        what_en=f"This is not the number of a message: {written}",
        why="番号は「世代:通番」か、今の世代の「通番」です。",
        why_en="A number is epoch:sequence, or a sequence number of the current epoch.",
        mend="例: 2:17、17。",
        mend_en="For example 2:17 or 17.",
    )


def no_such_message(number: str) -> Problem:
    """H-EX-05: no message was sent under this number."""
    return Problem(
        code="H-EX-05",
        what=f"送った電文に {number} はありません。",
        what_en=f"No message was sent under {number}.",
        why="この相手への送信の記録にない番号です。",
        why_en="It is not in the record of what was sent to this peer.",
        mend="daicho exchange links で世代と通番を確かめてください。",
        mend_en="Look up epoch and numbers with daicho exchange links.",
    )


def erased(number: str) -> Problem:
    """H-EX-06: the message's content was erased, so it cannot go again."""
    return Problem(
        code="H-EX-06",
        what=f"電文 {number} の内容は消去されています。",
        what_en=f"The content of message {number} has been erased.",
        why="法令の定めにより消去した内容は再送できません。",
        why_en="What the law had erased cannot be sent again.",
        mend="必要なら業務の画面から新しい届出・通知として送ってください。",
        mend_en="If it is needed, send a new notice from the office's screens.",
    )


def no_open_task(task: int) -> Problem:
    """H-EX-07: no open task has this number."""
    return Problem(
        code="H-EX-07",
        what=f"未処理の拒否 {task} はありません。",
        what_en=f"There is no open task {task}.",
        why="番号が違うか、すでに処理されています。",
        why_en="The number is another, or it was closed already.",
        mend="daicho exchange tasks --all で確かめてください。",
        mend_en="Look at daicho exchange tasks --all.",
    )


def no_reason() -> Problem:
    """H-EX-08: who acts or why is empty."""
    return Problem(
        code="H-EX-08",
        what="操作者または理由が空です。",
        what_en="Operator or reason is empty.",
        why="リンクの操作は、誰が・なぜ行ったかとともに記録します。",
        why_en="What is done to a link is recorded with who did it and why.",
        mend="--operator と --why を書いてください。",
        mend_en="Give --operator and --why.",
    )


def evidence_there(directory: Path) -> Problem:
    """H-EX-09: an export would overwrite what lies in its directory."""
    return Problem(
        code="H-EX-09",
        what=f"出力先が空ではありません: {directory}",
        what_en=f"The directory is not empty: {directory}",
        why="前に出力した証跡を上書きしないためです。",
        why_en="Evidence that was exported before is not overwritten.",
        mend="新しい場所を指定してください。",
        mend_en="Name a new one.",
    )


def evidence_not_written(directory: Path, error: OSError) -> Problem:
    """H-EX-10: the disk under an export is full or closed to us."""
    reason = error.strerror or "OSError"
    return Problem(
        code="H-EX-10",
        what=f"証跡を書き込めません: {directory}",
        what_en=f"The evidence cannot be written: {directory}",
        why=f"書込みが失敗しました({reason})。途中までのファイルは証跡になりません。",
        why_en=f"Writing failed ({reason}). What was written so far is no evidence.",
        mend="空き容量と権限を確かめ、新しい場所に出力し直してください。",
        mend_en="Check free space and permissions, and export again into a new directory.",
    )
