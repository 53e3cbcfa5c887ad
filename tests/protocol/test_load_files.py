"""Load files: what is taken, what is rejected with line, field and reason, and which files are refused as a whole."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest

from daicho.law.identification import derive_record
from daicho.law.records import PersonKind, Residence, ResidenceCategory, ResidentRecord, Sex, State
from daicho.protocol.load_files import (
    FORMAT,
    MAX_LINE,
    FileHeader,
    FileKind,
    FileReader,
    FileRefused,
    FileWriter,
    LoadedHousehold,
    LoadedIdentification,
    LoadedPerson,
    Reject,
)
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import (
    AddresseeNumber,
    HouseholdNumber,
    IndividualNumber,
    MunicipalityCode,
    ResidentRecordCode,
)

EBINA = MunicipalityCode("142158")
HEADER = FileHeader(
    kind=FileKind.RESIDENTS,
    format=FORMAT,
    municipality_code=EBINA,
    as_of=dt.date(2026, 11, 1),
    synthetic=True,
    people=2,
)
ADDRESS = Address(municipality_code="142158", town="中央二丁目", lot="１番１号", postal_code="2430432")


def person(serial, relationship="世帯主", given="一郎", **changes):
    record = ResidentRecord(
        addressee_number=AddresseeNumber.from_serial(serial),
        household_number=HouseholdNumber.from_serial(1),
        kind=PersonKind.JAPANESE,
        state=State.PRESENT,
        name=PersonName("見本", given, "ミホン", "イチロウ"),
        birth_date=RegisterDate.of(1980, 4, serial),
        sex=Sex.MALE,
        address=ADDRESS,
        relationship=relationship,
        head_name="見本　一郎",
        became_resident_on=RegisterDate.of(2000, 1, 1),
        resident_record_code=ResidentRecordCode.synthetic(serial),
        domicile="東京都港区芝一番地",
        first_listed_person="見本　一郎",
        address_set_on=RegisterDate.of(2000, 1, 1),
    )
    return LoadedPerson(msgspec.structs.replace(record, **changes), IndividualNumber.synthetic(serial))


def household(*members):
    return LoadedHousehold(HouseholdNumber.from_serial(1), members or (person(1), person(2, "弟", "二郎")))


def file_of(*contents, header=HEADER, raw=None):
    writer = FileWriter(header)
    lines = [writer.first, *(writer.line(content) for content in contents)]
    return [*lines, writer.last()]


def line_of(raw):
    """A file with one line of these bytes, its digest and count right."""
    import hashlib

    lines = [*file_of(header=HEADER)[:1], raw + b"\n"]
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    return [*lines, json.dumps({"line": "trailer", "lines": 1, "sha256": digest}).encode()]


def read(lines, kind=LoadedHousehold, **wanted):
    return list(FileReader(lines, kind, **wanted))


def rejects(*members, **header):
    people = max(len(members), 1)
    found = read(file_of(household(*members), header=msgspec.structs.replace(HEADER, people=people, **header)))
    assert all(isinstance(one, Reject) for one in found), "taken"
    return [(one.field, one.code) for one in found]


def altered(path, value, *, drop=False):
    """The JSON of a good household with one field changed."""
    data = json.loads(file_of(household())[1])
    place = data
    *steps, last = path
    for step in steps:
        place = place[step]
    if drop:
        del place[last]
    else:
        place[last] = value
    return json.dumps(data, ensure_ascii=False).encode()


def refusal(lines, kind=LoadedHousehold, **wanted):
    with pytest.raises(FileRefused) as caught:
        read(lines, kind, **wanted)
    assert caught.value.japanese
    assert caught.value.english in str(caught.value)
    return caught.value.code


def test_a_good_file_gives_its_households():
    """What was written is what is read."""
    lines = file_of(household())
    reader = FileReader(lines, LoadedHousehold, municipality_code=EBINA, synthetic=True)
    assert reader.header == HEADER
    assert list(reader) == [household()]


def test_lines_may_be_spaced_and_ordered_otherwise():
    """Other vendors' JSON need not have our bytes."""
    spaced = json.dumps(json.loads(file_of(household())[1]), indent=None, sort_keys=True).encode()
    assert read(line_of(spaced)) == [household()]


