"""What can be wrong with keys, trust list, databases and schema, in the four parts of the house."""

from pathlib import Path

from daicho.host.errors import Problem
from daicho.host.postgres.binaries import OLDEST


def key_missing(setting: str, directory: Path) -> Problem:
    """H-KEY-01: a key or certificate is not there, or is another kind of key."""
    return Problem(
        code="H-KEY-01",
        what=f"鍵または証明書を読めません: {setting} ({directory})",
        what_en=f"A key or certificate cannot be read: {setting} ({directory})",
        why="tls.key、tls.crt、signing.key がそろわないと通信できません。",
        why_en="Without tls.key, tls.crt and signing.key the system cannot take part.",
        mend="機構から交付された鍵一式をこの場所に置き、権限を確かめてください。",
        mend_en="Put the set of keys issued with the Agency's certificate there, and check permissions.",
    )


def key_not_private(path: Path) -> Problem:
    """H-KEY-02: others on this machine may read a private key."""
    return Problem(
        code="H-KEY-02",
        what=f"秘密鍵を他の利用者が読めます: {path}",
        what_en=f"Other accounts may read a private key: {path}",
        why="秘密鍵を読める者は、この団体になりすませます。",
        why_en="Whoever reads it can act as this organisation.",
        mend=f"chmod 600 {path} を実行してください。",
        mend_en=f"Run chmod 600 {path}.",
    )


def key_differs(party: str, name: str) -> Problem:
    """H-KEY-03: the key in hand is not the one on the trust list."""
    return Problem(
        code="H-KEY-03",
        what=f"{party} の {name} が信頼リストと一致しません。",
        what_en=f"{name} of {party} does not match the trust list.",
        why="相手方は信頼リストにない鍵の電文をすべて拒否します。",
        why_en="Peers refuse everything signed or sent with a key that is not listed.",
        mend="正しい鍵を置くか、機構に信頼リストの更新を依頼してください。",
        mend_en="Put the right key in place, or ask the Agency to update the list.",
    )


def trust_unreadable(path: Path) -> Problem:
    """H-KEY-04: the trust list or the root certificate cannot be read."""
    return Problem(
        code="H-KEY-04",
        what=f"信頼リストまたは機構の証明書を読めません: {path}",
        what_en=f"The trust list or the Agency's root certificate cannot be read: {path}",
        why="誰と通信してよいかが分かりません。",
        why_en="Without them the host does not know whom it may talk to.",
        mend="trust.list と trust.root の場所を確かめてください。",
        mend_en="Check trust.list and trust.root.",
    )


def trust_refused(path: Path, reason: str) -> Problem:
    """H-KEY-05: the trust list's signature does not verify, or it is malformed."""
    return Problem(
        code="H-KEY-05",
        what=f"信頼リストを検証できません: {path} ({reason})",
        what_en=f"The trust list does not verify: {path} ({reason})",
        why="機構の署名のないリストは使えません。",
        why_en="Only a list signed by the Agency is used.",
        mend="機構から正しいリストを取り直してください。",
        mend_en="Fetch the list from the Agency again.",
    )


def not_listed(party: str) -> Problem:
    """H-KEY-06: this party is not on the trust list."""
    return Problem(
        code="H-KEY-06",
        what=f"{party} は信頼リストにありません。",
        what_en=f"{party} is not on the trust list.",
        why="リストにない者の電文は、相手方がすべて拒否します。",
        why_en="Peers refuse everyone who is not listed.",
        mend="organisation.code を確かめ、機構に登録を依頼してください。",
        mend_en="Check organisation.code, and ask the Agency to list it.",
    )


def expired(party: str) -> Problem:
    """H-KEY-07: the certificate's time has passed, or has not come."""
    return Problem(
        code="H-KEY-07",
        what=f"{party} の証明書は有効期間外です。",
        what_en=f"The certificate of {party} is outside its period of validity.",
        why="期間外の証明書は相手方が拒否します。",
        why_en="Peers refuse it.",
        mend="証明書を更新してください。時計も確かめてください。",
        mend_en="Renew the certificate; check the machine's clock as well.",
    )


def number_keys_unreadable(path: Path) -> Problem:
    """H-KEY-08: the keys of the vault of individual numbers are missing, malformed or readable by others."""
    return Problem(
        code="H-KEY-08",
        what=f"個人番号の保管庫の鍵を使えません: {path}",
        what_en=f"The keys of the vault of individual numbers cannot be used: {path}",
        why="この鍵がなければ、保管した個人番号は二度と読めません。他の利用者が読める鍵も使いません。",
        why_en="Without them stored numbers cannot be read ever again; nor are keys used that others may read.",
        mend="控えから戻し、権限を 600 にしてください。新しいホストでは daicho host keys で作ります。",
        mend_en="Restore the file from its backup with mode 600. On a new host, daicho host keys makes it.",
    )


