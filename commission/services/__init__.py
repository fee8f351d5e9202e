"""What changes in clauses 19–21: one function an act, one transaction each."""
