"""The chart of a forecast: how many outcomes meet their target at the end of each quarter."""

from django.utils.safestring import SafeString

from iip.charts import DARK, LIGHT, Bar, Series, stacked_bars
from submissions.forecast import Forecast

SERIES = (Series("Meet their target", DARK), Series("Below their target", LIGHT))
TITLE = "Outcomes that meet their target, by quarter"


def forecast_chart(forecast: Forecast) -> SafeString:
    """The steps of a forecast as bars; "" where no outcome has a target."""
    if not forecast.counted:
        return SafeString("")
    bars = [Bar(label, (met, below)) for label, met, below in forecast.steps]
    said = "; ".join(f"{label}: {met} meet, {below} below" for label, met, below in forecast.steps)
    return stacked_bars(TITLE, f"{said}.", SERIES, bars)
