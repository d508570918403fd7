"""What other systems are told: posted scores, news."""
