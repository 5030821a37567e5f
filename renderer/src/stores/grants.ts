import { create } from 'zustand';
import type { Backtest, GrantDraft, ListedGrant } from '../../../shared/domain/grant-backtest.ts';
import { dayMs, grantTermsSchema, type GrantTerms, type StandingGrant } from '../../../shared/domain/standing-grant.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { readJson } from '../../../shared/read-json.ts';
import { call, subscribe } from '../bridge.ts';
import { useClock } from '../clock.ts';
import { calmReader } from './calm-reader.ts';
import { announce } from './notices.ts';
import { go } from './route.ts';

export type OpenGrant = MethodOutput<'grant.show'>;

interface GrantsState {
  /** Null: not read yet. */
  readonly grants: readonly ListedGrant[] | null;
  readonly open: OpenGrant | null;
  readonly failure: unknown;
}

export const useGrants = create<GrantsState>()(() => ({ grants: null, open: null, failure: null }));

/** Follows the standing grants and one of them (the first, for null), until the returned function is called. */
export function openGrants(grantId: string | null): () => void {
  const reader = calmReader(async () => {
    try {
      const { grants } = await call('grant.list', {});
      const shown = grantId ?? grants[0]?.grantId;
      const isThere = grants.some((grant) => grant.grantId === shown);
      const open = shown === undefined || !isThere ? null : await call('grant.show', { grantId: shown });
      useGrants.setState({ grants, open, failure: null });
    } catch (failure) {
      useGrants.setState({ failure });
    }
  });
  const unsubscribe = subscribe({ topics: ['workspace.changed'], onEvents: reader.again, onGap: reader.again });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
  };
}

export interface TermProblem {
  readonly line: number;
  readonly reason: string;
}

/** What is being drafted: a text of JSON, what is wrong with it, and what it would have done. */
interface DraftState {
  readonly text: string;
  readonly terms: GrantTerms | null;
  readonly problems: readonly TermProblem[];
  readonly backtest: Backtest | null;
  /** What it was made from; null: by hand, or from an earlier version. */
  readonly made: Pick<GrantDraft, 'basis' | 'notes'> | null;
  readonly failure: unknown;
  readonly days: number;
}

const noDraft: DraftState = {
  text: '',
  terms: null,
  problems: [],
  backtest: null,
  made: null,
  failure: null,
  days: 30,
};
export const useGrantDraft = create<DraftState>()(() => noDraft);

/** Typing pauses this long before past decisions are looked at again. */
const calmMs = 300;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Begins a draft from decisions like those on an item, or of all actions of an agent's tool. */
export async function draftFromDecisions(from: DraftFrom, days: number): Promise<void> {
  useGrantDraft.setState({ ...noDraft, days });
  try {
    const { terms, basis, notes, backtest } = await call('grant.draft', { ...from, days });
    useGrantDraft.setState({ text: written(terms), terms, backtest, made: { basis, notes }, problems: [] });
  } catch (failure) {
    useGrantDraft.setState({ failure });
  }
}

export type DraftFrom = { readonly approvalId: string } | { readonly agentId: string; readonly toolId: string };

/** Begins the next version of a grant, from now on and for as long as the one there is. */
export async function draftFromGrant(grantId: string): Promise<void> {
  useGrantDraft.setState(noDraft);
  try {
    const { grant } = await call('grant.show', { grantId });
    const { terms } = grant;
    const { nowMs } = useClock.getState();
    const isDraft = grant.status === 'draft';
    const lifeMs = Math.min(terms.expiresAtMs - terms.notBeforeMs, 90 * dayMs);
    changeDraftText(written(isDraft ? terms : { ...terms, notBeforeMs: nowMs, expiresAtMs: nowMs + lifeMs }));
  } catch (failure) {
    useGrantDraft.setState({ failure });
  }
}

/** Keeps the text; what it would have done follows once the typing pauses. */
export function changeDraftText(text: string): void {
  const { terms, problems } = termsOf(text);
  useGrantDraft.setState({ text, terms, problems });
  clearTimeout(timer);
  if (terms !== null) timer = setTimeout(() => void test(terms, text), calmMs);
}

export function changeDraftDays(days: number): void {
  useGrantDraft.setState({ days });
  const { text } = useGrantDraft.getState();
  changeDraftText(text);
}

async function test(terms: GrantTerms, text: string): Promise<void> {
  const { days } = useGrantDraft.getState();
  try {
    const backtest = await call('grant.backtest', { terms, days });
    if (useGrantDraft.getState().text === text) useGrantDraft.setState({ backtest, failure: null });
  } catch (failure) {
    if (useGrantDraft.getState().text === text) useGrantDraft.setState({ failure });
  }
}

function termsOf(text: string): { readonly terms: GrantTerms | null; readonly problems: readonly TermProblem[] } {
  const reading = readJson(text);
  if (!reading.ok) return { terms: null, problems: reading.problems };
  const parsed = grantTermsSchema.safeParse(reading.value);
  if (parsed.success) return { terms: parsed.data, problems: [] };
  const problems = parsed.error.issues.map(({ path, message }) => ({
    line: reading.lineOf(path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')),
    reason: path.length === 0 ? message : `${path.join('.')}: ${message}`,
  }));
  return { terms: null, problems };
}

function written(terms: GrantTerms): string {
  return `${JSON.stringify(terms, null, 2)}\n`;
}

/** Keeps the draft, and with `isProposed` asks another person for their approval. Throws why not. */
export async function keepDraft(terms: GrantTerms, grantId: string | null, isProposed: boolean): Promise<void> {
  const draft = await call('grant.save', grantId === null ? { terms } : { grantId, terms });
  if (isProposed) await call('grant.propose', { grantId: draft.grantId, hash: draft.hash });
  announce(isProposed ? 'Proposed: another person has to approve it' : 'Draft kept: nothing is allowed by it');
  useGrantDraft.setState(noDraft);
  go({ page: 'grants', grantId: draft.grantId, draft: null });
}

type Verb = 'propose' | 'approve' | 'decline' | 'suspend' | 'revoke';

/** Throws why it was refused. */
export async function sayOfGrant(verb: Verb, { grantId, hash }: StandingGrant, reason: string): Promise<void> {
  switch (verb) {
    case 'propose':
      await call('grant.propose', { grantId, hash });
      break;
    case 'approve':
      await call('grant.approve', { grantId, hash, reason });
      break;
    case 'decline':
      await call('grant.decline', { grantId, hash, reason });
      break;
    case 'suspend':
      await call('grant.suspend', { grantId, reason });
      break;
    case 'revoke':
      await call('grant.revoke', { grantId, reason });
  }
  announce(
    { propose: 'Proposed', approve: 'In force', decline: 'Declined', suspend: 'Suspended', revoke: 'Revoked' }[verb],
  );
}
