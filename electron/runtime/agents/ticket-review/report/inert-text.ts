const DIRECTION_AND_CONTROL = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const MARKDOWN_SIGNS = /[\\`*_[\]<>|~&]/g;
/** At the start of a line these would make a heading, a list, a quote or a rule. */
const LINE_OPENERS = /^(?:[#+=>-]|\d{1,9}(?=[.)]))/;

/**
 * Text from a file as Markdown that renders as exactly these words: on one line, no HTML, no emphasis, no link, no
 * picture. Links and mail addresses are written with brackets (`https[:]//`, `name[@]host`), because Markdown viewers
 * make even escaped ones clickable.
 */
export function inert(text: string): string {
  const line = text.replaceAll(DIRECTION_AND_CONTROL, ' ').replaceAll(/\s+/gu, ' ').trim();
  const escaped = withoutLinks(line).replaceAll(MARKDOWN_SIGNS, String.raw`\$&`);
  return escaped.replace(LINE_OPENERS, (opener) => (/\d/.test(opener) ? `${opener}\\` : `\\${opener}`));
}

/** Whether a text holds anything that {@link inert} writes with brackets. */
export function holdsLink(text: string): boolean {
  return withoutLinks(text) !== text;
}

function withoutLinks(text: string): string {
  return text
    .replaceAll(/([a-z][a-z0-9+.-]*):\/\//gi, '$1[:]//')
    .replaceAll(/(www)\./gi, '$1[.]')
    .replaceAll(/(?<=[\p{L}\p{N}._+-])@(?=[\p{L}\p{N}-]+\.)/gu, '[@]');
}
