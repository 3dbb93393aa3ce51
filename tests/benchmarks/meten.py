"""Times things in turns, so that a busy moment of the machine hits all of them alike."""

import statistics
import time

WARM_UP = 3
BUDGET = 6  # seconds per call of `interleave`
FEWEST, MOST = 9, 101  # rounds


def interleave(calls):
    """The median time in milliseconds of each of `calls`, a dict of functions."""
    for _ in range(WARM_UP):
        for call in calls.values():
            call()
    times = {name: [] for name in calls}
    deadline = time.monotonic() + BUDGET
    for round_ in range(MOST):
        if round_ >= FEWEST and time.monotonic() > deadline:
            break
        # Turned around every other round: nobody always follows the same neighbour.
        for name, call in list(calls.items())[:: -1 if round_ % 2 else 1]:
            started = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(found) * 1000 for name, found in times.items()}
