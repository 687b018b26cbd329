"""What a user's program does with the stock client, unchanged."""
