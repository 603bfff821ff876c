"""What is judged at the door: bodies, forged forms, passwords, providers' answers."""
