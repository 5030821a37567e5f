import { behind, statisticsOf, wayOf, type Reviewed } from '../../approvals/review-statistics.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { AtMs, Ms } from '../../../../shared/ids.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { Looked } from '../../../../shared/domain/looked.ts';
import type { Db } from '../open.ts';
import { today } from '../today.ts';
import { settingsFromValue } from '../workspace-store.ts';

interface Row {
  readonly approvalId: string;
  readonly personId: string;
  readonly decision: Reviewed['decision'];
  readonly atMs: AtMs;
  readonly shownMs: number | null;
  readonly opened: string | null;
  readonly title: string;
  readonly status: Reviewed['status'];
  readonly fingerprint: string;
  readonly askedAtMs: AtMs;
  readonly evidence: number | null;
}

/** How often somebody decided so on alike items. */
interface Way extends Pick<Reviewed, 'personId' | 'decision'> {
  readonly fingerprint: string;
  readonly n: number;
}

/** Who asks is added by the runtime: nobody states it. */
type Asked<M extends 'review.statistics' | 'review.items'> = MethodArguments<M> & { readonly as: string | null };

export interface ReviewReads {
  statistics(input: Asked<'review.statistics'>): MethodOutput<'review.statistics'>;
  items(input: Asked<'review.items'>): MethodOutput<'review.items'>;
}

const dayMs: Ms = 86_400_000;
/** The last so many decisions of a period are looked at. */
const mostReviewed = 20_000;

/** How people decide, worked out of their decisions when somebody asks: an own page, or all of them for an admin. */
export function createReviewReads(db: Db, now: () => AtMs): ReviewReads {
  const role = db.prepare('SELECT role FROM person WHERE person_id = ?').pluck();
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();
  // What a standing grant decided says nothing of how people do.
  const standing = `decision.role <> 'standing-grant' AND decision IN ('approve', 'reject', 'respond') AND NOT EXISTS (
    SELECT 1 FROM decision AS back WHERE back.approval_id = decision.approval_id AND back.decision = 'undo'
      AND back.decision_id > decision.decision_id)`;
  const rows = (of: string): string => `
    SELECT decision.approval_id AS approvalId, person_id AS personId, decision, at_ms AS atMs, shown_ms AS shownMs, opened,
      approval.title AS title, approval.status AS status, approval.fingerprint AS fingerprint,
      approval.created_at_ms AS askedAtMs, json_array_length(effect.facts, '$.evidence') AS evidence
    FROM decision JOIN approval ON approval.approval_id = decision.approval_id JOIN effect ON effect.effect_id = approval.effect_id
    WHERE ${of} AND at_ms >= @fromMs AND ${standing} ORDER BY at_ms DESC, decision_id DESC LIMIT ${mostReviewed + 1}`;
  const ofPerson = db.prepare(rows('person_id = @as'));
  const ofAll = db.prepare(rows("role <> 'system'"));
  const ways = db.prepare(
    `SELECT fingerprint, person_id AS personId, decision, count(*) AS n
     FROM decision JOIN approval USING (approval_id) WHERE at_ms >= ? AND ${standing} GROUP BY 1, 2, 3`,
  );

  function reviewed({ as, days }: { readonly as: string; readonly days: number }, isTeam: boolean) {
    const toMs = now();
    const fromMs = toMs - days * dayMs;
    const found = (isTeam ? ofAll.all({ fromMs }) : ofPerson.all({ as, fromMs })) as Row[];
    const { timeZone } = settingsFromValue(settings.get());
    const alike = Map.groupBy(ways.all(fromMs) as Way[], ({ fingerprint }) => fingerprint);
    const others = ({ fingerprint, personId }: Row): Reviewed['others'] =>
      mostOf((alike.get(fingerprint) ?? []).filter((one) => one.personId !== personId));
    const all = found.slice(0, mostReviewed).map((row): Reviewed => ({
      ...row,
      looked: lookedOf(row),
      hasEvidence: (row.evidence ?? 0) > 0,
      others: others(row),
      day: today(row.atMs, timeZone),
    }));
    return { all, period: { fromMs, toMs, isCut: found.length > mostReviewed } };
  }

  return {
    statistics({ as, days, isTeam }) {
      const asking = named(as);
      if (isTeam && role.get(asking) !== 'admin')
        throw new LanekeeperError('not-allowed', 'How everybody decides together is for an admin to see.', {
          hint: 'Your own statistics are yours.',
        });
      const { all, period } = reviewed({ as: asking, days }, isTeam);
      return statisticsOf(all, period);
    },
    items({ as, days, measure, day, after, limit }) {
      const { all } = reviewed({ as: named(as), days }, false);
      const found = behind(all, measure).filter((one) => day === undefined || one.day === day);
      return {
        items: found.slice(after, after + limit).map(({ approvalId, title, decision, status, atMs, looked }) => ({
          approvalId,
          title,
          decision,
          status,
          atMs,
          looked,
        })),
        total: found.length,
        next: after + limit < found.length ? after + limit : null,
      };
    },
  };
}

function named(as: string | null): string {
  if (as !== null) return as;
  throw new LanekeeperError('no-person', 'Nobody is named for this: these are the numbers of one person.', {
    hint: 'Choose a profile, or give --as ID.',
  });
}

function mostOf(decided: readonly Way[]): Reviewed['others'] {
  const sum = (way: 'approve' | 'refuse'): number =>
    decided.reduce((many, one) => many + (wayOf(one) === way ? one.n : 0), 0);
  const lead = sum('approve') - sum('refuse');
  if (lead === 0) return null;
  return lead > 0 ? 'approve' : 'refuse';
}

function lookedOf({ shownMs, opened }: Row): Looked | null {
  return shownMs === null ? null : { shownMs, opened: JSON.parse(opened ?? '[]') as Looked['opened'] };
}
