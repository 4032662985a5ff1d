"""What is done before anybody scores: who judges what, and which design would find the best."""
