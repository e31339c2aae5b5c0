"""Benchmarks: every figure is a ratio, measured in one run on one machine.

`make benchmark` prints them beside what they should be (docs/reference/benchmarks.md). `hub` and
`people` are the only modules that import the hub; `task` runs one measurement in a process of its
own, so that no measurement warms another's caches.
"""
