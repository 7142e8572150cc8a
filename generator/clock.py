"""The one place that reads the clock."""

from __future__ import annotations

import os
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

from generator.problems.problem import PortalError

YEARS = range(2000, 2101)  # years a site may be built in; catches a year typed instead of seconds


def now(zone: str) -> datetime:
    """Return the moment of this build in the town's time zone.

    That is ``SOURCE_DATE_EPOCH`` (seconds, UTC) when set, else the clock.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(ZoneInfo(zone)).replace(microsecond=0)
    try:
        found = datetime.fromtimestamp(int(epoch), ZoneInfo(zone))
    except (ValueError, OverflowError, OSError) as error:
        raise PortalError(f"SOURCE_DATE_EPOCH должно быть целым числом секунд, а стоит «{epoch}».") from error
    if found.year not in YEARS:
        day = found.date().isoformat()
        what = "Запишите секунды дня сборки с 1970 года или уберите эту переменную."
        raise PortalError(f"SOURCE_DATE_EPOCH={epoch} — это {day}, в такой день сайт не собирают. {what}")
    return found


def today(zone: str) -> date:
    """Return the date of this build in the town's time zone."""
    return now(zone).date()


def stopwatch() -> float:
    """Return seconds of a monotonic clock, for phase times."""
    return time.perf_counter()