def database_silent(setting: str) -> Problem:
    """H-DB-01: a database does not answer. The connection string is not repeated."""
    return Problem(
        code="H-DB-01",
        what=f"データベースに接続できません: {setting}",
        what_en=f"The database does not answer: {setting}",
        why="サーバが止まっているか、接続先・利用者・権限が違います。",
        why_en="The server is down, or host, user or permission is wrong.",
        mend="サーバの稼働と接続先を確かめてください。",
        mend_en="Check that the server runs and that the setting is right.",
    )


def database_too_old(setting: str, version: int) -> Problem:
    """H-DB-02: the server is older than what the schema's constraints run on."""
    return Problem(
        code="H-DB-02",
        what=f"PostgreSQL {version} です: {setting}",
        what_en=f"PostgreSQL {version}: {setting}",
        why=f"{OLDEST} 以上が必要です。",
        why_en=f"Version {OLDEST} or newer is needed.",
        mend="サーバを更新してください。",
        mend_en="Upgrade the server.",
    )


def database_without_letters(setting: str) -> Problem:
    """H-DB-03: the database's character type is C, which breaks search on Japanese."""
    return Problem(
        code="H-DB-03",
        what=f"文字種別 (LC_CTYPE) が C です: {setting}",
        what_en=f"The character type (LC_CTYPE) is C: {setting}",
        why="日本語の部分一致検索の索引が働きません。",
        why_en="Trigram indexes find nothing in Japanese.",
        mend="LC_COLLATE 'C'、LC_CTYPE 'C.UTF-8' で作り直してください。",
        mend_en="Create the database with LC_COLLATE 'C' and LC_CTYPE 'C.UTF-8'.",
    )


def database_too_small(setting: str, room: int, budget: int) -> Problem:
    """H-DB-04: the server allows fewer connections than the written budget."""
    return Problem(
        code="H-DB-04",
        what=f"サーバの接続数 {room} が予算 {budget} に足りません: {setting}",
        what_en=f"The server allows {room} connections, the budget is {budget}: {setting}",
        why="混雑時に接続が断られます。",
        why_en="It would refuse connections when it is busy.",
        mend="max_connections を増やすか、connections.budget を減らしてください。",
        mend_en="Raise max_connections, or lower connections.budget.",
    )


def schema_behind(alias: str, count: int) -> Problem:
    """H-DB-05: migrations are outstanding."""
    return Problem(
        code="H-DB-05",
        what=f"データベース {alias} に未適用の変更が {count} 件あります。",
        what_en=f"{count} migrations of the database {alias} are outstanding.",
        why="プログラムと表の形が違うままでは動かせません。",
        why_en="Code and tables must be of the same version.",
        mend="daicho host migrate を実行してください。",
        mend_en="Run daicho host migrate.",
    )


def database_role_too_strong(setting: str) -> Problem:
    """H-DB-06: the application would log in as a superuser, past every grant."""
    return Problem(
        code="H-DB-06",
        what=f"管理者権限の利用者で接続しています: {setting}",
        what_en=f"The connection's role is a superuser: {setting}",
        why="個人番号の保管域と記録の改ざん防止は、権限の分離に頼っています。",
        why_en="The vault and the append-only records rest on separated roles.",
        mend="daicho_<システム>_app の一員である利用者を指定してください。",
        mend_en="Name a role that is a member of daicho_<system>_app.",
    )


def database_not_prepared(setting: str, role: str) -> Problem:
    """H-DB-07: the group roles or extensions are missing, and we may not make them."""
    return Problem(
        code="H-DB-07",
        what=f"データベースの準備ができていません: {setting}",
        what_en=f"The database is not prepared: {setting}",
        why=f"役割 {role} か拡張 btree_gist・pg_trgm がなく、作る権限もありません。",
        why_en=f"The role {role} or the extensions btree_gist and pg_trgm are missing, and may not be made.",
        mend="docs/operations.md の SQL をデータベース管理者が一度実行してください。",
        mend_en="Have the database administrator run the SQL of docs/operations.md once.",
    )


def schema_ahead(alias: str, migration: str) -> Problem:
    """H-DB-08: the database has been brought to a newer version than this program."""
    return Problem(
        code="H-DB-08",
        what=f"データベース {alias} はこの版より新しい版のものです: {migration}",
        what_en=f"The database {alias} is of a newer version than this one: {migration}",
        why="表の変更は元に戻せません。古い版のプログラムは新しい版の記録を正しく書けません。",
        why_en="Changes of tables are not undone, and an older program would not write what the newer one keeps.",
        mend="新しい版のプログラムを使うか、更新前の控えから戻してください(docs/operations.md の更新)。",
        mend_en="Use the newer version, or restore the backup made before the update (docs/operations.md, Updating).",
    )


