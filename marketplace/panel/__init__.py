"""The panel (专家组): the pool of experts, conflicts, draws, who is released and who follows."""
