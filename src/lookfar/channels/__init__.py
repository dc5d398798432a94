"""One file per way to tell somebody; each hands over one alert version or says why it could not."""
