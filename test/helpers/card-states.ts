import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { ApprovalStatus, ApprovalSummary } from '../../shared/domain/approval.ts';
import type { Person } from '../../shared/domain/person.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { defaultPolicy } from '../../electron/runtime/policies/default-policy.ts';
import { connectSocket } from '../../electron/runtime/transports/socket-client.ts';
import { preparedWorkspace } from './prepared-workspace.ts';
import { callerOf, type RuntimeCaller } from './runtime-caller.ts';
import { agentFolder } from './runtime-process.ts';
import { approvalsAre, seen, startPlan, type PlanEntry } from './scripted-runs.ts';

/** What a card can show: every status, and that somebody else has an open one before them. */
export type CardState = ApprovalStatus | 'reserved';

/** States a real workspace stands still in. The two others pass: `dispatched` and `reserved` are made when asked for. */
export const standing = [
  'pending',
  'partly-approved',
  'holding',
  'executed',
  'failed',
  'unknown',
  'rolled-back',
  'rejected',
  'responded',
  'expired',
  'stale',
  'superseded',
  'withdrawn',
] as const satisfies readonly CardState[];

/** Mara looks at the cards; Jonas acts beside her; Eli has the runs started, and decides on nothing. */
export const people: readonly Person[] = [
  { personId: 'mara', printedName: 'Mara Lindqvist', role: 'reviewer' },
  { personId: 'jonas', printedName: 'Jonas Weber', role: 'reviewer' },
  { personId: 'eli', printedName: 'Eli Ortega', role: 'operator' },
];

/** Replies are held for ten minutes, records and requests run at once, and one record waits for a second only. */
const policy: Policy = {
  ...defaultPolicy,
  id: 'support-desk',
  rules: [
    {
      id: 'replies',
      when: { tool: ['reply.send'] },
      outcome: 'gate',
      holdSeconds: 600,
      sentence: 'A reply leaves the company: one person reads and decides it.',
    },
    {
      id: 'short-lived',
      when: { tool: ['record.update'], target: { equals: ['short-lived'] } },
      outcome: 'gate',
      expiresAfterSeconds: 1,
      sentence: 'This is worth doing at once or not at all: one person decides within a second.',
    },
    {
      id: 'records',
      when: { tool: ['record.update'] },
      outcome: 'gate',
      holdSeconds: 0,
      sentence: 'A customer record changes: one person decides.',
    },
    {
      id: 'requests',
      when: { tool: ['http.send'] },
      outcome: 'gate',
      holdSeconds: 0,
      sentence: 'It asks a server outside to change something: one person decides.',
    },
    ...defaultPolicy.rules,
  ],
};

/** A folder that no runtime has open, for {@link driveCards}. */
export const cardWorkspace = (): Promise<string> => preparedWorkspace(policy, people);

/** A server that answers by the place asked for: `/ok`, `/refuse`, `/lose`, and `/wait`, which answers when it is let. */
export interface SlowServer {
  readonly origin: string;
  release(): void;
  close(): void;
}

