import { openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { openBook } from '../product/book.ts';
import { openMailSink } from '../product/mail-sink.ts';
import { createOperator } from '../product/operator.ts';
import { prepareGround } from '../product/prepare.ts';
import { seededRandom } from '../product/random.ts';
import { startRuntime } from '../product/runtime-process.ts';
import { program } from '../programs.ts';
import type { RecordRequest } from './recorder.ts';

// The work that is recorded: one store, one runtime, and an operator whose every answer is a write in the same recording.
const job = JSON.parse(process.argv[2] ?? '{}') as RecordRequest & { readonly root: string; readonly book: string };
const ground = await prepareGround(job.root);
const file = openSync(job.book, 'w');
writeSync(file, '{"kind":"prepared"}\n');
const random = seededRandom(job.seed);
const book = openBook((entry) => void writeSync(file, `${JSON.stringify(entry)}\n`));
const sink = await openMailSink(
  () => random.below(10),
  ({ key }) => book.write({ kind: 'mail', key }),
);
const operator = createOperator({ ground, book, sink, random, serial: 'power', tickets: 5 });
const runtime = startRuntime({
  script: job.script,
  workspace: ground.workspace,
  flags: job.isWeakened ? ['--import', pathToFileURL(program('weaken-sync')).href] : [],
});
const client = await runtime.ready;
if (client === null) throw new Error(`The runtime did not start: ${runtime.log().slice(-500)}`);
await operator.work(
  client,
  ({ unfinished, open, runsStarted }) => runsStarted >= job.runs && unfinished + open === 0,
  0,
);
await runtime.stop();
await sink.close();
process.exit(0);
