/** One line of plain text for a title or a reason: no control or direction-changing characters, cut at `limit`. */
export function printable(text: unknown, limit = 120): string {
  const plain = (typeof text === 'string' ? text : '')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const points = Array.from(plain);
  return points.length <= limit ? plain : `${points.slice(0, limit - 1).join('')}…`;
}
