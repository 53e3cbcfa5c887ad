"""The fields that only one procedure has: grounds, articles, days and names that its command names.

Each form says how it is headed; `forms.makers` reads what was typed. `record` is the record it is about, where it is
about one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy

from daicho.law.commands import EntryArticle, ExOfficioEntryKind, MinorGround, RemovalGround
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField
from daicho.systems.register.forms.fields import LONGEST_NAME, LONGEST_TEXT
from daicho.systems.register.presenters import words
from daicho.values.characters import Use

if TYPE_CHECKING:
    from django.forms import BoundField
    from django_stubs_ext import StrOrPromise

    from daicho.law.records import ResidentRecord

Choices = list[tuple[str, "StrOrPromise"]]


class DetailsForm(forms.Form):
    """The base of them all."""

    heading: ClassVar[StrOrPromise] = gettext_lazy("この異動の項目")
    rare: ClassVar[tuple[str, ...]] = ()
    """Fields that few acts need: they stand folded, so that nobody has to pass them."""
    rare_heading: ClassVar[StrOrPromise] = ""

    def __init__(self, *args: Any, record: ResidentRecord | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    @property
    def common_fields(self) -> list[BoundField]:
        """The fields that every act needs."""
        return [self[name] for name in self.fields if name not in self.rare]

    @property
    def rare_fields(self) -> list[BoundField]:
        """The folded ones."""
        return [self[name] for name in self.rare]

    @property
    def is_open(self) -> bool:
        """Whether something was typed into a folded field."""
        return any(each.value() or each.errors for each in self.rare_fields)

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """What stands in the fields when the form is begun."""
        del record
        return {}


def _adoption_field() -> forms.ChoiceField:
    """The record of the child says so (STD-1.1.5, 1.1.14); blank for everybody else."""
    choices = [("", gettext_lazy("(該当しない)")), *words.SPECIAL_ADOPTIONS.items()]
    return forms.ChoiceField(label=gettext_lazy("特別養子縁組"), required=False, choices=choices)


def _chosen(codes: Any, known: Any) -> Choices:
    """The codes in words under an empty choice: a legal ground is chosen, never left standing."""
    return [("", gettext_lazy("(選択してください)")), *((each.value, known[each.value]) for each in codes)]


class MoveInForm(DetailsForm):
    """Special move-in (特例転入, STD-4.1.1.3), and move-in with earlier moves not notified (未届転入, STD-4.1.1.4)."""

    heading = gettext_lazy("特例転入")
    rare = ("moves_not_notified", "last_registered_address", "special_adoption")
    rare_heading = gettext_lazy("未届転入・特別養子縁組")
    special = forms.BooleanField(
        label=gettext_lazy("特例転入(転出証明書情報による)"),
        required=False,
        help_text=gettext_lazy("個人番号カード等による転出で、紙の転出証明書がないとき"),
    )
    moves_not_notified = forms.BooleanField(
        label=gettext_lazy("前の転入を届け出ていない(未届転入)"),
        required=False,
        help_text=gettext_lazy("転入前の住所には、届け出なかった住所のうち最も新しいものを入れます"),
    )
    last_registered_address = RegisterTextField(
        label=gettext_lazy("最終登録住所地"),
        required=False,
        max_length=LONGEST_TEXT,
        use=Use.ADDRESS,
        help_text=gettext_lazy("未届転入のとき、最後に住民票があった住所"),
    )
    special_adoption = _adoption_field()


class MoveOutForm(DetailsForm):
    """How the move-out certificate reaches the municipality moved to (特例転入を利用した転出, STD-4.1.3.0.4)."""

    heading = gettext_lazy("転出証明書")
    rare = ("special_adoption",)
    rare_heading = gettext_lazy("特別養子縁組")
    special = forms.BooleanField(
        label=gettext_lazy("特例転入を利用する転出"),
        required=False,
        help_text=gettext_lazy("転出証明書情報を送信し、紙の転出証明書は交付しません"),
    )
    special_adoption = _adoption_field()


class ArticleForm(DetailsForm):
    """Under which article somebody from outside the register notifies (STD-4.1.1.1, 4.5.1, 4.5.2)."""

    heading = gettext_lazy("届出の条文")
    article = forms.ChoiceField(label=gettext_lazy("届出の条文"), choices=_chosen(EntryArticle, words.ENTRY_ARTICLES))


class EntryGroundForm(DetailsForm):
    """Why somebody is entered ex officio (職権記載, STD-4.2.1.1)."""

    heading = gettext_lazy("職権記載の事由")
    kind = forms.ChoiceField(label=gettext_lazy("異動事由"), choices=_chosen(ExOfficioEntryKind, words.ENTRY_KINDS))
    ground = LiveField(
        label=gettext_lazy("具体的な事由"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": "entry-grounds"}),
    )


class ReasonForm(DetailsForm):
    """Why a record is made anew (改製, 再製), in words."""

    heading = gettext_lazy("改製・再製の理由")
    ground = LiveField(label=gettext_lazy("理由"), required=False, max_length=LONGEST_NAME)


class RemovalGroundForm(DetailsForm):
    """Why somebody is removed ex officio, and the inspection that found it (Article 34; STD-4.2.2)."""

    heading = gettext_lazy("職権消除の事由")
    ground = forms.ChoiceField(
        label=gettext_lazy("職権消除の事由"), choices=_chosen(RemovalGround, words.REMOVAL_GROUNDS)
    )
    inspected_on = RegisterDateField(
        label=gettext_lazy("実態調査の日"),
        required=False,
        help_text=gettext_lazy("居所不明のとき (住民基本台帳法第34条)"),
    )


class ArrivalForm(DetailsForm):
    """What a move-in notice says (転入通知, Article 9(1); STD-4.1.3.1.1)."""

    heading = gettext_lazy("転入通知の内容")
    moved_in_on = RegisterDateField(label=gettext_lazy("転入日(転入地での)"))


class MinorGroundForm(DetailsForm):
    """On which of the listed grounds something is corrected as a minor matter (規則11条3項2号; STD-4.2.3.2)."""

    heading = gettext_lazy("軽微な修正の事由")
    ground = forms.ChoiceField(
        label=gettext_lazy("軽微な修正の事由"), choices=_chosen(MinorGround, words.MINOR_GROUNDS)
    )


class _AddedName(DetailsForm):
    written = RegisterTextField(label=gettext_lazy("氏"), max_length=LONGEST_NAME)
    furigana = RegisterTextField(label=gettext_lazy("振り仮名"), required=False, max_length=LONGEST_NAME)
    confirmed = forms.BooleanField(label=gettext_lazy("振り仮名を本人が確認した"), required=False)


class FormerSurnameForm(_AddedName):
    """A former surname to be recorded, or another in its place (令30条の14)."""

    heading = gettext_lazy("旧氏")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["written"].label = gettext_lazy("旧氏")

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """The one that stands, if there is one."""
        held = record.former_surname if record is not None else None
        if held is None:
            return {}
        return {"written": held.written, "furigana": held.furigana, "confirmed": "on" if held.confirmed else ""}


class CommonNameForm(_AddedName):
    """A common name to be recorded (令30条の16)."""

    heading = gettext_lazy("通称")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["written"].label = gettext_lazy("通称")


class EvidenceForm(DetailsForm):
    """How a typed individual number was confirmed (CTRL-018, 019)."""

    heading = gettext_lazy("個人番号の確認")
    number_evidence = forms.ChoiceField(
        label=gettext_lazy("個人番号の確認方法"),
        choices=[("", gettext_lazy("(選択してください)")), *words.NUMBER_EVIDENCE.items()],
    )


ENTRY_GROUNDS: Final = (
    "届出のない者の実態調査による記載",
    "戸籍の記載による通知 (住民基本台帳法第9条第2項)",
    "就籍",
    "出生の届出のない者",
    "誤って消除した者の記載",
)
"""Grounds of an ex officio entry that a counter meets most; others are typed. They are kept as typed, in Japanese."""
