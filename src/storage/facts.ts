/** A fact of an adapter that is not set again for so long is forgotten, ms. */
export const FACT_MS = 400 * 86_400_000;
