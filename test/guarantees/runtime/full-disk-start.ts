import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MethodInput, MethodName } from '../../../shared/ipc/methods.ts';
import { toWireError } from '../../../shared/errors.ts';
import { changeWorkspace, ada, policyHolding } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, outbox, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, replyTo, runIs, seen, show, startPlan } from '../../helpers/scripted-runs.ts';
import { fillDisk, freeDisk } from '../../helpers/small-disk.ts';
import { lanekeeper } from '../cli/lanekeeper-command.ts';

/** What a process found out about a runtime that was started on a disk without any room. */
export interface FullStartReport {
  readonly degraded: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** Questions that were not answered, with their code. */
  readonly unread: readonly string[];
  readonly seen: {
    readonly runs: number;
    readonly approvals: number;
    readonly events: number;
    readonly isWhole: boolean;
  };
  readonly artifact: string;
  /** Each command with the code it was refused with. */
  readonly refused: readonly string[];
  readonly slowestRefusalMs: number;
  readonly refusal: { readonly message: string; readonly hint: string };
  readonly cli: { readonly list: number | null; readonly start: number | null; readonly said: string };
  readonly backAfterMs: number;
  readonly outboxMeanwhile: number;
  readonly after: {
    readonly effect: string;
    readonly outbox: number;
    readonly runs: number;
    readonly isWhole: boolean;
  };
  /** The process was the same one all the time. */
  readonly isSameProcess: boolean;
}

const [disk = '', end = 'stop'] = process.argv.slice(2);
const workspace = join(disk, 'workspace');
mkdirSync(workspace);
await changeWorkspace(workspace, policyHolding(0.2), [ada]);
const before = await startRuntime({ workspace });
await before.call('agent.add', { folder: agentFolder('scripted') });
const finished = await startPlan(before, [{ do: 'artifact', name: 'notes.txt', text: 'kept' }]);
await runIs(before, finished, 'succeeded');
const waiting = await startPlan(before, [{ do: 'step' }, replyTo('1')]);
const [approval] = await approvalsAre(before, waiting, 'pending');
if (approval === undefined) throw new Error('nothing to approve');
await runIs(before, waiting, 'waiting-approval');
await (end === 'stop' ? before.stop() : before.kill());

fillDisk(disk);
const runtime = await startRuntime({ workspace });
const { degraded } = await runtime.call('workspace.status', {});
const [artifact] = (await show(runtime, finished)).artifacts;
const unread = await failures(runtime, [
  ['run.list', {}],
  ['run.show', { runId: waiting }],
  ['run.journal', { runId: waiting }],
  ['run.entry', { runId: waiting, ord: 1 }],
  ['approval.list', {}],
  ['approval.show', { approvalId: approval.approvalId }],
  ['audit.list', {}],
  ['audit.verify', {}],
  ['agent.list', {}],
  ['person.list', {}],
  ['policy.show', {}],
  ['settings.show', {}],
  ['workspace.doctor', {}],
  ['assistant.ask', { question: 'What waits for me?' }],
]);
const stored = {
  runs: (await runtime.call('run.list', {})).runs.length,
  approvals: (await runtime.call('approval.list', {})).approvals.length,
  events: (await runtime.call('audit.list', {})).events.length,
  isWhole: (await runtime.call('audit.verify', {})).ok,
};
let slowestRefusalMs = 0;
let refusal = { message: '', hint: '' };
const refused = await failures(runtime, [
  ['run.start', { agentId: 'scripted', input: { plan: [] } }],
  ['run.cancel', { runId: waiting }],
  ['approval.approve', { items: [seen(approval)] }],
  ['approval.reject', { items: [seen(approval)], reason: 'no' }],
  ['person.create', { personId: 'eve', printedName: 'Eve', role: 'reviewer' }],
  ['stop.engage', { scope: { kind: 'all' } }],
  ['settings.change', { publishFolder: '/tmp' }],
  ['agent.add', { folder: agentFolder('scripted') }],
  ['upload.open', { name: 'a.csv', bytes: 10 }],
  ['file.import', { path: import.meta.filename }],
]);
const listed = await lanekeeper(workspace, ['runs', 'list', '--json']);
const started = await lanekeeper(workspace, ['run', 'scripted', '--set', 'plan=[]']);
const outboxMeanwhile = outbox(workspace).length;

freeDisk(disk);
const freedAt = performance.now();
await runtime.until(async () => ((await runtime.call('workspace.status', {})).degraded === null ? true : undefined));
const backAfterMs = performance.now() - freedAt;
await runtime.call('approval.approve', { items: [seen(approval)] });
await runIs(runtime, waiting, 'succeeded');
const { effects } = await show(runtime, waiting);
const report: FullStartReport = {
  degraded,
  unread,
  seen: stored,
  artifact:
    artifact === undefined ? '' : (await runtime.call('artifact.read', { artifactId: artifact.artifactId })).text,
  refused,
  slowestRefusalMs,
  refusal,
  cli: { list: listed.code, start: started.code, said: started.stderr },
  backAfterMs,
  outboxMeanwhile,
  after: {
    effect: effects[0]?.status ?? 'none',
    outbox: outbox(workspace).length,
    runs: (await runtime.call('run.list', {})).runs.length,
    isWhole: (await runtime.call('audit.verify', {})).ok,
  },
  isSameProcess: (await runtime.stop()) === 0,
};
await endRuntimes();
process.stdout.write(JSON.stringify(report));

type Call = { [M in MethodName]: readonly [M, MethodInput<M>] }[MethodName];

/** Makes these calls; each that was refused, with its code. */
async function failures(target: RuntimeProcess, calls: readonly Call[]): Promise<string[]> {
  const found: string[] = [];
  for (const [method, input] of calls) {
    const askedAt = performance.now();
    try {
      await target.call(method, input);
    } catch (thrown) {
      const { code, message, hint = '' } = toWireError(thrown);
      slowestRefusalMs = Math.max(slowestRefusalMs, performance.now() - askedAt);
      if (method === 'approval.approve') refusal = { message, hint };
      found.push(`${method}: ${code}`);
    }
  }
  return found;
}
