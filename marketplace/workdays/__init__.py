"""Room: working days, and the holiday calendar that an admin keeps.

The State Council's notice names the days off and the weekend days worked of one year, a few weeks before it begins.
Beyond the last notice nobody knows, so counting raises `errors.CalendarEnds` instead of guessing; only a rehearsal
counts there, with the statutory holidays, and says so.
"""
