"""Evaluation (评榜): eligibility, experts, scores, ranking, public notice, objections."""
