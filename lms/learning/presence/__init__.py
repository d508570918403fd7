"""Whether somebody is there: questions from the lesson or a bank, and providers of other proofs."""