def foreigner(serial=1, **changes):
    """A foreign resident; changes named like an item of the residence go there."""
    items = {name: changes.pop(name) for name in tuple(changes) if name in Residence.__struct_fields__}
    residence = msgspec.structs.replace(ENGINEER, **({"document_number": f"ZZ0000000{serial}ZZ"} | items))
    others = {"kind": PersonKind.FOREIGN, "domicile": None, "first_listed_person": None, "residence": residence}
    return person(serial, **(others | changes))


ENGINEER = Residence(
    category=ResidenceCategory.MID_TO_LONG_TERM,
    nationality="インド",
    became_foreign_resident_on=RegisterDate.of(2015, 1, 1),
    status="技術・人文知識・国際業務",
    period="3年",
    expires_on=RegisterDate.of(2028, 5, 5),
)


def test_a_foreign_resident_has_a_residence_and_no_family_register():
    """Domicile and first-listed person are required of Japanese residents alone, the residence of foreign ones."""
    foreign = foreigner(common_name=CommonName("見本　太郎", "ミホン　タロウ"))
    header = msgspec.structs.replace(HEADER, people=1)
    assert read(file_of(household(foreign), header=header)) == [household(foreign)]


OF_CATEGORY = {
    ResidenceCategory.MID_TO_LONG_TERM: {},
    ResidenceCategory.SPECIAL_PERMANENT: {"status": "", "period": "", "expires_on": None},
    ResidenceCategory.TEMPORARY_REFUGE: {"status": "", "expires_on": None, "document_number": ""},
    ResidenceCategory.PROVISIONAL_STAY: {"status": "", "expires_on": None, "document_number": ""},
    ResidenceCategory.TRANSITIONAL_BIRTH: {"status": "", "period": "", "expires_on": None, "document_number": ""},
    ResidenceCategory.TRANSITIONAL_LOSS: {"status": "", "period": "", "expires_on": None, "document_number": ""},
}
"""What a record of each category leaves blank."""


def faults_of(category, **items):
    """What is wrong with a record of a category that has these items besides those it must have."""
    header = msgspec.structs.replace(HEADER, people=1)
    member = foreigner(category=category, **(OF_CATEGORY[category] | items))
    found = read(file_of(household(member), header=header))
    return [(one.field, one.code) for one in found if isinstance(one, Reject)]


@pytest.mark.covers("STD-1.1.6")
@pytest.mark.parametrize(
    ("category", "blank"),
    [
        (ResidenceCategory.MID_TO_LONG_TERM, "document_number"),
        (ResidenceCategory.SPECIAL_PERMANENT, "document_number"),
        (ResidenceCategory.TEMPORARY_REFUGE, "period"),
        (ResidenceCategory.PROVISIONAL_STAY, "period"),
        (ResidenceCategory.TRANSITIONAL_BIRTH, "became_foreign_resident_on"),
        (ResidenceCategory.TRANSITIONAL_LOSS, "became_foreign_resident_on"),
    ],
)
def test_each_category_of_article_30_45_has_an_item_that_is_never_blank(category, blank):
    """The number of the card, the period of the permission, and the day of becoming a foreign resident always."""
    assert faults_of(category) == []
    found = faults_of(category, **{blank: None if blank.endswith("_on") else ""})
    assert found == [(f"members[0].record.residence.{blank}", "LD-BLANK")]


@pytest.mark.parametrize(
    ("category", "item", "value"),
    [
        (ResidenceCategory.SPECIAL_PERMANENT, "status", "永住者"),
        (ResidenceCategory.TEMPORARY_REFUGE, "document_number", "ZZ00000001ZZ"),
        (ResidenceCategory.TRANSITIONAL_BIRTH, "period", "6月"),
        (ResidenceCategory.PROVISIONAL_STAY, "expires_on", RegisterDate.of(2027, 1, 1)),
    ],
)
def test_items_of_another_category_are_refused(category, item, value):
    """A special permanent resident has no status of residence, a child under sixty days no period."""
    assert faults_of(category, **{item: value}) == [(f"members[0].record.residence.{item}", "LD-KIND")]


