"""Parts that forms of several procedures share: who notified and when, where to, where from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django import forms
from django.utils.translation import gettext, gettext_lazy

from daicho.law.commands import Basis, Header, Notifier, NotifierKind
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField
from daicho.systems.register import town
from daicho.systems.register.forms import places
from daicho.systems.register.forms.fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    BuildingField,
    HouseholdNumberField,
    MunicipalityField,
    TownField,
)
from daicho.systems.register.presenters import words
from daicho.values.addresses import Address, AddressKind
from daicho.values.characters import Use
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from daicho.systems.register.forms.procedure import Procedure

_NEEDS_NAME: Final = frozenset({NotifierKind.AGENT.value, NotifierKind.LEGAL_REPRESENTATIVE.value})
_ONES_OWN: Final = ("self", "head", "household_member", "legal_representative", "agent")
_OFFICIAL: Final = ("other_office", "office", "self", "head", "household_member", "legal_representative")
_FROM_OFFICES: Final = frozenset({Basis.NOTICE, Basis.EX_OFFICIO})
_FROM_PEOPLE: Final = frozenset({Basis.NOTIFICATION, Basis.STATEMENT, Basis.REQUEST})
_WHO_OF_SEVERAL: Final = {
    Basis.NOTIFICATION: gettext_lazy("届出人等"),
    Basis.STATEMENT: gettext_lazy("申出人等"),
    Basis.REQUEST: gettext_lazy("請求者等"),
    Basis.NOTICE: gettext_lazy("通知者・申出者等"),
    Basis.EX_OFFICIO: gettext_lazy("通知者・申出者等"),
}
"""What the one is called from whom it came, where the basis is still to be chosen, by the first of the bases."""
_MOSTLY: Final = {
    Basis.NOTIFICATION: NotifierKind.SELF,
    Basis.STATEMENT: NotifierKind.SELF,
    Basis.REQUEST: NotifierKind.SELF,
    Basis.NOTICE: NotifierKind.OTHER_OFFICE,
    Basis.EX_OFFICIO: NotifierKind.OFFICE,
}
"""From whom it mostly comes, by the basis; shown as soon as the basis is chosen, to be changed."""
_CHOOSE: Final = ("", gettext_lazy("(選択してください)"))


class HeaderForm(forms.Form):
    """Dates, notifier, documents shown (STD-4.0.3, 4.1.0.2; CTRL-015, 016). The effective date is blank at first.

    What somebody brings to the counter is notified, stated or requested unless the clerk says otherwise. An act of the
    office rests on a notice or is ex officio: that is chosen, never left standing.
    """

    basis = forms.ChoiceField(label=gettext_lazy("根拠"), required=False)
    effective_on = RegisterDateField(label=gettext_lazy("異動日"), required=False)
    notified_on = RegisterDateField(label=gettext_lazy("届出日"), required=False)
    notifier_kind = forms.ChoiceField(label=gettext_lazy("届出人"))
    notifier_name = RegisterTextField(label=gettext_lazy("届出人の氏名"), required=False, max_length=LONGEST_NAME)
    notifier_address = LiveField(label=gettext_lazy("届出人の住所"), required=False, max_length=LONGEST_TEXT)
    letter_of_attorney = forms.BooleanField(label=gettext_lazy("委任状を確認した"), required=False)
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("提示された本人確認書類"),
        required=False,
        choices=list(words.DOCUMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    documents_other = LiveField(label=gettext_lazy("その他の書類"), required=False, max_length=LONGEST_NAME)
    relationship_documents = LiveField(
        label=gettext_lazy("続柄を証する文書(外国人の世帯)"), required=False, max_length=LONGEST_NAME
    )
    remarks = forms.CharField(
        label=gettext_lazy("備考"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bases = procedure.bases
        if not (procedure.asks_for_relationship or "relationship" in procedure.amends):
            del self.fields["relationship_documents"]
        self._offer(procedure)
        if not procedure.has_effective_date:
            del self.fields["effective_on"]
        elif procedure.unknown_days:
            self.fields["effective_on"] = RegisterDateField(label=procedure.effective, required=False, unknown=True)
        else:
            self.fields["effective_on"].label = procedure.effective
        if procedure.has_effective_date:
            self.fields["effective_on"].widget.attrs |= {"data-key": "Alt+D"}
        if procedure.has_effective_date and not procedure.optional_day:  # the law demands it (R-403-02)
            self.fields["effective_on"].widget.attrs |= {"aria-required": "true"}
            self.fields["effective_on"].marked = True  # type: ignore[attr-defined]
        for name in ("effective_on", "notified_on"):
            if name in self.fields:
                self.fields[name].read_in(town.today().year)  # type: ignore[attr-defined]

    def _offer(self, procedure: Procedure) -> None:
        """The bases, notifiers and days that the procedure knows."""
        bases = self.bases
        self._offer_bases()
        own = _ONES_OWN if not _FROM_OFFICES.issuperset(bases) else ()
        official = _OFFICIAL if not _FROM_PEOPLE.issuperset(bases) else ()
        if bases[0] is Basis.EX_OFFICIO:
            official = tuple(reversed(official[:2])) + official[2:]
        offered = dict.fromkeys((*own, *official) if bases[0] in _FROM_PEOPLE else (*official, *own))
        if _FROM_OFFICES.issuperset(bases):  # nobody stands at the counter: there is no one to identify
            del self.fields["documents"]
            self.fields["documents_other"].label = gettext_lazy("確認した書類・資料")
        chosen = [_CHOOSE] if self.asks_basis else []
        self.fields["notifier_kind"].choices = chosen + [(kind, words.NOTIFIERS[kind]) for kind in offered]  # type: ignore[attr-defined]
        who = words.WHO[bases[0].value] if len(bases) == 1 else _WHO_OF_SEVERAL[bases[0]]
        self.fields["notifier_kind"].label = who
        self.fields["notifier_name"].label = words.name_of(who)
        self.fields["notifier_address"].label = words.address_of(who)
        if bases == (Basis.EX_OFFICIO,):
            del self.fields["notified_on"]
        else:
            day = next(each for each in bases if each is not Basis.EX_OFFICIO)
            self.fields["notified_on"].label = procedure.notified or words.NOTIFIED[day.value]

    @property
    def asks_basis(self) -> bool:
        """Whether the basis stands open until it is chosen: an act of the office that may rest on several."""
        return len(self.bases) > 1 and self.bases[0] not in _FROM_PEOPLE

    def _offer_bases(self) -> None:
        """The bases to choose from; one that is chosen fills in from whom it mostly comes."""
        if len(self.bases) == 1:
            del self.fields["basis"]
            return
        field = self.fields["basis"]
        field.required = self.asks_basis
        chosen = [_CHOOSE] if self.asks_basis else []
        field.choices = chosen + [(each.value, words.BASES[each.value]) for each in self.bases]  # type: ignore[attr-defined]
        mostly = {each.value: _MOSTLY[each].value for each in self.bases}
        kind = f"id_{self.add_prefix('notifier_kind')}"
        field.widget.attrs["data-settles"] = msgspec.json.encode({kind: mostly}).decode()

    @property
    def basis_chosen(self) -> Basis:
        """On what the act rests: as chosen, else as the procedure says."""
        return Basis(self.cleaned_data.get("basis") or self.bases[0])

    def clean(self) -> dict[str, Any]:
        """Demand the name of somebody who notifies for others (CTRL-016)."""
        cleaned = super().clean() or {}
        if cleaned.get("notifier_kind") in _NEEDS_NAME and not cleaned.get("notifier_name"):
            self.add_error("notifier_name", gettext("代理人の氏名を入力してください (住民基本台帳法第27条, S-0101)"))
        return cleaned

    def header(self, *, further_documents: tuple[str, ...] = (), further_remarks: tuple[str, ...] = ()) -> Header:
        """The header of the command."""
        given = self.cleaned_data
        other = given.get("documents_other") or ""
        basis = self.basis_chosen
        return Header(
            basis=basis,
            effective_on=given.get("effective_on"),
            notified_on=None if basis is Basis.EX_OFFICIO else given.get("notified_on"),
            notifier=_notifier(given),
            documents_shown=(*given.get("documents", ()), *((other,) if other else ()), *further_documents),
            relationship_documents=(papers,) if (papers := given.get("relationship_documents") or "") else (),
            remarks="\n".join(each for each in (*further_remarks, given.get("remarks") or "") if each),
        )


def _notifier(given: dict[str, Any]) -> Notifier | None:
    kind = given.get("notifier_kind")
    if not kind:
        return None
    return Notifier(
        kind=NotifierKind(kind),
        name=given.get("notifier_name") or "",
        address=given.get("notifier_address") or "",
        letter_of_attorney=bool(given.get("letter_of_attorney")),
    )


class HomeAddressForm(forms.Form):
    """A new household's address in this municipality, or an existing household (STD-4.0.2)."""

    household_number = HouseholdNumberField(
        label=gettext_lazy("異動先の世帯番号"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("既存の世帯に入るときだけ入力します。空欄なら新しい世帯になります。"),
    )
    town = TownField(required=False, help_text=gettext_lazy("かな・漢字・郵便番号"))
    lot = LiveField(label=gettext_lazy("番地・番号"), required=False, max_length=LONGEST_NAME)
    building = BuildingField(required=False)
    postal_code = LiveField(label=gettext_lazy("郵便番号"), required=False, max_length=8)

    def __init__(self, *args: Any, existing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if existing:
            self.fields = {"household_number": self.fields["household_number"]}
            self.fields["household_number"].help_text = gettext_lazy("同じ住所の、すでにある世帯の番号")
            self.fields["household_number"].required = True
            return
        for field in self.fields.values():
            if isinstance(field, TownField):
                field.within(town.organisation())
                field.widget.attrs["data-key"] = "Alt+T"
            if isinstance(field, BuildingField):
                field.at(self.add_prefix("town"), self.add_prefix("lot"))

    def address(self) -> Address | None:
        """The address typed; None when nothing of it was."""
        given = self.cleaned_data
        if not any(given.get(name) for name in ("town", "lot", "building")):
            return None
        return _address(town.organisation(), given)


class ElsewhereForm(forms.Form):
    """An address in another municipality, or abroad.

    The municipality need not be chosen where the town or the text names exactly one.
    """

    abroad = forms.ChoiceField(
        label=gettext_lazy("国内・国外"),
        choices=[("", gettext_lazy("国内")), ("1", gettext_lazy("国外"))],
        required=False,
        widget=forms.RadioSelect,
    )
    municipality = MunicipalityField(
        label=gettext_lazy("市区町村"), required=False, help_text=gettext_lazy("町名の候補を選ぶと入ります")
    )
    town = TownField(required=False)
    lot = LiveField(label=gettext_lazy("番地・番号"), required=False, max_length=LONGEST_NAME)
    building = RegisterTextField(label=gettext_lazy("方書"), required=False, max_length=LONGEST_NAME, use=Use.ADDRESS)
    postal_code = LiveField(label=gettext_lazy("郵便番号"), required=False, max_length=8)
    country = LiveField(label=gettext_lazy("国名"), required=False, max_length=LONGEST_NAME)
    text = RegisterTextField(label=gettext_lazy("国外の住所"), required=False, max_length=LONGEST_TEXT, use=Use.ADDRESS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town_field = self.fields["town"]
        if isinstance(town_field, TownField):
            town_field.beside(self.add_prefix("municipality"), "c-municipality")
            town_field.widget.attrs["data-key"] = "Alt+Z"

    def clean(self) -> dict[str, Any]:
        """Find the municipality by what was typed where it was not chosen."""
        given = super().clean() or {}
        typed = given.get("town") or ""
        if not given.get("abroad") and typed and not given.get("municipality") and "municipality" not in self.errors:
            given |= places.found_by(typed)
        return given

    @property
    def unplaced(self) -> bool:
        """Whether an address in Japan was typed that no single municipality can be told from."""
        found = self.address()
        return found is not None and found.kind is AddressKind.DOMESTIC and not found.municipality_code

    def address(self) -> Address | None:
        """The address typed; None when nothing of it was."""
        given = self.cleaned_data
        if given.get("abroad"):
            return Address.foreign(given["country"], given.get("text") or "") if given.get("country") else None
        if not any(given.get(name) for name in ("municipality", "town", "lot", "building")):
            return None
        return _address(given.get("municipality") or "", given)


def _address(municipality_code: str, given: dict[str, Any]) -> Address:
    return Address(
        municipality_code=municipality_code,
        town=given.get("town") or "",
        lot=given.get("lot") or "",
        building=given.get("building") or "",
        postal_code="".join(letter for letter in given.get("postal_code") or "" if letter.isdigit()),
    )


class CertificateForm(forms.Form):
    """The move-out certificate on paper (転出証明書): who issued it, and what it plans (STD-4.1.1.1)."""

    municipality = MunicipalityField(
        label=gettext_lazy("転出地の市区町村"), required=False, widget=forms.TextInput(attrs={"data-key": "Alt+C"})
    )
    issued_on = RegisterDateField(label=gettext_lazy("交付年月日"), required=False)
    planned_on = RegisterDateField(label=gettext_lazy("転出予定年月日"), required=False)
    issue_number = LiveField(label=gettext_lazy("発行番号"), required=False, max_length=40)


def today_typed() -> str:
    """Today as a clerk would type it (STD-4.1.0.2: the notification date is today at first)."""
    return RegisterDate(town.today()).wareki()