def system_not_built(system: str) -> Problem:
    """H-SYS-01: the configuration names a system that this build does not contain."""
    return Problem(
        code="H-SYS-01",
        what=f"この版には {system} がありません。",
        what_en=f"This build does not contain {system}.",
        why="設定が新しい版のものか、導入が不完全です。",
        why_en="The configuration is of a newer version, or the installation is incomplete.",
        mend="導入し直すか、設定から除いてください。",
        mend_en="Install again, or remove it from the configuration.",
    )


def port_taken(setting: str, port: int) -> Problem:
    """H-LIS-01: something listens on the port already."""
    return Problem(
        code="H-LIS-01",
        what=f"ポート {port} はすでに使われています: {setting}",
        what_en=f"Port {port} is in use: {setting}",
        why="同じホストが二重に起動されたか、別のプログラムが待ち受けています。",
        why_en="This host runs already, or another program listens there.",
        mend="動いている方を止めるか、設定のポートを変えてください。",
        mend_en="Stop the one that runs, or change the port in the setting.",
    )


def not_ours(setting: str) -> Problem:
    """H-LIS-02: the address to listen on is not one of this machine's, or the port needs rights."""
    return Problem(
        code="H-LIS-02",
        what=f"この待受けアドレスは使えません: {setting}",
        what_en=f"This address cannot be listened on: {setting}",
        why="この機械のアドレスではないか、1024 未満のポートで権限がありません。",
        why_en="It is not an address of this machine, or the port is below 1024 and not permitted.",
        mend="設定のアドレスとポートを確かめてください。",
        mend_en="Check address and port of the setting.",
    )


def accounts_exist() -> Problem:
    """H-ACC-01: the host has accounts, so the first ones are made."""
    return Problem(
        code="H-ACC-01",
        what="利用者はすでに登録されています。",
        what_en="This host has accounts already.",
        why="権限の付与には別の人の承認が要ります。この命令は最初の二人だけのものです。",
        why_en="Rights need somebody else's approval; this command is for the first two people only.",
        mend="画面「利用者・端末の管理」から登録してください。",
        mend_en="Use the screens for accounts and terminals.",
    )


def one_person() -> Problem:
    """H-ACC-02: administrator and security officer are the same person."""
    return Problem(
        code="H-ACC-02",
        what="管理者と承認者が同じ利用者IDです。",
        what_en="Administrator and security officer have one sign-in ID.",
        why="自分の権限を自分で承認することはできません。",
        why_en="Nobody approves their own rights.",
        mend="別の人を指定してください。",
        mend_en="Name two people.",
    )


def date_not_movable() -> Problem:
    """H-DATE-01: someone tries to move the date of a real host."""
    return Problem(
        code="H-DATE-01",
        what="このホストの業務日付は動かせません。",
        what_en="The business date of this host cannot be moved.",
        why="実際の事務では、日付は実際の日付でなければなりません。",
        why_en="In real work the date is the real date.",
        mend="デモや試験のホスト (synthetic と movable_date) で行ってください。",
        mend_en="Do it on a host of a demonstration or test (synthetic and movable_date).",
    )


def no_loader(system: str) -> Problem:
    """H-LOAD-01: the system takes no files in."""
    return Problem(
        code="H-LOAD-01",
        what=f"{system} にはファイルの取込み機能がありません。",
        what_en=f"{system} takes no files in.",
        why="この版では、このシステムの初期データは他の方法で入ります。",
        why_en="In this version its first data come another way.",
        mend="--system を確かめてください。",
        mend_en="Check --system.",
    )


def date_back(before: object, wanted: object) -> Problem:
    """H-DEMO-09: the business date would go back."""
    return Problem(
        code="H-DEMO-09",
        what=f"業務日付は {before} です。{wanted} には戻せません。",
        what_en=f"The business date is {before}; it cannot go back to {wanted}.",
        why="すでに処理した日より前の日付で、記録を続けることはできません。",
        why_en="Records cannot go on from a day before the one last worked on.",
        mend="先の日付を指定するか、デモを --reset でやり直してください。",
        mend_en="Name a later date, or begin the demonstration anew with --reset.",
    )


def date_far(wanted: object, years: int) -> Problem:
    """H-DEMO-11: the business date would go further ahead than anybody means."""
    return Problem(
        code="H-DEMO-11",
        what=f"業務日付を {wanted} に進めることはできません。",
        what_en=f"The business date cannot be moved to {wanted}.",
        why=f"進めた日付は戻せないため、実際の日付から{years}年後までに限ります。",
        why_en=f"It never goes back, so it is kept within {years} years of the real date.",
        mend="日付を確かめてください。",
        mend_en="Check the date.",
    )
