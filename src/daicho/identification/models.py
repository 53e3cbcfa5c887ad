"""The tables of identification information, abstract: DF-2 for the municipality, DF-4 for prefecture and nation.

The columns are the items of the files, in their order and under their field names, and after them the keys that the
store derives from these items. The individual number (item 13 / 9) is a vault reference; the file's own item is joined
at the moment of use. A row is what one municipality says of one person (a stay, `law.identification`).
"""

from __future__ import annotations

from django.db import models

DERIVED_KEYS = ("present", "current", "since", "name_key", "kana_key", "address_key", "fingerprint")
"""Columns that are no items of a file: flags and search keys computed from the items."""


class StoreKeys(models.Model):
    """What the store computes from the items: who is present, which stay is current, how it is searched."""

    present = models.BooleanField()
    current = models.BooleanField()
    since = models.TextField()  # stored form of 住民となった日: orders stays, and nothing else, above the municipality
    name_key = models.TextField()  # fold(name)
    kana_key = models.TextField()  # fold(furigana)
    address_key = models.TextField()  # normalised address
    fingerprint = models.BinaryField()  # protocol.fingerprints, 32 bytes

    class Meta:
        """Abstract."""

        abstract = True


class MunicipalFileBase(StoreKeys):
    """本人確認情報ファイル (DF-2): 37 items, as the municipal CS holds them."""

    pk = models.CompositePrimaryKey("resident_record_code", "municipality_code")
    resident_record_code = models.TextField()  # 1
    name_kanji = models.TextField()  # 2
    gaiji_count_name = models.IntegerField()  # 3
    name_furigana = models.TextField()  # 4
    name_kana_unvoiced = models.TextField()  # 5
    birth_date = models.TextField()  # 6
    sex = models.TextField()  # 7
    municipality_code = models.TextField()  # 8
    oaza_aza_code = models.TextField()  # 9
    postal_code = models.TextField()  # 10
    address = models.TextField()  # 11
    gaiji_count_address = models.IntegerField()  # 12
    individual_number_ref = models.UUIDField(null=True)  # 13, in the vault
    resident_date = models.TextField()  # 14
    address_set_date = models.TextField(default="")  # 15
    notification_date = models.TextField(default="")  # 16
    municipality_code_before_move_in = models.TextField(default="")  # 17
    address_before_move_in = models.TextField(default="")  # 18
    gaiji_count_address_before_move_in = models.IntegerField(default=0)  # 19
    relationship = models.TextField(default="")  # 20
    change_reason = models.TextField()  # 21
    change_date = models.TextField()  # 22
    change_reason_detail = models.TextField(default="")  # 23
    old_resident_record_code = models.TextField(default="")  # 24
    resident_record_code_use_date = models.TextField(default="")  # 25
    request_management_no = models.TextField(default="")  # 26
    operator_id = models.TextField(default="")  # 27
    operator_terminal_id = models.TextField(default="")  # 28
    update_sequence_no = models.BigIntegerField(default=0)  # 29
    abnormal_update_sequence_no = models.BigIntegerField(default=0)  # 30
    update_prohibited_flag = models.BooleanField(default=False)  # 31
    planned_person_flag = models.BooleanField(default=False)  # 32
    exclusive_flag = models.BooleanField(default=False)  # 33
    gaiji_flag = models.BooleanField(default=False)  # 34
    record_status_flag = models.TextField()  # 35
    timestamp = models.TextField()  # 36
    former_surname_info = models.JSONField(null=True)  # 37

    class Meta:
        """Search by name and birth date, name and address."""

        abstract = True
        indexes = [
            models.Index(fields=["birth_date", "name_key"], name="%(app_label)s_birth_name"),
            models.Index(fields=["name_key"], name="%(app_label)s_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["kana_key"], name="%(app_label)s_kana", opclasses=["text_pattern_ops"]),
            models.Index(fields=["individual_number_ref"], name="%(app_label)s_number"),
        ]


class PrefecturalFileBase(StoreKeys):
    """都道府県知事保存本人確認情報ファイル (DF-4): 28 items, and no other information about a person (CTRL-014).

    The national server keeps the same file (機構保存本人確認情報).
    """

    pk = models.CompositePrimaryKey("resident_record_code", "municipality_code")
    resident_record_code = models.TextField()  # 1
    name_kanji = models.TextField()  # 2
    gaiji_count_name = models.IntegerField()  # 3
    name_furigana = models.TextField()  # 4
    birth_date = models.TextField()  # 5
    sex = models.TextField()  # 6
    address = models.TextField()  # 7
    gaiji_count_address = models.IntegerField()  # 8
    individual_number_ref = models.UUIDField(null=True)  # 9, in the vault
    change_reason = models.TextField()  # 10
    change_date = models.TextField()  # 11
    retention_flag = models.BooleanField(default=False)  # 12: removed, kept for its period
    name_kana_unvoiced = models.TextField()  # 13
    municipality_code = models.TextField()  # 14
    oaza_aza_code = models.TextField()  # 15
    operator_id = models.TextField(default="")  # 16
    operator_terminal_id = models.TextField(default="")  # 17
    timestamp = models.TextField()  # 18
    notice_received_date = models.TextField()  # 19
    gaiji_flag = models.BooleanField(default=False)  # 20
    deletion_flag = models.BooleanField(default=False)  # 21
    update_sequence_no = models.BigIntegerField(default=0)  # 22
    name_gaiji_change_serial = models.IntegerField(default=0)  # 23
    address_gaiji_change_serial = models.IntegerField(default=0)  # 24
    former_surname_kanji = models.TextField(default="")  # 25
    former_surname_gaiji_count = models.IntegerField(default=0)  # 26
    former_surname_furigana = models.TextField(default="")  # 27
    former_surname_gaiji_change_serial = models.IntegerField(default=0)  # 28

    class Meta:
        """Search by name and birth date, name and address."""

        abstract = True
        indexes = [
            models.Index(fields=["birth_date", "name_key"], name="%(app_label)s_birth_name"),
            models.Index(fields=["name_key"], name="%(app_label)s_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["kana_key"], name="%(app_label)s_kana", opclasses=["text_pattern_ops"]),
            models.Index(fields=["individual_number_ref"], name="%(app_label)s_number"),
        ]


class PastStayBase(models.Model):
    """A content that an update replaced: the history of a person's identification information at this level."""

    id = models.BigAutoField(primary_key=True)
    resident_record_code = models.TextField()
    municipality_code = models.TextField()
    replaced_at = models.DateTimeField()
    update_sequence_no = models.BigIntegerField()  # of the update that replaced it
    stay = models.BinaryField()  # law.identification Stay, in the encoding of values.codec

    class Meta:
        """Read by person."""

        abstract = True
        indexes = [models.Index(fields=["resident_record_code", "id"], name="%(app_label)s_past")]


class FileLoadBase(models.Model):
    """One initial load by a file: what was taken in, and what was not (line, item, reason)."""

    id = models.BigAutoField(primary_key=True)
    digest = models.TextField(unique=True)
    municipality_code = models.TextField()
    count = models.IntegerField()
    rejected = models.JSONField(default=list)
    loaded_at = models.DateTimeField()

    class Meta:
        """Abstract."""

        abstract = True


class StatedBase(models.Model):
    """A person whom a baseline that is under way has stated; emptied when it closes."""

    id = models.BigAutoField(primary_key=True)
    peer = models.TextField()
    municipality_code = models.TextField()
    resident_record_code = models.TextField()

    class Meta:
        """Read by peer and municipality."""

        abstract = True
        indexes = [models.Index(fields=["peer", "municipality_code"], name="%(app_label)s_stated_town")]
