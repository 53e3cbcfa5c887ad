"""No personal data passes the logs, whatever a careless call hands them."""

import json
import logging
import subprocess
import sys

SCRIPT = """
import logging, structlog
from daicho.host import logs
logs.configure(organisation="142158", system="register", process="screens")
log = structlog.get_logger("daicho.test")
log.info("act recorded", act=17, name="山田花子", number="123456789018", body=b"x", record=object())
try:
    raise ValueError("山田花子 の生年月日が不正")
except ValueError:
    log.exception("failed", code="R-1")
try:
    raise KeyError("昭和60年4月1日")
except KeyError:
    logging.getLogger("gunicorn.error").exception("Error handling request /search?name=山田花子")
logging.getLogger("django.request").error("Internal Server Error: /resident/%s", "123456789018")
"""


def lines():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    return done.stderr


def test_names_numbers_and_dates_reach_no_log_line_by_any_of_three_ways():
    """Neither as values of a call, nor in an exception's text, nor in a library's message."""
    said = lines()
    for personal in ("山田", "花子", "123456789018", "昭和", "search"):
        assert personal not in said


def test_lines_are_json_with_event_ids_and_the_place_of_an_error():
    first, failed, library, _request = [json.loads(line) for line in lines().splitlines()]
    assert first | {"timestamp": ""} == {
        "event": "act recorded",
        "act": 17,
        "record": "object",
        "level": "info",
        "organisation": "142158",
        "system": "register",
        "process": "screens",
        "timestamp": "",
    }
    assert failed["error"] == "ValueError"
    assert failed["where"].endswith(":8")
    assert (library["event"], library["error"], library["logger"]) == ("library", "KeyError", "gunicorn.error")


def test_logs_of_this_test_process_are_left_alone():
    assert not any(type(handler.formatter).__name__ == "ProcessorFormatter" for handler in logging.getLogger().handlers)
