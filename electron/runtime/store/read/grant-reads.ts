import { dayOf } from '../../../../shared/domain/budget.ts';
import type { ListedGrant } from '../../../../shared/domain/grant-backtest.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { backtest } from '../../grants/backtest.ts';
import { windowStart } from '../../grants/caps.ts';
import { draftTerms } from '../../grants/draft-terms.ts';
import { shown } from '../../grants/grant-commands.ts';
import type { StandingGrantState } from '../../grants/grant-states.ts';
import { verbsOf } from '../../grants/grant-verbs.ts';
import type { Db } from '../open.ts';
import { createStandingGrantStore } from '../standing-grant-store.ts';
import { grantFromRow, useFromRow, type Row } from '../standing-grant-rows.ts';
import { ownTimeZone } from '../today.ts';
import { createWorkspaceStore, settingsFromValue } from '../workspace-store.ts';
import { createPastActions } from './past-actions.ts';

/** Uses on one page. */
const mostUses = 100;

type AsPerson<T> = T & { readonly as: string | null };

export interface GrantReads {
  list(input: MethodArguments<'grant.list'>): MethodOutput<'grant.list'>;
  show(input: AsPerson<MethodArguments<'grant.show'>>): MethodOutput<'grant.show'>;
  draft(input: AsPerson<MethodArguments<'grant.draft'>>): MethodOutput<'grant.draft'>;
  backtest(input: MethodArguments<'grant.backtest'>): MethodOutput<'grant.backtest'>;
}

/** Standing grants as screens show them, and what terms would have done to past actions. */
export function createGrantReads(db: Db, now: () => number): GrantReads {
  const workspace = createWorkspaceStore(db);
  const grants = createStandingGrantStore(db, (agentId) => workspace.agent(agentId)?.releaseHash ?? null);
  const past = createPastActions(db);
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();
  const newest = db.prepare(
    `SELECT * FROM standing_grant AS one WHERE version = (SELECT max(version) FROM standing_grant WHERE grant_id = one.grant_id)
     ORDER BY changed_at_ms DESC, grant_id`,
  );
  const sampled = db
    .prepare("SELECT count(*) FROM grant_use WHERE grant_id = ? AND version = ? AND status = 'sampled'")
    .pluck();
  const moves = db.prepare(
    `SELECT version, status, by_name AS "by", reason, at_ms AS atMs FROM standing_grant_move WHERE grant_id = ?
     ORDER BY at_ms DESC, version DESC, n DESC LIMIT 200`,
  );
  const uses = db.prepare(
    `SELECT grant_use.*, approval.title, approval.status AS approval_status FROM grant_use JOIN approval USING (approval_id)
     WHERE grant_id = @grantId AND grant_use.effect_id < @after ORDER BY grant_use.effect_id DESC LIMIT ${mostUses + 1}`,
  );
  const basedOn = db.prepare(
    'SELECT agent_id AS agentId, tool_id AS toolId, fingerprint FROM approval WHERE approval_id = ?',
  );

  function listed(grant: StandingGrantState): ListedGrant {
    const { grantId, version, terms } = grant;
    const active = grants.versions(grantId).find(({ status }) => status === 'active');
    const recently = terms.window === null ? null : grants.usedSince(grantId, windowStart(terms, now()));
    return {
      ...shown(grant),
      used: told(grants.used(grantId, version)),
      recently: recently === null ? null : told(recently),
      sampled: sampled.get(grantId, version) as number,
      activeVersion: active === undefined || active.version === version ? null : active.version,
    };
  }

  function about(days: number, isCut: boolean): Parameters<typeof backtest>[2] {
    const zone = settingsFromValue(settings.get()).timeZone ?? ownTimeZone();
    return { days, isCut, dayOf: (atMs) => dayOf(atMs, zone) };
  }

  return {
    list({ status }) {
      grants.forget();
      const all = (newest.all() as Row[]).map(grantFromRow);
      const wanted = all.filter((grant) => status.length === 0 || status.includes(grant.status));
      return { grants: wanted.map(listed) };
    },
    show({ grantId, version, usesAfter, as }) {
      workspace.forget();
      const versions = grants.versions(grantId);
      const grant = version === undefined ? versions[0] : versions.find((one) => one.version === version);
      if (grant === undefined)
        throw new LanekeeperError(
          'not-found',
          `There is no standing grant "${grantId}"${version === undefined ? '' : ` with a version ${version}`}.`,
          {
            hint: 'The list of standing grants shows those there are.',
          },
        );
      const rows = uses.all({ grantId, after: usesAfter ?? '~' }) as Row[];
      const page = rows.slice(0, mostUses);
      return {
        grant: listed(grant),
        versions: versions.map(shown),
        moves: moves.all(grantId) as MethodOutput<'grant.show'>['moves'],
        uses: page.map((row) => ({
          ...useFromRow(row),
          title: row['title'] as string,
          approvalStatus: row['approval_status'] as string,
        })),
        usesNext: rows.length > mostUses ? ((page.at(-1)?.['effect_id'] as string | undefined) ?? null) : null,
        verbs: verbsOf(versions, as === null ? null : workspace.person(as), {
          nowMs: now(),
          releaseAuthor: authorOf(versions[0]?.bound?.releaseHash ?? ''),
          people: workspace.people(),
        }),
      };
    },
    draft({ approvalId, agentId, toolId, ownerId, days, as }) {
      const based =
        approvalId === undefined
          ? { agentId: agentId ?? '', toolId: toolId ?? '', fingerprint: null }
          : (basedOn.get(approvalId) as { agentId: string; toolId: string; fingerprint: string } | undefined);
      if (based === undefined) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
      const found = past({ ...based, days }, now());
      const alike = found.actions.filter(
        ({ fingerprint }) => based.fingerprint === null || fingerprint === based.fingerprint,
      );
      const drafted = draftTerms(alike, { ...based, ownerId: ownerId ?? as ?? '', days, nowMs: now() });
      if (!drafted.ok)
        throw new LanekeeperError('refused', drafted.reason, {
          hint: 'Look further back, or write the terms yourself.',
        });
      const { terms, basis, notes } = drafted;
      return { terms, basis, notes: [...notes], backtest: backtest(terms, found.actions, about(days, found.isCut)) };
    },
    backtest({ terms, days }) {
      const { actions, isCut } = past({ ...terms, days }, now());
      return backtest(terms, actions, about(days, isCut));
    },
  };

  function authorOf(releaseHash: string): string | null {
    const release = workspace.release(releaseHash);
    return release === null || release.builtIn ? null : release.addedBy;
  }
}

function told({ count, money }: { readonly count: number; readonly money: Readonly<Record<string, number>> }) {
  return { count, money: { ...money } };
}
