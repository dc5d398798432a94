// The live line: what is new as it is issued, and a word when the line is broken.
export {};
