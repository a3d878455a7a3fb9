"""Corrections and eligibility (补正、资格审查)."""
