"""Searching 100,000 institutions, and importing 10,000 rows of which 500 are wrong.

python -m benchmarks.institutions
"""

import argparse
import asyncio
import csv
import io
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.domain.geography import Point
from assistant.domain.institution import Institution, InstitutionKind
from assistant.domain.places import Area
from assistant.knowledge.places import load_places
from assistant.services.clock import now_in_wuxi
from assistant.services.institution_imports import ImportOrder, import_institutions
from assistant.services.institution_snapshot import Filters, Snapshot
from assistant.services.institutions import Wish, search
from assistant.services.places import Places
from assistant.store.database import Database
from benchmarks.figures import percentile, table

ROOT = Path(__file__).resolve().parent.parent
SEED = 42
WRONG_EVERY = 20
DATABASE_VARIABLE = "BENCHMARK_DATABASE_URL"
"""An empty PostgreSQL database to import into as well, e.g. postgresql+asyncpg://user@127.0.0.1/empty."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--institutions", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    places = Places(load_places(ROOT / "knowledge_base" / "tables", ROOT / "nlu_data" / "lookups"))
    rng = random.Random(SEED)
    lines = _searches(places, rng, options.institutions, options.searches)
    lines += ["", *asyncio.run(_imports(places, rng, options.rows))]
    print(*lines, sep="\n")


def _searches(places: Places, rng: random.Random, count: int, searches: int) -> list[str]:
    started = time.perf_counter()
    snapshot = Snapshot([_institution(places, rng, number) for number in range(count)], places, 1)
    building = time.perf_counter() - started
    districts = [places.must_find(name) for name in places.districts]
    kinds: dict[str, Callable[[], Wish]] = {
        "nearest 5": lambda: Wish(point=_point(rng)),
        "nearest 5, every filter": lambda: Wish(
            Filters(age_months=18, inclusive=True, free_places=True, fee_max=2000, open_now=True), point=_point(rng)
        ),
        "a district": lambda: Wish(Filters(inclusive=True), area=rng.choice(districts)),
        "a subdistrict": lambda: Wish(area=_unit(places, rng)),
        "by name with a typo": lambda: Wish(name=f"{rng.choice(snapshot.rows).name[2:]}多少钱"),
    }
    rows = []
    for name, make in kinds.items():
        taken = []
        for _ in range(searches):
            wish, now = make(), now_in_wuxi()
            started = time.perf_counter()
            search(snapshot, wish, now)
            taken.append((time.perf_counter() - started) * 1000)
        rows.append((name, f"{percentile(taken, 50):.1f}", f"{percentile(taken, 95):.1f}", str(searches)))
    return [
        f"{count:,} institutions, put into memory in {building:.1f} s.",
        "",
        *table(("search", "p50 ms", "p95 ms", "searches"), rows),
    ]


async def _imports(places: Places, rng: random.Random, count: int) -> list[str]:
    content = _file(places, rng, count)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        addresses = {
            "SQLite": f"sqlite+aiosqlite:///{folder}/b.db",
            "PostgreSQL": os.environ.get(DATABASE_VARIABLE, ""),
        }
        for name, address in addresses.items():
            if address:
                rows.append((name, *await _import_into(address, places, content)))
    return table(("database", "rows", "reported as wrong", "refused whole, s", "good rows taken, s"), rows)


async def _import_into(address: str, places: Places, content: bytes) -> tuple[str, str, str, str]:
    database = Database(address)
    await database.upgrade()
    await database.open()
    seconds = []
    order = ImportOrder(content, "benchmark.csv", "benchmark")
    for wanted in (order, replace(order, partial=True)):
        started = time.perf_counter()
        report = await import_institutions(database.unit_of_work, places, wanted, now_in_wuxi())
        seconds.append(f"{time.perf_counter() - started:.1f}")
    await database.close()
    return str(report.rows), str(report.counts.refused), seconds[0], seconds[1]


def _institution(places: Places, rng: random.Random, number: int) -> Institution:
    unit = rng.choice([division for division in places.divisions if division.subdistrict])
    point = _point(rng)
    return Institution(
        id=f"in_{number}",
        name=f"示例{''.join(rng.choices('小芽星禾童伴果桥向阳水滴晨露青布谷米粒暖鹿云朵萌彩虹', k=3))}{number}托育园",
        district=unit.district,
        subdistrict=unit.subdistrict,
        source="benchmark",
        source_on=date(2026, 11, 1),
        kinds=(InstitutionKind.INCLUSIVE,) if rng.random() < 0.6 else (),
        latitude=point.latitude,
        longitude=point.longitude,
        age_months_min=rng.choice((6, 12, 18)),
        age_months_max=36,
        places_total=30,
        places_free=rng.randrange(10),
        places_confirmed_on=date(2026, 11, rng.randrange(1, 20)),
        fee_full_day=rng.randrange(900, 3500),
        opening_hours=rng.choice(("周一至周五 7:30-17:30", "周一至周六 8:00-18:00")),
    )


def _file(places: Places, rng: random.Random, count: int) -> bytes:
    """A list in GBK as an office would send it; every twentieth row is wrong in one of five ways."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["机构名称", "区", "街道", "纬度", "经度", "坐标系", "收托月龄", "托位数", "备案编号", "联系电话"])
    units = [division for division in places.divisions if division.subdistrict]
    for number in range(count):
        unit, point = rng.choice(units), _point(rng)
        degrees = (f"{point.latitude:.6f}", f"{point.longitude:.6f}")
        row = [
            f"示例{number}号托育园",
            unit.district,
            unit.subdistrict,
            *degrees,
            "GCJ02",
            "6-36",
            "30",
            f"备{number}",
            "0510-80000000",
        ]
        if number % WRONG_EVERY == 0:
            place, wrong = rng.choice([(1, "北京市"), (3, degrees[1]), (6, "400"), (7, "=SUM(A1)"), (9, "123456789")])
            row[place] = wrong
            row[4] = degrees[0] if place == 3 else row[4]
        writer.writerow(row)
    return buffer.getvalue().encode("gb18030")


def _point(rng: random.Random) -> Point:
    return Point(rng.uniform(31.15, 32.0), rng.uniform(119.55, 120.6))


def _unit(places: Places, rng: random.Random) -> Area:
    return places.must_find(rng.choice([division.subdistrict for division in places.divisions if division.subdistrict]))


if __name__ == "__main__":
    main()
