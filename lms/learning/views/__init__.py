"""Pages of learning: the learner's and those of staff."""
