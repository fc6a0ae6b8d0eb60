#!/usr/bin/env python3
"""Runs a command once and prints its wall seconds, or with --memory its peak memory in MiB: that of the command and all
its children together, sampled every 2 ms. Pages that processes share are counted once a process, so it is never too low.

usage: measure.py [--memory] COMMAND...       exit status 0 and 1 of the command are both success (1: findings)
"""
import os
import subprocess
import sys
import time

PAGE = os.sysconf("SC_PAGE_SIZE")


def family(root):
    """The process and all below it."""
    found = [root]
    for process in found:
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/children") as children:
                    found += [int(child) for child in children.read().split()]
        except OSError:
            pass
    return found


def resident(process):
    try:
        with open(f"/proc/{process}/statm") as statm:
            return int(statm.read().split()[1]) * PAGE
    except OSError:
        return 0


def main():
    arguments = sys.argv[1:]
    memory = arguments[:1] == ["--memory"]
    arguments = arguments[memory:]
    start, peak = time.perf_counter(), 0
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while memory and child.poll() is None:
        peak = max(peak, sum(resident(process) for process in family(child.pid)))
        time.sleep(0.002)
    code = child.wait()
    seconds = time.perf_counter() - start
    assert code in (0, 1), f"exit status {code}: {arguments}"
    print(f"{peak / 2**20:.0f}" if memory else f"{seconds:.3f}")


main()
