"""History and bulk work as Parquet, by DuckDB in memory; a DuckDB file is never the truth."""
