"""Lists of exams, a module per room."""
