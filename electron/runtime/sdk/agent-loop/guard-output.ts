import type { Verdict } from '../../../../shared/domain/conversation.ts';
import type { ModelSource } from '../../../../shared/domain/model-call.ts';
import { withoutSecrets } from './marks.ts';

export interface OutputGuarded {
  readonly text: string;
  readonly sources: readonly ModelSource[];
  readonly verdicts: readonly Verdict[];
}

const image = /!\[([^\]]*)\]\([^)]*\)/g;
const link = /\[([^\]]*)\]\((\s*[a-z][a-z0-9+.-]*:[^)\s]*)[^)]*\)/gi;
const bareAddress = /\bhttps?:\/\/[^\s)>\]"'`]+/gi;
const html = /<\/?[a-z][^>]*>/gi;
const citation = /\[(\d{1,3})\](?!\()/g;

/**
 * What comes out, before a person reads it: no secret, no address that nobody of this conversation has named, no picture
 * that would be fetched, and no reference without what it refers to. `known`: texts whose addresses may be repeated.
 */
export function guardOutput(text: string, sources: readonly ModelSource[], known: readonly string[]): OutputGuarded {
  const verdicts: Verdict[] = [];
  const clean = withoutSecrets(text);
  if (clean.removed > 0)
    verdicts.push({
      rule: 'output.secret',
      verdict: 'block',
      message: `${clean.removed === 1 ? 'A passage' : `${clean.removed} passages`} that looked like a secret ${clean.removed === 1 ? 'was' : 'were'} taken out of the answer.`,
    });
  const inert = withoutAddresses(clean.text, known);
  if (inert.removed > 0)
    verdicts.push({
      rule: 'output.link',
      verdict: 'warn',
      message: `${inert.removed === 1 ? 'A link' : `${inert.removed} links`} to a place that nobody named here ${inert.removed === 1 ? 'was' : 'were'} made plain text.`,
    });
  const cited = withCitations(inert.text, sources);
  if (cited.removed > 0)
    verdicts.push({
      rule: 'output.citation',
      verdict: 'warn',
      message: `${cited.removed === 1 ? 'A reference' : `${cited.removed} references`} to nothing that was looked up ${cited.removed === 1 ? 'was' : 'were'} taken out.`,
    });
  return { text: cited.text, sources: cited.sources, verdicts };
}

function withoutAddresses(text: string, known: readonly string[]): { readonly text: string; readonly removed: number } {
  let removed = 0;
  const isKnown = (address: string): boolean => known.some((one) => one.includes(address.trim()));
  const plain = (address: string): string => `\`${address.trim().replaceAll('`', '').slice(0, 200)}\``;
  const gone = (): void => void (removed += 1);
  const left = text
    .replace(image, (_, words: string) => {
      gone();
      return words;
    })
    .replace(link, (whole, words: string, address: string) => {
      if (isKnown(address)) return whole;
      gone();
      return `${words} (${plain(address)})`;
    })
    .replace(html, (tag) => {
      gone();
      return tag.replaceAll('<', '&lt;');
    })
    .replace(bareAddress, (address, at: number, whole: string) => {
      if (whole[at - 1] === '`' || isKnown(address)) return address;
      gone();
      return plain(address);
    });
  return { text: left, removed };
}

/** Only what is referred to stays, in the order it is: numbers begin at 1 without a gap. */
function withCitations(
  text: string,
  sources: readonly ModelSource[],
): { readonly text: string; readonly sources: readonly ModelSource[]; readonly removed: number } {
  const kept: ModelSource[] = [];
  const numbers = new Map<number, number>();
  let removed = 0;
  const renumbered = text.replace(citation, (_, digits: string) => {
    const source = sources[Number(digits) - 1];
    if (source === undefined) {
      removed += 1;
      return '';
    }
    const known = numbers.get(Number(digits));
    if (known !== undefined) return `[${known}]`;
    kept.push(source);
    numbers.set(Number(digits), kept.length);
    return `[${kept.length}]`;
  });
  return { text: renumbered, sources: kept, removed };
}
