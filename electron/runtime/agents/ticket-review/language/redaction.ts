/**
 * Redaction marks as published by agencies and by most scrubbers: runs of X (`XXXX`, `XX/XX/2019`, `999XX`),
 * amounts in braces (`{$100.00}`), runs of asterisks, block characters, and bracketed words such as `[REDACTED]`.
 */
const MARKS = [
  String.raw`\{\$?[^{}]{0,40}\}`,
  String.raw`\[(?:redacted|removed|masked|name|phone|email|address)[^\]]{0,20}\]`,
  String.raw`(?<![\p{L}])[\p{L}\d#/-]{0,12}XX+[X\d/-]*(?![\p{Ll}])`,
  String.raw`\*{3,}`,
  String.raw`[█▇▆■]{2,}`,
].join('|');

const EVERY_MARK = new RegExp(MARKS, 'giu');
const ONE_MARK = new RegExp(MARKS, 'iu');

/** Replaces each redaction mark by spaces of the same length, so that offsets into the text stay valid. */
export function blankRedactions(text: string): string {
  return text.replace(EVERY_MARK, (mark) => ' '.repeat(mark.length));
}

/** Whether any redaction mark stands in the text. */
export function hasRedaction(text: string): boolean {
  return ONE_MARK.test(text);
}
