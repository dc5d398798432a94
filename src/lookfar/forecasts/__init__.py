"""Distributions of what comes next: history by month, dated models, rolling backtest, proper scores."""
