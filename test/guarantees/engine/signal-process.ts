import { armCrashAt } from '../../../electron/runtime/faults/crash-point.ts';
import { openEngineDesk } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { sendGo, waitForGo } from '../../helpers/signal-desk.ts';

/** What a process under test does, in the order it is told. */
export type SignalDoing = 'send' | 'wait';

/** Does what it is told in this order, and kills itself at a crash point on the way. */
const [folder = '', runId = '', crashAt = '', ...doing] = process.argv.slice(2);
const desk = await openEngineDesk({ folder });
await startSample(desk.made.engine, { runId });
desk.activations.enqueue(runId);
await desk.settle();
armCrashAt(crashAt);
for (const one of doing) {
  if (one === 'send') await sendGo(desk, runId, 'one');
  else waitForGo(desk, runId, '0');
  await desk.settle();
}
desk.made.close();
