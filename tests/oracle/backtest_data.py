"""The files of docs/backtest.md as CSV with lon, lat and time: pip install pandas rdata, then
python3 tests/oracle/backtest_data.py ../shared/data/incidents FOLDER
"""
import glob
import gzip
import html
import json
import re
import sys
import warnings
from pathlib import Path

import pandas as pd

# Where Boston's system puts what it cannot place: 1,039 of the light outages.
DEFAULT_POINT = (42.3594, -71.0587)


def boston_lights(folder: Path) -> pd.DataFrame:
    rows = pd.read_csv(folder / "boston-311-2015/street-light-outages.csv.gz", low_memory=False)
    rows = rows[(rows.LATITUDE != DEFAULT_POINT[0]) | (rows.LONGITUDE != DEFAULT_POINT[1])]
    time = pd.to_datetime(rows.OPEN_DT, format="%m/%d/%Y %I:%M:%S %p")
    return pd.DataFrame({"lon": rows.LONGITUDE, "lat": rows.LATITUDE, "time": time})


def boston_speed(folder: Path) -> pd.DataFrame:
    with gzip.open(folder / "boston-visionzero-concerns-2016.json.gz") as file:
        rows = pd.DataFrame(json.load(file))
    words = rows.REQUESTTYPE.map(lambda text: re.sub(r"<[^>]*>", "", html.unescape(text)).strip())
    rows = rows[words.str.startswith("people speed")]
    time = pd.to_datetime(rows.REQUESTDATE).dt.tz_localize(None)
    return pd.DataFrame({"lon": rows.X, "lat": rows.Y, "time": time})


def avon_antisocial(folder: Path) -> pd.DataFrame:
    files = sorted(glob.glob(str(folder / "police-uk/*-avon-and-somerset-street.csv.gz")))
    rows = pd.concat([pd.read_csv(file, low_memory=False) for file in files])
    rows = rows[(rows["Crime type"] == "Anti-social behaviour") & rows.Longitude.notna()]
    # Only the month is known: its first day stands for it.
    return pd.DataFrame({"lon": rows.Longitude, "lat": rows.Latitude, "time": pd.to_datetime(rows.Month)})


def memphis_robberies(folder: Path) -> pd.DataFrame:
    import rdata

    with warnings.catch_warnings():
        # Classes of R that pandas has no name for: the columns are read all the same.
        warnings.simplefilter("ignore")
        rows = rdata.read_rda(folder / "memphis/memphis_robberies.rda")["memphis_robberies"]
    points = [tuple(point) for point in rows.geometry]
    time = pd.to_datetime(rows.date.astype(float), unit="s")
    return pd.DataFrame({"lon": [p[0] for p in points], "lat": [p[1] for p in points], "time": time.values})


def main() -> None:
    source, into = Path(sys.argv[1]), Path(sys.argv[2])
    into.mkdir(parents=True, exist_ok=True)
    for read in (boston_lights, boston_speed, avon_antisocial, memphis_robberies):
        rows = read(source).sort_values("time", kind="stable")
        rows.time = rows.time.dt.strftime("%Y-%m-%d %H:%M:%S")
        rows.to_csv(into / f"{read.__name__}.csv", index=False)
        print(read.__name__, len(rows), rows.time.min(), rows.time.max(), rows.lon.min(), rows.lon.max(), rows.lat.min(), rows.lat.max())


if __name__ == "__main__":
    main()
