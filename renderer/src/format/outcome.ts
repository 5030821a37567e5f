import type { ApprovalDetail, Decision } from '../../../shared/domain/approval.ts';
import { holdWords, wholeTime } from './time.ts';

/** What became of an item, for its card. */
export interface Outcome {
  /** What happened, and who did it. */
  readonly what: string;
  /** When; null where that is not known apart. */
  readonly atMs: number | null;
  /** In the words of the person, the tool or the runtime; empty when there are none. */
  readonly why: string;
  /** Those words are a person's own. */
  readonly isQuoted: boolean;
  /** What follows from it, or what can be done now. */
  readonly next: string;
}

type Item = Pick<
  ApprovalDetail,
  | 'status'
  | 'decisions'
  | 'causeDetail'
  | 'receipt'
  | 'holdMs'
  | 'canCompensate'
  | 'expiresAtMs'
  | 'approvers'
  | 'standing'
  | 'tier'
>;

/** What the card says of an item beside its status; null while nobody has done anything with it. */
export function outcomeOf(item: Item): Outcome | null {
  const { status, causeDetail, receipt, approvers } = item;
  const said = (word: string, next: string, more: Partial<Outcome> = {}): Outcome => ({
    what: word,
    atMs: null,
    why: '',
    isQuoted: false,
    next,
    ...more,
  });
  const done = (kind: Decision['decision']): Decision | undefined =>
    item.decisions.findLast((one) => one.decision === kind);
  switch (status) {
    case 'pending':
      return null;
    case 'partly-approved': {
      const left = approvers.count - approvers.given;
      const who = left === 1 ? 'One more person has' : `${left} more people have`;
      const roles = approvers.lacking.length === 0 ? '' : `, ${approvers.lacking.join(' and ')} among them`;
      return said(
        `${namesOf(item.decisions)} approved it: ${approvers.given} of ${approvers.count}.`,
        `${who} to decide${roles}; until then nothing runs.`,
        {
          atMs: done('approve')?.atMs ?? null,
        },
      );
    }
    case 'holding':
      return said(letThrough(item), `Held for ${holdWords(item.holdMs)}, so that it can be taken back; then it runs.`, {
        atMs: done('approve')?.atMs ?? null,
      });
    case 'dispatched':
      return said(
        `${letThrough(item)} It has been handed to its tool.`,
        'The receipt has not come yet, and it cannot be taken back any more. If no answer comes it ends as unknown, for a person to settle.',
      );
    case 'executed':
      return said(
        receipt?.summary ?? 'It was done.',
        item.canCompensate
          ? 'Rolling back is an action of its own, decided on like any other.'
          : 'It cannot be undone: its tool declares no way back.',
        { atMs: receipt?.atMs ?? null },
      );
    case 'failed':
      return said('It did not happen.', 'Its agent was told so. Nothing is tried again by itself.', {
        why: causeDetail ?? '',
      });
    case 'unknown':
      return said(
        'Nobody knows whether it happened.',
        'Find out at the target, then settle it here. Until then nothing is sent again.',
        { why: causeDetail ?? '' },
      );
    case 'rolled-back':
      return said('It was done, and undone since.', 'Nothing of it is left to decide.', {
        why: receipt?.summary ?? '',
        atMs: receipt?.atMs ?? null,
      });
    case 'rejected':
      return person(done('reject'), 'rejected it', 'It did not run, and its agent was told why.', causeDetail);
    case 'responded':
      return person(
        done('respond'),
        'answered the agent instead',
        'It did not run; the answer was told to the agent word for word.',
        causeDetail,
      );
    case 'expired':
      return said(
        `Nobody answered until ${wholeTime(item.expiresAtMs)}, so it was denied.`,
        'No person refused it. Its agent was told, and may ask again.',
      );
    case 'stale':
      return said(
        'What it was decided on is not so any more.',
        'Nothing ran. Its agent was told, and may ask again with what is so now.',
        { why: causeDetail ?? '' },
      );
    case 'superseded':
      return said(
        'Another action is in its place.',
        'Nothing of this one runs; what is in its place is decided on by itself.',
        { why: causeDetail ?? '' },
      );
    case 'withdrawn':
      return person(done('withdraw'), 'took the request back', 'It did not run, and nobody refused it.', causeDetail);
  }
}

/** What somebody did, in their own words; without a person, what the runtime says of it. */
function person(by: Decision | undefined, did: string, next: string, causeDetail: string | null): Outcome {
  if (by === undefined || by.role === 'system')
    return {
      what: causeDetail ?? 'The request was taken back.',
      atMs: by?.atMs ?? null,
      why: '',
      isQuoted: false,
      next,
    };
  return { what: `${by.printedName} ${did}.`, atMs: by.atMs, why: by.reason, isQuoted: by.reason !== '', next };
}

function letThrough({ decisions, standing, tier }: Item): string {
  const names = namesOf(decisions);
  if (names !== '') return `${names} approved it.`;
  if (standing !== null) return `The standing grant ${standing.title} let it through.`;
  return `The policy lets it run by itself: tier ${tier}.`;
}

/** Everybody whose approval stands. */
function namesOf(decisions: readonly Decision[]): string {
  const lastReturn = decisions.findLastIndex(({ decision }) => decision === 'undo');
  const names = decisions
    .slice(lastReturn + 1)
    .filter(({ decision }) => decision === 'approve')
    .map(({ printedName }) => printedName);
  return [names.slice(0, -1).join(', '), names.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
}
