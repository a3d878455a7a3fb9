"""Problems (交办督办销号, 附件1·八(二)): raised, assigned, answered, urged, escalated, settled."""