@pytest.mark.parametrize(
    ("member", "found"),
    [
        (foreigner(residence=None), [("residence", "LD-BLANK")]),
        (foreigner(domicile="なし"), [("domicile", "LD-KIND")]),
        (foreigner(former_surname=FormerSurname("旧")), [("former_surname", "LD-KIND")]),
        (person(1, residence=foreigner().record.residence), [("residence", "LD-KIND")]),
        (person(1, common_name=CommonName("別名")), [("common_name", "LD-KIND")]),
        (person(1, common_name_history=(CommonName("別名"),)), [("common_name_history", "LD-KIND")]),
        (foreigner(document_number="ZZ1ZZ"), [("residence.document_number", "LD-CARD")]),
        (foreigner(document_number="AB12345678CD"), [("residence.document_number", "LD-SYNTHETIC")]),
        (foreigner(nationality="イン\u0007ド"), [("residence.nationality", "LD-TEXT")]),
        (foreigner(common_name=CommonName("\u0007", "\u0007")),
         [("common_name.written", "LD-TEXT"), ("common_name.furigana", "LD-TEXT")]),
        (foreigner(common_name_history=(CommonName("別名", "\u0007"),)),
         [("common_name_history[0].furigana", "LD-TEXT")]),
        (foreigner(de_facto_head="\u0007"), [("de_facto_head", "LD-TEXT")]),
        (person(1, former_surname=FormerSurname("\u0007")), [("former_surname.written", "LD-TEXT")]),
        (foreigner(alien_registration_on=RegisterDate.of(1950, 1, 1)),
         [("residence.alien_registration_on", "LD-ORDER")]),
        (foreigner(became_foreign_resident_on=RegisterDate.of(2026, 12, 1)),
         [("residence.became_foreign_resident_on", "LD-FUTURE")]),
        (foreigner(common_name=CommonName("別名", recorded_on=RegisterDate.of(2026, 12, 1))),
         [("common_name.recorded_on", "LD-FUTURE")]),
        (foreigner(common_name_history=(CommonName("別名", deleted_on=RegisterDate.of(2026, 12, 1)),)),
         [("common_name_history[0].deleted_on", "LD-FUTURE")]),
    ],
)  # fmt: skip
def test_items_of_the_wrong_kind_form_block_or_day_reject_the_household(member, found):
    """Each fault names its field, nested ones by their path."""
    assert rejects(member) == [(f"members[0].record.{field}", code) for field, code in found]


def test_the_number_of_a_card_belongs_to_one_person():
    """Twice in a file is a fault; a real one in a synthetic file too, and the other way round."""
    twin = foreigner(2, relationship="弟", given="二郎", document_number="ZZ00000001ZZ")
    assert rejects(foreigner(1), twin) == [("members[1].record.residence.document_number", "LD-TWICE")]
    assert ("members[0].record.residence.document_number", "LD-SYNTHETIC") in rejects(foreigner(1), synthetic=False)


@pytest.mark.parametrize("place", ["residence", "common_name", "entitlements", "card"])
def test_an_unknown_item_of_a_structure_is_named(place):
    """A misspelt item would be lost without a word."""
    line = json.loads(file_of(household(foreigner(1), foreigner(2, relationship="弟", given="二郎")))[1])
    line["members"][0]["record"].setdefault(place, {"written": "別名"} if place == "common_name" else {})["colour"] = 1
    found = read(line_of(json.dumps(line).encode()))
    assert [(one.field, one.code) for one in found] == [(f"members[0].record.{place}.colour", "LD-UNKNOWN")]


