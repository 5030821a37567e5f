import { afterEach, expect, test } from 'vitest';
import { createBroker } from '../../../electron/runtime/effects/broker.ts';
import type { ToolLine } from '../../../electron/runtime/effects/tool-line.ts';
import type { ToolReply } from '../../../electron/runtime/tools/protocol.ts';
import { endRun } from '../../../electron/runtime/engine/run-decisions.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample } from '../../helpers/sample-runs.ts';

let desk: EngineDesk;
afterEach(() => desk.made.close());

type Probe = () => Promise<ToolReply>;

/** A tool thread whose look at what was left takes as long as the test says; everything else is done at once. */
function toolsOf(probe: Probe, asked: string[]): ToolLine {
  return {
    async ask(kind, request) {
      asked.push(request.kind);
      const reply: ToolReply =
        request.kind === 'probe'
          ? await probe()
          : request.kind === 'prepare'
            ? { seq: 0, kind: 'prepared', results: [{ ok: true, preconditions: { row_hash: null }, diff: [] }] }
            : { seq: 0, kind: 'outcome', outcome: { outcome: 'done', summary: 'done', detail: {} } };
      return reply as Extract<ToolReply, { kind: typeof kind }>;
    },
    lost: () => {},
    attach: () => {},
  };
}

/** A workspace whose last process died with one effect sent and another one waiting for a decision. */
async function leftBehind(): Promise<{ sent: string; waiting: string }> {
  desk = await openEngineDesk({ isToolStuck: true });
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  desk.fromHost(proposalOf(runId, '1', '0'));
  desk.fromHost(proposalOf(runId, '2', '1'));
  await desk.pass(0);
  const [sent, waiting] = desk.made.engine.stores.effects.ofRun(runId).map(({ approvalId }) => approvalId ?? '');
  if (sent === undefined || waiting === undefined) throw new Error('no approvals');
  await desk.broker.approve([seen(sent)], by, '');
  await desk.pass(1);
  expect(statusOf(sent)).toBe('dispatched');
  desk.broker.close();
  return { sent, waiting };
}

const by = { person: ada, repeatable: undefined };

function seen(approvalId: string): { approvalId: string; envelopeHash: string; version: number } {
  const approval = desk.made.engine.stores.effects.bundleOfApproval(approvalId)?.approval;
  return { approvalId, envelopeHash: approval?.envelopeHash ?? '', version: approval?.version ?? 0 };
}

function statusOf(approvalId: string): string | undefined {
  return desk.made.engine.stores.effects.bundleOfApproval(approvalId)?.effect.status;
}

function nextBroker(probe: Probe, asked: string[] = []) {
  const { engine } = desk.made;
  const broker = createBroker({
    engine,
    stores: engine.stores,
    tools: toolsOf(probe, asked),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    activations: () => desk.activations,
    undoMoved: () => {},
    heldBecause: () => null,
    fileStop: () => null,
    leaptAtMs: () => Number.NEGATIVE_INFINITY,
    secretsFor: async () => ({}),
  });
  broker.awaitRecovery();
  return broker;
}

test('what a person approves while the last process is cleared up after waits for that, and then runs once', async () => {
  const { sent, waiting } = await leftBehind();
  let answer: (reply: ToolReply) => void = () => {};
  const asked: string[] = [];
  const broker = nextBroker(() => new Promise((resolve) => (answer = resolve)), asked);
  await broker.approve([seen(waiting)], by, '');
  const recovered = broker.recover();
  await desk.pass(1_000);
  expect(statusOf(waiting)).toBe('granted');
  answer({ seq: 0, kind: 'probed', verdict: { verdict: 'applied', summary: 'found', detail: {} } });
  expect(await recovered).toEqual({ intents: 1, holds: 1 });
  await desk.pass(1_000);
  expect([statusOf(sent), statusOf(waiting)]).toEqual(['done', 'done']);
  expect(asked.filter((kind) => kind === 'execute')).toHaveLength(1);
});

test('a tool thread that dies while it is asked what became of an effect is asked again, and the start goes on', async () => {
  const { sent } = await leftBehind();
  let times = 0;
  const broker = nextBroker(async () => {
    times += 1;
    if (times === 1) throw new Error('The tool thread ended.');
    return { seq: 0, kind: 'probed', verdict: { verdict: 'applied', summary: 'found', detail: {} } };
  });
  expect(await broker.recover()).toEqual({ intents: 1, holds: 0 });
  expect(statusOf(sent)).toBe('dispatched');
  await desk.pass(2_000);
  expect(statusOf(sent)).toBe('done');
});

test('what was sent for a run that has ended since is found out, and not sent a second time', async () => {
  const { sent } = await leftBehind();
  const { engine } = desk.made;
  const runId = engine.stores.effects.bundleOfApproval(sent)?.effect.runId ?? '';
  const ends = { kind: 'failed', error: { code: 'agent-error', message: 'It gave up.' } } as const;
  await engine.transact({ run: runId }, endRun(1, ends, null));
  const asked: string[] = [];
  const broker = nextBroker(async () => ({ seq: 0, kind: 'probed', verdict: { verdict: 'not-applied' } }), asked);
  await broker.recover();
  await desk.pass(10_000);
  expect(asked).not.toContain('execute');
  expect(statusOf(sent)).toBe('failed');
});
