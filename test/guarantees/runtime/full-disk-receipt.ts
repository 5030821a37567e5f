import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toWireError } from '../../../shared/errors.ts';
import { ada, changeWorkspace, policyHolding } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime } from '../../helpers/runtime-process.ts';
import { approvalsAre, runIs, seen, show, startPlan } from '../../helpers/scripted-runs.ts';
import { fillDisk, freeDisk } from '../../helpers/small-disk.ts';
import { startSmtpServer } from '../../helpers/smtp-server.ts';

/** What a process found out about a reply that a mail server took while the disk was full. */
export interface FullReceiptReport {
  /** What commands are refused with while it is full. */
  readonly refused: string;
  readonly whileFull: { readonly effect: string; readonly messages: number };
  readonly after: {
    readonly effect: string;
    readonly dispatches: number;
    readonly run: string;
    readonly messages: number;
    readonly receipts: number;
    readonly unknown: number;
    readonly isWhole: boolean;
  };
}

const [disk = ''] = process.argv.slice(2);
const workspace = join(disk, 'workspace');
mkdirSync(workspace);
await changeWorkspace(workspace, policyHolding(0), [ada]);
const server = await startSmtpServer('stall-after-content');
const runtime = await startRuntime({ workspace });
await runtime.call('agent.add', { folder: agentFolder('scripted') });
const { port } = server;
await runtime.call('settings.change', {
  smtp: { host: '127.0.0.1', port, secure: false, from: 'help@example.com', user: null, passwordRef: null },
});
const params = { to: 'jane@example.org', ticketId: '7', subject: 'Sorry', body: 'Dear Jane\n' };
const runId = await startPlan(runtime, [{ do: 'effect', request: { tool: 'reply.send', target: 'ticket 7', params } }]);
const items = (await approvalsAre(runtime, runId, 'pending')).map(seen);
const taken = server.nextMessage();
await runtime.call('approval.approve', { items });
await taken;
// The server has the whole message, and has not answered yet.
fillDisk(disk);
const refused = await firstRefusal();
server.acceptStalled();
while (!runtime.log().includes('the end of an effect could not be saved yet')) await pause(20);
const whileFull = { effect: await effectNow(), messages: server.messages.length };
freeDisk(disk);
const { status } = await runIs(runtime, runId, 'succeeded', 'failed', 'needs-attention');
const { effects } = await show(runtime, runId);
const report: FullReceiptReport = {
  refused,
  whileFull,
  after: {
    effect: await effectNow(),
    dispatches: effects[0]?.dispatches ?? 0,
    run: status,
    messages: server.messages.length,
    receipts: await audited('effect.receipt'),
    unknown: await audited('effect.unknown'),
    isWhole: (await runtime.call('audit.verify', {})).ok,
  },
};
await runtime.stop();
await server.close();
await endRuntimes();
process.stdout.write(JSON.stringify(report));

/** Writes until the last room in the log is used up. */
async function firstRefusal(): Promise<string> {
  for (let index = 0; ; index += 1)
    try {
      const printedName = 'x'.repeat(60);
      await runtime.call('person.create', { personId: `p${index}`, printedName, role: 'reviewer' });
    } catch (thrown) {
      return toWireError(thrown).code;
    }
}

async function effectNow(): Promise<string> {
  return (await show(runtime, runId)).effects[0]?.status ?? 'none';
}

async function audited(kind: string): Promise<number> {
  return (await runtime.call('audit.list', { kind, limit: 500 })).events.length;
}
