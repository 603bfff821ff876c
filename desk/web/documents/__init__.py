"""What the pages that show documents share: whose they are, pages, words, recognition so far."""
