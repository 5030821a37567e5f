import type { ApprovalStatus } from '../../../shared/domain/approval.ts';
import type { Looked } from '../../../shared/domain/looked.ts';
import type { ReviewMeasure, ReviewStatistics } from '../../../shared/domain/review-statistics.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** One decision that stood, with what became of its item. */
export interface Reviewed {
  readonly approvalId: string;
  readonly personId: string;
  readonly title: string;
  readonly decision: 'approve' | 'reject' | 'respond';
  readonly atMs: AtMs;
  readonly askedAtMs: AtMs;
  readonly status: ApprovalStatus;
  readonly looked: Looked | null;
  readonly hasEvidence: boolean;
  /** How most others decided on alike items: null = nobody did, or as many one way as the other. */
  readonly others: 'approve' | 'refuse' | null;
  readonly day: string;
}

/** The statistics of decisions, given the last first. */
export function statisticsOf(
  reviewed: readonly Reviewed[],
  period: { readonly fromMs: AtMs; readonly toMs: AtMs; readonly isCut: boolean },
): ReviewStatistics {
  const n = (measure: ReviewMeasure): number => behind(reviewed, measure).length;
  const told = reviewed.flatMap(({ looked }) => (looked === null ? [] : [looked.shownMs]));
  const streak = longestStreak(reviewed);
  const days = new Map<string, number>();
  for (const { day } of reviewed.toReversed()) days.set(day, (days.get(day) ?? 0) + 1);
  return {
    ...period,
    decided: reviewed.length,
    approved: n('approved'),
    rejected: n('rejected'),
    answered: n('answered'),
    medianShownMs: median(told),
    told: { n: told.length, of: reviewed.length },
    unopened: { n: n('unopened'), of: reviewed.filter(couldBeOpened).length },
    streak: { longest: streak.length, fromMs: streak.at(-1)?.atMs ?? null, toMs: streak[0]?.atMs ?? null },
    agreed: { n: n('agreed'), of: n('agreed') + n('disagreed') },
    rolledBack: { n: n('rolled-back'), of: reviewed.filter(wasCarriedOut).length },
    medianWaitMs: median(reviewed.map(({ atMs, askedAtMs }) => Math.max(0, atMs - askedAtMs))),
    days: [...days].map(([day, decided]) => ({ day, decided })),
  };
}

/** The decisions a number counts. */
export function behind(reviewed: readonly Reviewed[], measure: ReviewMeasure): readonly Reviewed[] {
  return measure === 'streak' ? longestStreak(reviewed) : reviewed.filter(counts[measure]);
}

const counts: Readonly<Record<Exclude<ReviewMeasure, 'streak'>, (one: Reviewed) => boolean>> = {
  decided: () => true,
  approved: ({ decision }) => decision === 'approve',
  rejected: ({ decision }) => decision === 'reject',
  answered: ({ decision }) => decision === 'respond',
  unopened: (one) => couldBeOpened(one) && one.looked?.opened.includes('evidence') === false,
  agreed: (one) => one.others !== null && one.others === wayOf(one),
  disagreed: (one) => one.others !== null && one.others !== wayOf(one),
  'rolled-back': (one) => one.decision === 'approve' && one.status === 'rolled-back',
};

/** Approved, or not run: a rejection and an answer say the same of an action. */
export function wayOf({ decision }: Pick<Reviewed, 'decision'>): 'approve' | 'refuse' {
  return decision === 'approve' ? 'approve' : 'refuse';
}

function couldBeOpened({ looked, hasEvidence }: Reviewed): boolean {
  return looked !== null && hasEvidence;
}

function wasCarriedOut({ decision, status }: Reviewed): boolean {
  return decision === 'approve' && (status === 'executed' || status === 'rolled-back');
}

/** Of several people together, runs are each person's own. */
function longestStreak(reviewed: readonly Reviewed[]): readonly Reviewed[] {
  const running = new Map<string, Reviewed[]>();
  let longest: readonly Reviewed[] = [];
  for (const one of reviewed) {
    const run = running.get(one.personId);
    if (one.decision !== 'approve') running.delete(one.personId);
    else if (run === undefined) running.set(one.personId, [one]);
    else run.push(one);
    const now = running.get(one.personId) ?? [];
    if (now !== longest && now.length > longest.length) longest = now;
  }
  return longest;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
