"""Evenness with its uncertainty, for thousands of schools at once. See docs/methods/evenness.md.

The measures of `equity` and `inequality` in floating point over whole arrays, with intervals by
resampling schools; and two about time and distance: waits and catchments.
"""
