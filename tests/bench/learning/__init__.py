"""How well it learns: the items of a data set, through the real teaching pipeline.

    python -m tests.bench.learning --data DIR [--model ID|PATH] [--modes …] [--limit N] [--baselines] [--json]

Modes: facts, instructions, corrections, tools (one lesson a case), updates (a second lesson changes a fact) and
sequence (eight lessons, all of them on). What the set asks is never seen while teaching. An adapter is measured
whatever the app's verdict was; the table shows the means over the accepted lessons as well, and whether the verdicts
were honest. --baselines teaches the same items by the usual means, too. Every run measures the training loop's speed.
With --results FILE every finished case is a line of that file, and a run that was cut short goes on from there.
The set's scoring is its own `scoring.py`, found in the folder or its parent.
"""
