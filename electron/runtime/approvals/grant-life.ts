/** The longest life of a single-use grant (A5), ms. */
export const maxGrantMs = 15 * 60 * 1000;
