"""History and bulk work as Parquet, by Ibis on DuckDB or Spark; a DuckDB file is never the truth."""
