"""The histories of the example scenarios, told in steps: planning and review, contest, evaluation, delivery.

The data holds an extract of each history. `telling` plays its events in order and fills in what must have come before.
"""
