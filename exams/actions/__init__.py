"""What is done with papers, sittings and marks: verbs, checked and audited."""
