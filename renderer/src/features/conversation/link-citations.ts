/** Turns `[1]` in an answer into a link to its source; numbers without a source stay as they are. */
export function linkCitations(text: string, places: readonly (string | null)[]): string {
  return text.replaceAll(/\[(\d{1,3})\](?!\()/g, (whole, digits: string) => {
    const place = places[Number(digits) - 1];
    return place == null ? whole : `[\\[${digits}\\]](${place})`;
  });
}
