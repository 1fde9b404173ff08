/** Longest expression, in UTF-16 units: with the length of numbers it bounds the time. */
export const MOST_EXPRESSION = 500;
