"""The contest's file (档案): everything of a scenario's contests in one archive that can be read and verified off line."""
