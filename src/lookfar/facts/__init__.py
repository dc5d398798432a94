"""Tables of facts and figures the package ships, each with its citation and licence; reads files, hands out values."""
