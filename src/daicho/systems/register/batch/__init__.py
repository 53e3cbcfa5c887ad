"""Changes entered from files and messages (一括処理機能, SYS1-F4): judged record by record, reported, re-runnable."""

from daicho.systems.register.batch.move_in_notices import COLUMNS, enter
from daicho.systems.register.batch.refusals import BatchFileRefused
from daicho.systems.register.batch.report import BatchReport, Outcome, RecordReport

__all__ = ["COLUMNS", "BatchFileRefused", "BatchReport", "Outcome", "RecordReport", "enter"]
