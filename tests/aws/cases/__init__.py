"""What is made in an account, what it would be in a plan, and what each control says of it. One module per service."""