def test_a_household_whose_head_is_unset_for_all_is_taken():
    """STD-1.1.10: 世帯主未設定 is a state of the record, not a fault."""
    members = [person(serial, None, "花", head_name=None) for serial in (1, 2)]
    assert read(file_of(household(*members))) == [household(*members)]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ((), [("members", "LD-EMPTY")]),
        ((person(1), person(2)), [("members", "LD-HEAD")]),
        ((person(1, "妻"), person(2, None)), [("members", "LD-HEAD")]),
        ((person(1), person(2, "妻", head_name="別人")), [("members[1].record.head_name", "LD-HEAD-NAME")]),
        ((person(1, "世帯主"), person(2, "孫")), [("members[1].record.relationship", "LD-RELATIONSHIP")]),
        (
            (person(1, household_number=HouseholdNumber.from_serial(2)),),
            [("members[0].record.household_number", "LD-HOUSEHOLD")],
        ),
        ((person(1, state=State.DIED),), [("members[0].record.state", "LD-STATE")]),
        ((person(1, resident_record_code=None),), [("members[0].record.resident_record_code", "LD-BLANK")]),
        ((person(1, domicile=None),), [("members[0].record.domicile", "LD-BLANK")]),
        ((person(1, first_listed_person=""),), [("members[0].record.first_listed_person", "LD-BLANK")]),
        ((person(1, name=PersonName(), head_name=""),), [("members[0].record.name", "LD-BLANK")]),
        (
            (person(1, address=Address()),),
            [("members[0].record.address", "LD-BLANK"), ("members[0].record.address", "LD-ADDRESS")] * 1
            + [("members[0].record.address", "LD-ADDRESS")],
        ),
        (
            (person(1, address=Address(municipality_code="131032", town="芝")),),
            [("members[0].record.address", "LD-ADDRESS")],
        ),
        ((person(1, address=Address.unknown()),), [("members[0].record.address", "LD-ADDRESS")]),
        (
            (
                person(
                    1,
                    address=msgspec.structs.replace(ADDRESS, postal_code="24"),
                ),
            ),
            [("members[0].record.address", "LD-ADDRESS")],
        ),
        (
            (person(1, birth_date=RegisterDate.of(2026, 12, 1)),),
            [
                ("members[0].record.birth_date", "LD-FUTURE"),
                ("members[0].record.became_resident_on", "LD-ORDER"),
                ("members[0].record.address_set_on", "LD-ORDER"),
            ],
        ),
        (
            (person(1, became_resident_on=RegisterDate.of(1979, 1, 1)),),
            [("members[0].record.became_resident_on", "LD-ORDER")],
        ),
        (
            (person(1, previous_address=Address(text="どこか\u202e")),),
            [("members[0].record.previous_address", "LD-TEXT")],
        ),
        (
            (
                person(
                    1,
                    name=PersonName("見本", "一郎", "ミホン\u0007"),
                ),
            ),
            [("members[0].record.name.family_furigana", "LD-TEXT")],
        ),
        ((person(1, memo="\u0000"),), [("members[0].record.memo", "LD-TEXT")]),
        (
            (person(1), LoadedPerson(person(2, "弟", "二").record, IndividualNumber.synthetic(1))),
            [("members[1].individual_number", "LD-TWICE")],
        ),
        (
            (person(1), person(2, "弟", "二", addressee_number=AddresseeNumber.from_serial(1))),
            [("members[1].record.addressee_number", "LD-TWICE")],
        ),
    ],
)
def test_a_bad_member_rejects_the_household_and_every_fault_is_named(members, found):
    """Line, field, code; the reasons in both languages; nothing of the household is taken."""
    writer = file_of(
        LoadedHousehold(HouseholdNumber.from_serial(1), members),
        header=msgspec.structs.replace(HEADER, people=len(members)),
    )
    read_back = read(writer)
    assert [(one.field, one.code) for one in read_back] == found
    assert all(one.line == 2 and one.japanese and one.english for one in read_back)


def test_real_numbers_do_not_enter_a_synthetic_file_nor_the_other_way_round():
    """Every code and number is held against what the header says."""
    real = LoadedPerson(
        person(1, resident_record_code=ResidentRecordCode.with_check_digit("1234567890")).record,
        IndividualNumber.with_check_digit("12345678901"),
    )
    assert [code for _, code in rejects(real)] == ["LD-SYNTHETIC", "LD-SYNTHETIC"]
    assert [code for _, code in rejects(person(1), synthetic=False)] == ["LD-SYNTHETIC", "LD-SYNTHETIC"]


def test_a_number_that_comes_twice_in_the_file_is_found_across_households():
    """The second household is rejected, the first taken."""
    header = msgspec.structs.replace(HEADER, people=4)
    found = read(file_of(household(), household(), header=header))
    assert found[0] == household()
    assert {one.code for one in found[1:]} == {"LD-TWICE"}
    assert {one.line for one in found[1:]} == {3}
    assert len(found) == 1 + 1 + 3 * 2


