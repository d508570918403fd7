"""The pages of exams, a module per room."""
