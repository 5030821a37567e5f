import { visibleLine } from '../../../shared/visible-text.ts';

/** One line of plain text for a title or a reason: what hides or acts is written out as `⟨U+202E⟩`, the whole cut at `limit`. */
export function printable(text: unknown, limit = 120): string {
  // What is cut off anyway need not be looked through: a title is made from texts of any length.
  const plain = visibleLine((typeof text === 'string' ? text : '').slice(0, limit * 8)).replaceAll(/\p{Zs}+/gu, ' ');
  const points = Array.from(plain);
  return points.length <= limit ? plain : `${points.slice(0, limit - 1).join('')}…`;
}
