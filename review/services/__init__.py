"""What changes in clauses 12–18: one function an act, one transaction each."""
