"""The shapes of the API's answers, for its description: what is sent is made by the addresses themselves."""