export async function startSlowServer(): Promise<SlowServer> {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, answer) => {
    request.resume();
    if (request.method === 'HEAD' || request.method === 'GET') answer.writeHead(404).end();
    else if (request.url === '/lose') answer.destroy();
    else if (request.url === '/refuse') answer.writeHead(422).end('order 7714 has been refunded already');
    else if (request.url === '/wait') waiting.push(answer);
    else answer.writeHead(201).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const release = (): void => waiting.splice(0).forEach((answer) => answer.writeHead(201).end());
  return {
    origin: `http://127.0.0.1:${port}`,
    release,
    close() {
      release();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The cards of one workspace, by the state each stands in. */
export interface Cards {
  readonly runtime: RuntimeCaller;
  /** The item in that state. */
  readonly ids: ReadonlyMap<CardState, string>;
  /** An item that has been handed to its tool, which does not answer before `server.release()`. */
  dispatch(): Promise<string>;
  /** Says that Jonas has the item open. */
  reserve(approvalId: string): Promise<void>;
  close(): void;
}

/** Drives the open workspace of {@link cardWorkspace} until an item stands in each state. */
export async function driveCards(workspace: string, server: SlowServer): Promise<Cards> {
  const { socketPath } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { socketPath: string };
  const client = await connectSocket(socketPath);
  const runtime = callerOf(client);
  await runtime.call('agent.add', { folder: agentFolder('scripted') }, { as: 'eli' });
  await runtime.call('settings.change', { egress: [{ origin: server.origin, isPrivate: true }] }, { as: 'eli' });
  const ids = new Map<CardState, string>();

  async function ask(entry: PlanEntry): Promise<ApprovalSummary> {
    const runId = await startPlan(runtime, [{ do: 'step', name: 'read the ticket' }, entry], 'eli');
    const [item] = await approvalsAre(runtime, runId, 'pending');
    if (item === undefined) throw new Error('it does not ask');
    return item;
  }
  async function stands(item: Pick<ApprovalSummary, 'approvalId'>, status: ApprovalStatus): Promise<string> {
    const { approvalId } = item;
    return runtime.until(async () =>
      (await runtime.call('approval.show', { approvalId })).status === status ? approvalId : undefined,
    );
  }
  async function end(status: ApprovalStatus, item: ApprovalSummary, act: () => Promise<unknown>): Promise<string> {
    await act();
    const approvalId = await stands(item, status);
    ids.set(status, approvalId);
    return approvalId;
  }
  const approve = (item: ApprovalSummary, as = 'jonas', reason = 'checked against the order') =>
    runtime.call('approval.approve', { items: [seen(item)], reason }, { as });

  const expiring = await ask(updateOf('short-lived', { state: 'seen' }));
  ids.set('pending', (await ask(replyOf('7719', 'r.osei@example.org'))).approvalId);
  ids.set('reserved', (await ask(updateOf('complaint 3412770', { queue: 'debt-validation' }))).approvalId);
  const credit = await ask(creditOf('40117', '250.00'));
  await end('partly-approved', credit, () => approve(credit));
  const held = await ask(replyOf('7702', 'k.brandt@example.org'));
  await end('holding', held, () => approve(held, 'mara'));
  const done = await ask(updateOf('complaint 3412801', { theme: 'Debt not owed', priority: 'high' }));
  await end('executed', done, () => approve(done));
  const refused = await ask(requestOf(`${server.origin}/refuse`, 7714));
  await end('failed', refused, () => approve(refused));
  const lost = await ask(requestOf(`${server.origin}/lose`, 7715));
  await end('unknown', lost, () => approve(lost));
  await rollBack(await ask(updateOf('complaint 3412802', { theme: 'Wrong amount' })));
  const rejected = await ask(replyOf('7703', 'n.haddad@example.org'));
  await end('rejected', rejected, () =>
    runtime.call('approval.reject', { items: [seen(rejected)], reason: 'Wrong recipient or target' }, { as: 'jonas' }),
  );
  const responded = await ask(replyOf('7704', 's.lund@example.org'));
  await end('responded', responded, () =>
    runtime.call(
      'approval.respond',
      { items: [seen(responded)], answer: 'Ask for the account number first.' },
      { as: 'jonas' },
    ),
  );
  await makeStale();
  await supersede(await ask(updateOf('complaint 3412900', { theme: 'Debt not owed', priority: 'high' })));
  const withdrawn = await ask(updateOf('complaint 3412901', { theme: 'Debt not owed' }));
  await end('withdrawn', withdrawn, () =>
    runtime.call('approval.withdraw', { items: [seen(withdrawn)], reason: 'The customer wrote again.' }, { as: 'eli' }),
  );
  ids.set('expired', await stands(expiring, 'expired'));

  async function rollBack(item: ApprovalSummary): Promise<void> {
    await approve(item);
    await stands(item, 'executed');
    const undoing = await runtime.call(
      'effect.compensate',
      { effectId: item.effectId, reason: 'The theme was wrong' },
      { as: 'jonas' },
    );
    const [asked] = await approvalsAre(runtime, item.runId, 'pending');
    if (asked === undefined) throw new Error(`its undoing is ${undoing.status}`);
    await end('rolled-back', item, () => approve(asked, 'mara', 'agreed'));
  }

  /** Two changes of one record: the first makes what the second was decided on untrue. */
  async function makeStale(): Promise<void> {
    const first = await ask(updateOf('complaint 3412803', { priority: 'high' }));
    const second = await ask(updateOf('complaint 3412803', { priority: 'urgent' }));
    await approve(first);
    await stands(first, 'executed');
    await end('stale', second, () => approve(second));
  }

  async function supersede(item: ApprovalSummary): Promise<void> {
    const draft = {
      item: seen(item),
      params: JSON.stringify({ recordId: 'complaint 3412900', set: { theme: 'Debt not owed', priority: 'normal' } }),
    };
    const { verdict } = await runtime.call('approval.previewEdit', draft, { as: 'jonas' });
    await end('superseded', item, () =>
      runtime.call(
        'approval.edit',
        {
          ...draft,
          preview: verdict?.token ?? '',
          approve: false,
          reason: 'One letter is no reason for high priority',
        },
        { as: 'jonas' },
      ),
    );
  }

  return {
    runtime,
    ids,
    async dispatch() {
      const item = await ask(requestOf(`${server.origin}/wait`, 7716));
      await approve(item);
      return stands(item, 'dispatched');
    },
    async reserve(approvalId) {
      await runtime.call('approval.reserve', { approvalId, takeOver: true }, { as: 'jonas' });
    },
    close: () => client.close(),
  };
}

const quote = 'I have never had an account with this company and they call me at work every day.';

/** A reply to a ticket, with the sentence of it that it answers. */
function replyOf(ticketId: string, to: string): PlanEntry {
  const body = `Hello,\n\nyou wrote to us: “${quote}”\n\nWe have opened case ${ticketId} and asked for the documents behind it. Until they answer, nothing more will be collected or reported. We will write again within 15 days.\n\nCustomer support\n`;
  return effect('reply.send', `ticket ${ticketId}`, { to, ticketId, subject: `Your complaint ${ticketId}`, body });
}

function updateOf(recordId: string, set: Readonly<Record<string, string>>): PlanEntry {
  return effect('record.update', recordId, { recordId, set });
}

function creditOf(customer: string, amount: string): PlanEntry {
  return effect('credit.issue', customer, { customer, amount, currency: 'EUR', reason: 'Charged twice in October' });
}

function requestOf(url: string, order: number): PlanEntry {
  return effect('http.send', url, { method: 'POST', url, body: { order, refund: '25.00', currency: 'EUR' } });
}

function effect(tool: string, target: string, params: Readonly<Record<string, unknown>>): PlanEntry {
  const evidence = [
    {
      source: 'complaint 3412770, row 12 of complaints.csv',
      trust: 'untrusted',
      quote,
      start: 118,
      end: 118 + quote.length,
    },
    {
      source: 'contract complaints 3',
      trust: 'verified',
      quote: 'The id is unique in 300 of 300 rows.',
      start: null,
      end: null,
    },
  ];
  return {
    do: 'effect',
    request: { tool, target, params, evidence, claim: 'The text says that the debt is not the customer’s.' },
  };
}
