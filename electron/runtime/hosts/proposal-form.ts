import type { Bytes } from '../../../shared/ids.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { changedByJson } from '../json/carried.ts';

/** The most one text among the parameters may take; beyond `keptFrom` it is kept as a file. */
export const mostParameterBytes: Bytes = 64 * 1024 * 1024;
/** A longer text is an artifact of the run, and its hash stands in the action (A4). Characters. */
export const keptFrom = 256 * 1024;

const most = { tool: 200, target: 2_000, claim: 20_000, evidence: 100, source: 500, quote: 20_000, quoted: 200_000 };
const trusts: ReadonlySet<unknown> = new Set(['untrusted', 'internal', 'verified']);

/** A proposal as an agent's code gave it: nothing about it is sure. */
export interface Proposed {
  readonly tool: unknown;
  readonly target: unknown;
  readonly params: unknown;
  readonly evidence: unknown;
  readonly claim: unknown;
  readonly tainted: unknown;
}

/**
 * Why an action cannot be proposed as it is, in one sentence with the limit; null when it can. Asked in the host, where
 * the agent is told, and again where the action is opened, which takes nothing from a host on trust.
 */
export function proposalFault(proposed: Proposed): string | null {
  const { tool, target, params, evidence, claim, tainted } = proposed;
  if (!isText(tool, most.tool) || tool === '') return `tool has to be a text of 1 to ${most.tool} characters.`;
  if (!isText(target, most.target)) return `target has to be a text of at most ${most.target} characters.`;
  if (!isText(claim, most.claim)) return `claim has to be a text of at most ${most.claim} characters.`;
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return 'params has to be an object.';
  if (!Array.isArray(tainted) || !tainted.every((label) => isText(label, most.tool)))
    return `tainted has to be a list of texts of at most ${most.tool} characters.`;
  return changedByJson(params, 'params', { mayLack: true }) ?? evidenceFault(evidence);
}

function evidenceFault(evidence: unknown): string | null {
  if (!Array.isArray(evidence) || evidence.length > most.evidence)
    return `evidence has to be a list of at most ${most.evidence} quotations.`;
  let quoted = 0;
  for (const [index, one] of (evidence as readonly unknown[]).entries()) {
    const where = `evidence.${index}`;
    if (typeof one !== 'object' || one === null) return `${where} has to be an object.`;
    const { source, trust, quote, start, end } = one as Partial<Record<string, unknown>>;
    if (!isText(source, most.source)) return `${where}.source has to be a text of at most ${most.source} characters.`;
    if (!isText(quote, most.quote)) return `${where}.quote has to be a text of at most ${most.quote} characters.`;
    if (!trusts.has(trust)) return `${where}.trust has to be untrusted, internal or verified.`;
    if (!isPlace(start) || !isPlace(end)) return `${where}.start and end have to be whole numbers, or null.`;
    quoted += quote.length;
  }
  return quoted > most.quoted ? `evidence quotes more than ${most.quoted} characters in all.` : null;
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest && value.isWellFormed();
}

function isPlace(value: unknown): boolean {
  return value === null || value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0);
}

/** A text among the parameters that is too long for the action itself. */
export interface LongText {
  /** `params.body` */
  readonly name: string;
  readonly text: string;
}

/** The parameters with each long text replaced by what `keep` makes of it, in their order. */
export async function withTextsKept(
  params: JsonObject,
  keep: (found: LongText) => Promise<JsonObject>,
): Promise<JsonObject> {
  return (await replaced(params, 'params')) as JsonObject;

  async function replaced(value: unknown, name: string): Promise<unknown> {
    if (typeof value === 'string') return value.length > keptFrom ? keep({ name, text: value }) : value;
    if (typeof value !== 'object' || value === null || !holdsLongText(value)) return value;
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) entries.push([key, await replaced(item, `${name}.${key}`)]);
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  }
}

/** The name and the size of the first text nothing can be proposed with, or null. */
export function tooLong(params: JsonObject): string | null {
  let fault: string | null = null;
  visit(params, 'params', (text, name) => {
    if (fault === null && text.length > keptFrom && Buffer.byteLength(text) > mostParameterBytes)
      fault = `${name} takes ${Buffer.byteLength(text)} bytes; ${mostParameterBytes} is the most for one text.`;
  });
  return fault;
}

function holdsLongText(value: unknown): boolean {
  let found = false;
  visit(value, '', (text) => (found ||= text.length > keptFrom));
  return found;
}

function visit(value: unknown, name: string, look: (text: string, name: string) => void): void {
  if (typeof value === 'string') look(value, name);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) visit(item, `${name}.${key}`, look);
}