@pytest.mark.parametrize(
    ("raw", "field", "code"),
    [
        (b"{", "", "LD-JSON"),
        (b"\xff\xfe", "", "LD-JSON"),
        (b'{"household_number":"\\ud800"}', "", "LD-JSON"),
        (b"[]", "", "LD-TYPE"),
        (b"{" + b" " * MAX_LINE, "", "LD-SIZE"),
        (altered(("members", 0, "record", "birth_date"), "1980-02-30x"), "members[0].record.birth_date", None),
        (altered(("members", 0, "individual_number"), "123456789012"), "members[0].individual_number", None),
        (altered(("members", 1, "record", "sex"), "secret"), "members[1].record.sex", "LD-CHOICE"),
        (altered(("members", 1, "record", "position"), "1"), "members[1].record.position", "LD-TYPE"),
        (altered(("members", 0, "record", "sex"), None, drop=True), "members[0].record.sex", "LD-MISSING"),
        (altered(("household_number",), None, drop=True), "household_number", "LD-MISSING"),
        (altered(("colour",), "red"), "", "LD-UNKNOWN"),
        (altered(("members", 0, "record", "colour"), "red"), "members[0].record.colour", "LD-UNKNOWN"),
        (altered(("members", 0, "record", "山田 太郎"), "red"), "members[0].record", "LD-UNKNOWN"),
        (altered(("members", 0, "record", "name", "title"), "Dr"), "members[0].record.name.title", "LD-UNKNOWN"),
        (altered(("members", 0, "record", "address", "floor"), "2"), "members[0].record.address.floor", "LD-UNKNOWN"),
    ],
)
def test_what_cannot_be_read_as_a_household_is_rejected_without_repeating_it(raw, field, code):
    """The decoder's own words may quote the content: ours never do."""
    (found,) = read(line_of(raw))
    assert isinstance(found, Reject)
    assert found.field == field
    assert found.code.startswith("V-") if code is None else found.code == code
    for secret in ("secret", "123456789012", "1980-02-30x", "山田"):
        assert secret not in f"{found}"


def test_identification_lines_are_held_against_the_item_checks():
    """Format and codes of every item (CTRL-039's rules), the municipality, the synthetic blocks."""
    good = LoadedIdentification(derive_record(person(1).record), IndividualNumber.synthetic(1))
    wrong = LoadedIdentification(
        msgspec.structs.replace(derive_record(person(2).record), postal_code="x", municipality_code="131032"),
        IndividualNumber.synthetic(2),
    )
    header = msgspec.structs.replace(HEADER, kind=FileKind.IDENTIFICATION)
    taken, *found = read(file_of(good, wrong, header=header), LoadedIdentification)
    assert taken == good
    assert [(one.field, one.code) for one in found] == [
        ("record.postal_code", "LD-ITEM"),
        ("record.municipality_code", "LD-ADDRESS"),
    ]


def test_a_file_of_another_kind_version_town_or_world_is_refused():
    """Before a single line is read."""
    good = file_of(household())
    assert refusal([]) == "LF-EMPTY"
    assert refusal([b"name,address\n"]) == "LF-HEADER"
    assert refusal([b"\xff"]) == "LF-HEADER"
    assert refusal(good, LoadedIdentification) == "LF-KIND"
    assert refusal(file_of(header=msgspec.structs.replace(HEADER, format=2))) == "LF-FORMAT"
    assert refusal(good, municipality_code=MunicipalityCode("131032")) == "LF-MUNICIPALITY"
    assert refusal(good, synthetic=False) == "LF-SYNTHETIC"


def test_a_file_that_is_cut_altered_or_miscounted_is_refused():
    """After the last line: nothing may have been taken for good before."""
    good = file_of(household())
    assert refusal(good[:-1]) == "LF-TRAILER"
    assert refusal(good[:1]) == "LF-TRAILER"
    assert refusal([*good[:-1], b"\xff"]) == "LF-TRAILER"
    assert refusal([good[0], good[1].replace("見本".encode(), "本見".encode()), good[2]]) == "LF-DIGEST"
    assert refusal(file_of(household(), header=msgspec.structs.replace(HEADER, people=3))) == "LF-COUNT"


def test_people_are_not_counted_where_a_line_cannot_be_read():
    """The reject is the news; the count would only follow from it."""
    assert [one.code for one in read(line_of(b"{"))] == ["LD-JSON"]
