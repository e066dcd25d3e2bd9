"""What several lessons share: data, models and the way they are drawn."""
