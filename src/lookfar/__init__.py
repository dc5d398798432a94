"""Lookfar: security risks to people, work and travel, with a kept score."""
