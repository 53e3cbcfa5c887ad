"""Names of synthetic foreign residents: parts that are usual in their countries, combined at random.

Roman letters stand as on a residence card: capitals, the surname first. The reading in katakana is what a counter would
ask for. Those whose countries write Chinese characters may have kanji beside it. The parts are common knowledge, no
list of somebody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.law.records import Sex

if TYPE_CHECKING:
    from random import Random


class Part(NamedTuple):
    """A surname or given name in its three writings; `kanji` is blank where there is none."""

    roman: str
    kana: str
    kanji: str = ""


class Names(NamedTuple):
    """The names of a country."""

    family: tuple[Part, ...]
    female: tuple[Part, ...]
    male: tuple[Part, ...]

    def family_name(self, rng: Random) -> Part:
        """A surname."""
        return _one(rng, self.family)

    def given_name(self, rng: Random, sex: Sex) -> Part:
        """A given name."""
        return _one(rng, self.female if sex is Sex.FEMALE else self.male)


def _one(rng: Random, parts: tuple[Part, ...]) -> Part:
    return parts[int(rng.random() * len(parts))]


def _parts(text: str) -> tuple[Part, ...]:
    """Parts from lines of "ROMAN カナ 漢字"."""
    return tuple(Part(*(each.replace("_", " ") for each in line.split(" "))) for line in text.strip().splitlines())


CHINESE: Final = Names(
    _parts("WANG ワン 王\nLI リー 李\nZHANG チャン 張\nLIU リウ 劉\nCHEN チェン 陳\nYANG ヤン 楊\nZHAO チャオ 趙\n"
           "HUANG ホワン 黄\nZHOU チョウ 周\nWU ウー 呉\nXU シュー 徐\nSUN スン 孫\nGAO カオ 高\nLIN リン 林"),
    _parts("LI リー 麗\nJING チン 静\nYAN イェン 艶\nMIN ミン 敏\nXIAOLI シャオリー 暁麗\nMEILING メイリン 美玲\n"
           "YUTING ユーティン 雨婷\nXUE シュエ 雪"),
    _parts("WEI ウェイ 偉\nQIANG チャン 強\nJUN チュン 軍\nMINGHUA ミンホワ 明華\nZHIYONG チーヨン 志勇\n"
           "HAO ハオ 浩\nYUHANG ユーハン 宇航\nJIANGUO チエンクオ 建国"),
)  # fmt: skip

KOREAN: Final = Names(
    _parts("KIM キム 金\nLEE イ 李\nPARK パク 朴\nCHOI チェ 崔\nJUNG チョン 鄭\nKANG カン 姜\nCHO チョ 趙\n"
           "YOON ユン 尹\nLIM イム 林\nSHIN シン 申"),
    _parts("MINJI ミンジ 敏智\nSUJIN スジン 秀珍\nYOUNGHEE ヨンヒ 英姫\nJIEUN チウン 智恩\nSOONJA スンジャ 順子\n"
           "HYEJIN ヘジン 恵珍"),
    _parts("YONGSU ヨンス 龍洙\nCHULSOO チョルス 哲洙\nJIHOON チフン 智勲\nSUNGMIN ソンミン 成敏\n"
           "DONGHYUN トンヒョン 東賢\nYOUNGIL ヨンイル 英一"),
)  # fmt: skip

VIETNAMESE: Final = Names(
    _parts("NGUYEN グエン\nTRAN チャン\nLE レ\nPHAM ファム\nHOANG ホアン\nVU ヴー\nDANG ダン\nBUI ブイ\nDO ドー"),
    _parts("THI_HOA ティ　ホア\nTHI_LAN ティ　ラン\nTHI_MAI ティ　マイ\nNGOC_ANH ゴック　アイン\nTHU_HA トゥー　ハー"),
    _parts("VAN_AN ヴァン　アン\nVAN_HUNG ヴァン　フン\nDUC_MINH ドゥック　ミン\nQUANG_HUY クアン　フイ\n"
           "TUAN_ANH トゥアン　アイン"),
)  # fmt: skip

FILIPINO: Final = Names(
    _parts("SANTOS サントス\nREYES レイエス\nCRUZ クルス\nBAUTISTA バウティスタ\nGARCIA ガルシア\nMENDOZA メンドーサ\n"
           "DELA_CRUZ デラ　クルス"),
    _parts("MARIA_CRISTINA マリア　クリスティナ\nANGELICA アンヘリカ\nMARY_JANE メアリー　ジェーン\nROSALIE ロサリー"),
    _parts("JOSE_MARI ホセ　マリ\nMARK_ANTHONY マーク　アンソニー\nJUN_REY ジュン　レイ\nROMEO ロメオ"),
)  # fmt: skip

NEPALI: Final = Names(
    _parts("GURUNG グルン\nTAMANG タマン\nSHRESTHA シュレスタ\nRAI ライ\nTHAPA タパ\nKHADKA カドカ\nMAGAR マガル"),
    _parts("SITA シタ\nSUNITA スニタ\nANJU アンジュ\nPUJA プジャ"),
    _parts("RAM_BAHADUR ラム　バハドゥル\nBISHAL ビサル\nSURESH スレシュ\nDIPAK ディパク"),
)  # fmt: skip

BRAZILIAN: Final = Names(
    _parts("SILVA シルバ\nSOUZA ソウザ\nOLIVEIRA オリベイラ\nTANAKA_SANTOS タナカ　サントス\n"
           "SATO_PEREIRA サトウ　ペレイラ\nLIMA リマ"),
    _parts("ANA_PAULA アナ　パウラ\nJULIANA ジュリアナ\nMARIA_APARECIDA マリア　アパレシーダ\nCAMILA カミラ"),
    _parts("CARLOS_EDUARDO カルロス　エドゥアルド\nLUCAS ルカス\nMARCOS_KENJI マルコス　ケンジ\nRAFAEL ラファエル"),
)  # fmt: skip

INDONESIAN: Final = Names(
    _parts("WIJAYA ウィジャヤ\nSANTOSO サントソ\nPRATAMA プラタマ\nHIDAYAT ヒダヤット\nSARI サリ"),
    _parts("DEWI デウィ\nSRI_WAHYUNI スリ　ワフユニ\nPUTRI プトリ\nRINA リナ"),
    _parts("BUDI ブディ\nAGUS アグス\nMUHAMMAD_RIZKI ムハンマド　リズキ\nDEDI デディ"),
)  # fmt: skip

BURMESE: Final = Names(
    _parts("AUNG アウン\nKYAW チョー\nTHEIN テイン\nWIN ウィン\nHTUN トゥン"),
    _parts("KHIN_MAR キン　マー\nMAY_THU メイ　トゥー\nSU_MYAT ス　ミャッ"),
    _parts("MIN_THU ミン　トゥー\nZAW_LIN ゾー　リン\nTHET_NAING テッ　ナイン"),
)  # fmt: skip

INDIAN: Final = Names(
    _parts("SHARMA シャルマ\nPATEL パテル\nKUMAR クマール\nSINGH シン\nGUPTA グプタ\nREDDY レディ"),
    _parts("PRIYA プリヤ\nANJALI アンジャリ\nKAVITA カヴィタ\nNEHA ネハ"),
    _parts("RAHUL ラフル\nAMIT アミット\nVIJAY ヴィジャイ\nSANJAY サンジャイ"),
)  # fmt: skip

THAI: Final = Names(
    _parts("SAETANG セータン\nSRISUK シースク\nWONGSA ウォンサー\nCHAIYASIT チャイヤシット"),
    _parts("SOMJAI ソムジャイ\nMALEE マリー\nNONGNUCH ノンヌット\nPIMCHANOK ピムチャノック"),
    _parts("SOMCHAI ソムチャイ\nANAN アナン\nKITTI キッティ\nPRASERT プラサート"),
)  # fmt: skip

ENGLISH: Final = Names(
    _parts("SMITH スミス\nJOHNSON ジョンソン\nBROWN ブラウン\nTAYLOR テイラー\nWILSON ウィルソン\n"
           "MILLER ミラー\nCLARK クラーク"),
    _parts("EMILY_ROSE エミリー　ローズ\nSARAH サラ\nJENNIFER_ANN ジェニファー　アン\nLAURA ローラ"),
    _parts("JAMES_ROBERT ジェームズ　ロバート\nMICHAEL マイケル\nDAVID_JOHN デイビッド　ジョン\nTHOMAS トーマス"),
)  # fmt: skip

FRENCH: Final = Names(
    _parts("MARTIN マルタン\nBERNARD ベルナール\nDUBOIS デュボワ\nMOREAU モロー"),
    _parts("CLAIRE クレール\nMARIE_LOUISE マリー　ルイーズ\nCAMILLE カミーユ"),
    _parts("PIERRE ピエール\nLUC リュック\nJEAN_PAUL ジャン　ポール"),
)  # fmt: skip
