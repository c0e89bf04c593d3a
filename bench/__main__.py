"""``python -m bench [name]``: measure, print a table, write ``bench/results.json``. Everything stays on this machine's loopback."""

import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import banks
from bench.measuring import Bench, Result
from bench.scenarios import SCENARIOS

RESULTS = Path(__file__).with_name("results.json")
COLUMNS = (
    "scenario",
    "database",
    "what",
    "CPU ms",
    "db ms",
    "wall ms",
    "p95 ms",
    "/s",
    "KB",
    "floor ms",
    "ratio",
    "must",
    "",
    "peer",
    "load",
)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        print(f"no scenario {', '.join(unknown)}; there are: {', '.join(SCENARIOS)}")
        return 2
    results: list[Result] = []
    print(" | ".join(COLUMNS))
    with tempfile.TemporaryDirectory(prefix="zhili-bench-") as folder, banks.stores(Path(folder)) as stores:
        bench = Bench(Path(folder), stores)
        for name in names or list(SCENARIOS):
            for result in SCENARIOS[name](bench):
                results.append(result)
                print(line(result), flush=True)
    keep(results, is_whole=not names)
    missed = [result for result in results if result.is_met is False]
    print(f"\n{len(results)} figures, {len(missed)} miss what they must; written to {RESULTS.relative_to(Path.cwd())}")
    return 0


def line(result: Result) -> str:
    mark = {True: "✓", False: "✗", None: ""}[result.is_met]
    figures = [_figure(getattr(result, name)) for name in
               ("cpu_ms", "database_ms", "wall_ms", "p95_ms", "rate", "kilobytes", "floor_ms", "ratio")]  # fmt: skip
    return " | ".join(
        [result.scenario, result.database, result.what, *figures, result.must, mark, result.peer, f"{result.load:.1f}"]
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def keep(results: list[Result], *, is_whole: bool) -> None:
    """A run of one scenario replaces only that scenario's figures."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() and not is_whole else {}
    old = known.get("results", []) if isinstance(known, dict) else []
    fresh = {result.scenario for result in results}
    kept = [row for row in old if row["scenario"] not in fresh]
    load = os.getloadavg()[0]
    whole = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.platform(),
            "load_1m": round(load, 2),
        },
        "results": [*kept, *(result.plain() for result in results)],
    }
    RESULTS.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
