import {
  defaultBatchCap,
  openedAfterMs,
  type BatchChoice,
  type BatchMember,
  type BatchPreview,
  type DropCause,
  type Range,
} from '../../../shared/domain/batch.ts';
import type { EffectClass } from '../../../shared/domain/effect.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { ApprovalState, EffectBundle } from '../engine/states.ts';
import { sha256 } from '../json/canonical.ts';
import { aloneBecause, isForTwo, isOpen, twoPeople } from './decide-in-batch.ts';
import { lineOf } from './item-line.ts';
import { lookedAt, type Looked } from './looked-at.ts';
import { medianOf, outliersIn } from './outliers.ts';
import { samplesOf } from './samples.ts';

/** Rows of each list of a preview. */
export const membersOnPage = 200;
const droppedNamed = 20;
const kindsNamed = 20;

/** One chosen item: as it is, and as it was when it was chosen. */
export interface ChosenItem {
  readonly approvalId: string;
  /** Null: there is no such item. */
  readonly approval:
    | (Pick<ApprovalState, 'status' | 'version' | 'envelopeHash' | 'fingerprint' | 'tier' | 'title'> & {
        /** How many people it asks for. */
        readonly approvers: number;
      })
    | null;
  readonly seen: { readonly version: number; readonly hashStart: string } | null;
}

export interface PreviewWorld {
  readonly verb: BatchChoice;
  readonly personId: string;
  readonly cap: number;
  /** The whole of items, in the order of their ids: read in portions, because ten thousand take a hundred megabytes. */
  readonly bundles: (approvalIds: readonly string[]) => Iterable<EffectBundle>;
  /** What the single-item guard says of it now; null: it would be decided. */
  readonly refusal: (bundle: EffectBundle) => { readonly code: ErrorCode; readonly message: string } | null;
  /** How long this person has had these bytes before them. */
  readonly shownMs: (member: BatchMember) => number;
  /** Where actions of a tool have gone. */
  readonly knownPlaces: (toolId: string) => ReadonlySet<string>;
}

/** Most items of one batch under this policy. */
export function batchCap({ batch }: Policy): number {
  return batch?.cap ?? defaultBatchCap;
}

/**
 * Pure. Which of the chosen items would be decided together, and what that would do; each of the others with why it
 * would not. Everything is looked at by the runtime, whatever their number; a window only shows it.
 */
export function previewOf(
  chosen: readonly ChosenItem[],
  world: PreviewWorld,
): { readonly preview: BatchPreview; readonly lines: readonly string[] } {
  const drops = new Map<string, BatchPreview['dropped'][number]>();
  const drop = (cause: DropCause, reason: string, item: { approvalId: string; title: string }): void => {
    const known = drops.get(`${cause} ${reason}`) ?? { cause, reason, count: 0, items: [] };
    const items = known.items.length < droppedNamed ? [...known.items, item] : known.items;
    drops.set(`${cause} ${reason}`, { ...known, count: known.count + 1, items });
  };
  const waiting = chosen.filter((item) => {
    const unfit = unfitBecause(item);
    if (unfit !== null) drop(unfit.cause, unfit.reason, namedOf(item));
    return unfit === null;
  });
  const kinds = kindsOf(waiting);
  const kind = kinds.find(({ tier }) => tier !== 'gate-two') ?? kinds[0];
  const ofKind = waiting.filter((item) => {
    if (item.approval !== null && isForTwo(item.approval)) {
      drop('two-people', twoPeople, namedOf(item));
      return false;
    }
    const fits = item.approval?.fingerprint === kind?.fingerprint;
    if (!fits)
      drop('kind', 'It is of another kind than the others: another tool, rule, tier or system.', namedOf(item));
    return fits;
  });
  const members: Looked[] = [];
  let group: BatchPreview['group'] = null;
  for (const bundle of world.bundles(ofKind.map(({ approvalId }) => approvalId))) {
    const [row] = memberOf(bundle);
    if (row === undefined) continue;
    const alone = aloneBecause(bundle);
    if (alone !== null) drop(alone.cause, alone.reason, row);
    else if (members.length >= world.cap)
      drop('cap', `The policy lets ${world.cap.toLocaleString('en')} be decided at once.`, row);
    else {
      const refused = world.refusal(bundle);
      if (refused !== null) drop(causeOf(refused.code), refused.message, row);
      else {
        group ??= groupOf(bundle);
        members.push(lookedAt(bundle, row));
      }
    }
  }
  const rows = members.map(({ row }) => row);
  const lines = rows.map(lineOf);
  const toSee = world.verb === 'approve' ? samplesOf(rows, world.personId) : [];
  const preview: BatchPreview = {
    set: lines.length === 0 ? null : setOf(lines),
    verb: world.verb,
    chosen: chosen.length,
    count: rows.length,
    cap: world.cap,
    group,
    kinds: kinds.slice(0, kindsNamed),
    dropped: Array.from(drops.values()).toSorted((one, other) => other.count - one.count),
    sums: sumsOf(members),
    outliers: group === null ? { total: 0, list: [] } : outlying(members, world.knownPlaces(group.toolId)),
    samples: toSee.map((member) => ({ ...member, isOpened: world.shownMs(member) >= openedAfterMs })),
    members: rows.slice(0, membersOnPage),
  };
  return { preview, lines };
}

