"""Scoring (评分): the experts' sheets, outliers, the ranking and the report."""
