"""What the server has at hand for every request, made once when it starts; knows no requests."""