/** Names a set of items by all that is frozen of them. */
export function setOf(lines: readonly string[]): string {
  return sha256(lines.join('\n'));
}

function namedOf({ approvalId, approval }: ChosenItem): { approvalId: string; title: string } {
  return { approvalId, title: approval?.title ?? '' };
}

function unfitBecause({ approval, seen }: ChosenItem): { readonly cause: DropCause; readonly reason: string } | null {
  if (approval === null) return { cause: 'gone', reason: 'There is no such item any more.' };
  if (!isOpen({ approval })) return { cause: 'decided', reason: `It is ${approval.status} now.` };
  if (seen !== null && (seen.version !== approval.version || !approval.envelopeHash.startsWith(seen.hashStart)))
    return { cause: 'changed', reason: 'It has changed since it was chosen.' };
  return null;
}

function causeOf(code: ErrorCode): DropCause {
  if (code === 'not-allowed') return 'not-yours';
  if (code === 'stale') return 'changed';
  return code === 'refused' ? 'stopped' : 'other';
}

function kindsOf(items: readonly ChosenItem[]): BatchPreview['kinds'] {
  const kinds = new Map<string, BatchPreview['kinds'][number]>();
  for (const { approval } of items) {
    if (approval === null) continue;
    const { fingerprint, tier, title } = approval;
    const known = kinds.get(fingerprint) ?? { fingerprint, tier, title, count: 0 };
    kinds.set(fingerprint, { ...known, count: known.count + 1 });
  }
  return Array.from(kinds.values()).toSorted((one, other) => other.count - one.count);
}

function groupOf({ approval, effect }: EffectBundle): BatchPreview['group'] {
  const why = effect.facts.why as unknown as { readonly rule: string; readonly sentence: string };
  return {
    fingerprint: approval?.fingerprint ?? '',
    toolId: effect.toolId,
    tier: effect.tier,
    effectClass: effect.facts.effectClass as EffectClass,
    rule: why.rule,
    systems: [...effect.facts.systems],
    sentence: why.sentence,
    holdMs: effect.holdMs,
  };
}

export function memberOf({ approval }: EffectBundle): BatchMember[] {
  if (approval === null) return [];
  const { approvalId, envelopeHash, version, title, expiresAtMs } = approval;
  return [{ approvalId, envelopeHash, version, title, expiresAtMs }];
}

function sumsOf(members: readonly Looked[]): BatchPreview['sums'] {
  const money = Map.groupBy(
    members.flatMap((member) => member.money ?? []),
    ({ currency }) => currency,
  );
  return {
    money: Array.from(money, ([currency, sums]) => ({
      currency,
      count: sums.length,
      ...rangeOf(sums.map(({ micros }) => micros)),
    })).toSorted((one, other) => (one.currency < other.currency ? -1 : 1)),
    records: rangeOf(members.map(({ records }) => records)),
    people: rangeOf(members.map(({ people }) => people)),
    bytes: rangeOf(members.map(({ length }) => length)),
    external: members.filter(({ leaves }) => leaves).length,
    reversible: members.filter(({ canCompensate }) => canCompensate).length,
    expiresAtMs: members.reduce<number | null>((first, { row }) => Math.min(first ?? Infinity, row.expiresAtMs), null),
  };
}

function rangeOf(values: readonly number[]): Range {
  const range = { sum: 0, least: Infinity, most: 0 };
  for (const value of values) {
    range.sum += value;
    range.least = Math.min(range.least, value);
    range.most = Math.max(range.most, value);
  }
  return { ...range, least: values.length === 0 ? 0 : range.least, middle: medianOf(values) };
}

function outlying(members: readonly Looked[], knownPlaces: ReadonlySet<string>): BatchPreview['outliers'] {
  const found = outliersIn(members, knownPlaces).flatMap((outlier, at) => {
    const member = members[at];
    return outlier === null || member === undefined ? [] : [{ outlier, row: member.row }];
  });
  const list = found
    .toSorted((one, other) => other.outlier.distance - one.outlier.distance)
    .slice(0, membersOnPage)
    .map(({ outlier, row }) => ({ ...row, reasons: [...outlier.reasons] }));
  return { total: found.length, list };
}
