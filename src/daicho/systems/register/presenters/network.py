"""How the register's links stand, and what the office must do about them: numbers, types, times. No content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_lazy

from daicho.systems.register import db
from daicho.systems.register.presenters import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

ALIAS = "register"
RECENT = 30

TASK_KINDS: Mapping[str, StrOrPromise] = {
    "planned_date_lapsed": gettext_lazy("転出予定日の処理ができません"),
    "held_command_refused": gettext_lazy("待機していた処理がエラーになりました"),
    "code_pool_low": gettext_lazy("住民票コードの残りが少なくなりました"),
    "move_in_notice_unmatched": gettext_lazy("転入通知に当たる人がいません"),
    "move_in_notice_mismatch": gettext_lazy("転入通知の氏名・生年月日が記録と違います"),
    "move_in_notice_refused": gettext_lazy("転入通知を反映できません"),
    "immigration_notice_mismatch": gettext_lazy("入管庁通知の氏名・生年月日が記録と違います"),
    "next_day_difference": gettext_lazy("翌日リストの照合で違いがありました"),
    "refused_by_network": gettext_lazy("通知が受け取り側で拒否されました"),
}


def links() -> list[db.Row]:
    """Every link with its backlog."""
    found = db.rows(ALIAS, "SELECT *, last - position AS backlog FROM register_link ORDER BY direction DESC, peer")
    for each in found:
        each["way"] = gettext("送信") if each["direction"] == "out" else gettext("受信")
    return found


def recent() -> list[db.Row]:
    """The newest messages sent and received."""
    return db.rows(
        ALIAS,
        "SELECT * FROM ("
        "(SELECT 'out' AS way, id, peer, epoch, sequence, type, recorded_at::timestamptz AS at, 'sent' AS state, "
        f"'' AS refusal_code, replaces FROM register_outbox ORDER BY id DESC LIMIT {RECENT}) UNION ALL "
        "(SELECT 'in', id, peer, epoch, sequence, type, received_at, state, refusal_code, replaces "
        f"FROM register_inbox ORDER BY id DESC LIMIT {RECENT})"
        f") m ORDER BY at DESC, id DESC LIMIT {RECENT}",
    )


def refusals() -> list[db.Row]:
    """Our messages that were refused and not settled yet, the oldest first."""
    return db.rows(ALIAS, "SELECT * FROM register_refusaltask WHERE closed_at IS NULL ORDER BY id LIMIT 200")


def tasks() -> list[dict[str, Any]]:
    """What machines could not settle and a person must, the oldest first."""
    found = db.rows(
        ALIAS,
        "SELECT id, kind, code, cardinality(persons) AS people, act_number, opened_at FROM register_task "
        "WHERE done_at IS NULL ORDER BY opened_at, id LIMIT 200",
    )
    return [each | {"title": words.word(TASK_KINDS, each["kind"])} for each in found]
