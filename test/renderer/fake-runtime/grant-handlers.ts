import { LanekeeperError } from '../../../shared/errors.ts';
import type { Backtest, ListedGrant } from '../../../shared/domain/grant-backtest.ts';
import { dayMs, grantTermsSchema, type StandingGrant } from '../../../shared/domain/standing-grant.ts';
import type { Handlers } from './handlers.ts';
import { sha256 } from './state.ts';
import type { FakeRuntime } from './runtime.ts';

type GrantHandlers = Pick<Handlers, Extract<keyof Handlers, `grant.${string}`>>;

/** Standing grants as the stand-in has them: their lives, without anything being let through. */
export const grantHandlers: GrantHandlers = {
  'grant.list': ({ status }, { state }) => ({
    grants: state.grants.filter((grant) => status.length === 0 || status.includes(grant.status)).map(listed),
  }),
  'grant.show': ({ grantId }, runtime, as) => {
    const grant = found(runtime, grantId);
    const { status, proposedBy } = grant;
    const is = (...known: readonly string[]): string | null => (known.includes(status) ? null : `It is ${status}.`);
    return {
      grant: listed(grant),
      versions: [grant],
      moves: [{ version: grant.version, status, by: 'Ana', reason: grant.statusReason, atMs: grant.changedAtMs }],
      uses: [],
      usesNext: null,
      verbs: {
        propose: is('draft'),
        approve: proposedBy?.personId === as ? 'You proposed it; somebody else has to approve it.' : is('proposed'),
        decline: is('proposed'),
        suspend: is('active'),
        revoke: is('draft', 'proposed', 'active', 'suspended'),
        renew: status === 'proposed' ? 'Its next version waits for a decision.' : null,
      },
    };
  },
  'grant.draft': ({ approvalId, days }, runtime, as) => {
    const item = runtime.state.approvals.get(approvalId ?? '');
    if (item === undefined) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
    const { target } = JSON.parse(item.envelope) as { target: string };
    const terms = grantTermsSchema.parse({
      title: `${item.toolId} of ${item.agentId}, as approved by people`,
      ownerId: as,
      agentId: item.agentId,
      toolId: item.toolId,
      effectClass: item.effectClass,
      scope: { target: { equals: [target] }, arguments: [{ path: '/body', type: 'text', maxLength: 900 }] },
      count: 214,
      window: { per: 'day', count: 12 },
      notBeforeMs: runtime.nowMs(),
      expiresAtMs: runtime.nowMs() + 30 * dayMs,
      sampleOneIn: 20,
    });
    return {
      terms,
      basis: { days, decided: 214, approved: 214, rolledBack: 0 },
      notes: ['/body may be any text of up to 900 characters: 201 different ones were decided on.'],
      backtest: past(days),
    };
  },
  'grant.backtest': ({ days }) => past(days),
  'grant.save': ({ grantId, terms }, runtime, as) => {
    const { state, nowMs } = runtime;
    const newest = state.grants.find((grant) => grant.grantId === grantId);
    const version = newest?.status === 'draft' ? newest.version : (newest?.version ?? 0) + 1;
    const atMs = nowMs();
    const draft: StandingGrant = {
      grantId: newest?.grantId ?? `grant-${state.grants.length + 1}`,
      version,
      status: 'draft',
      cause: null,
      statusReason: '',
      terms,
      bound: null,
      hash: sha256(JSON.stringify({ version, terms })),
      proposedBy: null,
      proposedAtMs: null,
      decidedBy: null,
      decidedAtMs: null,
      createdBy: as,
      createdAtMs: atMs,
      changedAtMs: atMs,
    };
    return put(runtime, draft);
  },
  'grant.propose': ({ grantId }, runtime, as) => {
    const { policy } = { policy: { id: 'default', version: 1, hash: sha256('policy') } };
    const bound = { releaseHash: sha256('release'), policy, tool: { version: '1', schemaHash: sha256('tool') } };
    return moved(runtime, grantId, {
      status: 'proposed',
      bound,
      proposedBy: personOf(runtime, as),
      proposedAtMs: runtime.nowMs(),
    });
  },
  'grant.approve': ({ grantId, reason }, runtime, as) => {
    const grant = found(runtime, grantId);
    if (grant.proposedBy?.personId === as)
      throw new LanekeeperError('not-allowed', 'You proposed it; somebody else has to approve it.');
    return decided(runtime, grantId, 'active', reason, as);
  },
  'grant.decline': ({ grantId, reason }, runtime, as) => decided(runtime, grantId, 'declined', reason, as),
  'grant.suspend': ({ grantId, reason }, runtime) =>
    moved(runtime, grantId, { status: 'suspended', cause: 'by-a-person', statusReason: reason }),
  'grant.revoke': ({ grantId, reason }, runtime) =>
    moved(runtime, grantId, { status: 'revoked', statusReason: reason }),
};

function listed(grant: StandingGrant): ListedGrant {
  const none = { count: 0, money: {} };
  return { ...grant, used: none, recently: grant.terms.window === null ? null : none, sampled: 0, activeVersion: null };
}

function past(days: number): Backtest {
  const perDay = [{ day: '2026-11-20', actions: 12, money: {} }];
  const rejected = {
    approvalId: 'item-1',
    title: 'Send a reply',
    atMs: 0,
    verdict: 'rejected',
    by: 'Ben K.',
    reason: 'No',
  } as const;
  const counts = { looked: 230, covered: 214, through: 200, overCap: 14, approved: 213, undecided: 0, against: 1 };
  return { days, isCut: false, ...counts, cases: [rejected], perDay };
}

function decided(
  runtime: FakeRuntime,
  grantId: string,
  status: 'active' | 'declined',
  statusReason: string,
  as: string,
) {
  const decidedBy = personOf(runtime, as);
  return moved(runtime, grantId, { status, statusReason, decidedBy, decidedAtMs: runtime.nowMs() });
}

function moved(runtime: FakeRuntime, grantId: string, part: Partial<StandingGrant>): StandingGrant {
  return put(runtime, { ...found(runtime, grantId), ...part, changedAtMs: runtime.nowMs() });
}

function put(runtime: FakeRuntime, grant: StandingGrant): StandingGrant {
  const { state } = runtime;
  state.grants = [grant, ...state.grants.filter(({ grantId }) => grantId !== grant.grantId)];
  runtime.publish('workspace.changed', { reason: 'standing-grants' });
  return grant;
}

function found({ state }: FakeRuntime, grantId: string): StandingGrant {
  const grant = state.grants.find((one) => one.grantId === grantId);
  if (grant === undefined) throw new LanekeeperError('not-found', `There is no standing grant ${grantId}.`);
  return grant;
}

function personOf({ state }: FakeRuntime, as: string): { personId: string; printedName: string; role: string } {
  return state.people.find(({ personId }) => personId === as) ?? { personId: as, printedName: as, role: 'reviewer' };
}
