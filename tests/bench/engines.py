#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints the table of docs/engines.md: what each engine needs for W walks against M munmaps of P
addresses, as a whole process, one after the other.

    tests/bench/engines.py WALKCHECK [SECONDS]

A run that takes longer than SECONDS (default 60) is ended, and has a dash in the table.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = ["1-1-1", "2-1-1", "3-1-1", "4-1-1", "6-1-1", "2-2-2", "3-2-2", "4-2-2", "8-2-2"]
ENGINES = {
    "dpor": ["--engine", "dpor", "--all-cpus"],
    "states": ["--engine", "states", "--all-cpus"],
    "auto": [],
}


def scenario(walks: int, munmaps: int, addresses: int) -> str:
    text = 'title = "walks against munmap"\n[machine]\nscheme = "T1"\n[inputs]\n'
    text += "".join(f"a{i} = {0x7F0000001000 - (i << 40):#x}\n" for i in range(addresses))
    mapped = ", ".join(f'{{ at = "a{i}", level = "4K" }}' for i in range(addresses))
    text += f"[memory]\nmap = [ {mapped} ]\n"
    for i in range(walks):
        text += f'[[cpu]]\nname = "walk {i}"\nrun = "walkers/host_pfn_mapping_level.c"\n'
        text += f'args = {{ address = "a{i % addresses}" }}\n'
    for i in range(munmaps):
        text += f'[[cpu]]\nname = "munmap {i}"\nrun = "mutators/munmap.c"\n'
        text += f'args = {{ start = "a{i % addresses}", length = "4K" }}\n'
    return text


def measured(walkcheck: str, options: list[str], file: Path, seconds: float) -> str:
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        run = subprocess.Popen([walkcheck, "verify", *options, str(file)], stdout=out)
        pid, _, usage = os.wait4(run.pid, os.WNOHANG)
        while pid == 0 and time.monotonic() - begin < seconds:
            time.sleep(0.01)
            pid, _, usage = os.wait4(run.pid, os.WNOHANG)
        taken = time.monotonic() - begin
        if pid == 0:
            run.kill()
            os.wait4(run.pid, 0)
            return "-"
        out.seek(0)
        text = out.read()
    counted = re.search(r"^HOLDS  (\d+) (execution|state)", text, re.M)
    if counted is None:
        sys.exit(f"{' '.join(options)} on {file.name}:\n{text}")
    return f"{int(counted[1]):,} {counted[2]}s, {taken:.1f} s, {usage.ru_maxrss // 1024} MiB"


def main() -> None:
    walkcheck, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 60
    print("| walks-munmaps-addresses | " + " | ".join(ENGINES) + " |")
    print("|---" * (len(ENGINES) + 1) + "|")
    rows = {size: {} for size in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = Path(folder) / f"{size}.toml"
            file.write_text(scenario(*(int(n) for n in size.split("-"))))
            for engine, options in ENGINES.items():
                rows[size][engine] = measured(walkcheck, options, file, seconds)
    for size, cells in rows.items():
        print(f"| {size} | " + " | ".join(cells[engine] for engine in ENGINES) + " |")


if __name__ == "__main__":
    main()
