import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../electron/host/building/build.ts';
import { benchFolder } from './sitting.ts';

const usage = `Usage: npm run bench [-- PART...] [options]

  engine   runs, steps, starts and pick-up (P1 to P5), beside floors and live peers
  job      ticket-review on a file: tickets a second, memory, the Assistant meanwhile
  start    npm start to the first usable page; long tasks of the page during a run
  idle     flushes, queries, processor and memory of a runtime with nothing to do (P13)
  store    pages of the list of 1,000,000 runs (P9); no decay beside 1,000,000 finished runs (P12); kill -9 with
           100,000 runs in flight (P10); stores are made once into the ignored cache
  inbox    an inbox of 5,000: reading it, and each move while J is held
  card     a card of 1 MB: until it is read, and until it can be decided
  approvals  10,000 approvals in one batch beside 1,000,000 runs (P7); makes a store of about 1 GB and removes it
  lanes    a turn of a conversation by itself and while background runs drain (P6), its first token, the embedded
           engine beside 100,000 runs, 50 streamed tool calls; --runs: how many background runs (default 50,000)
  themes   how well themes agree with labels the agent never reads

  --runs N       times each figure is taken (default 5; idle 1)
  --input FILE   the file for job, start and themes (default: the bundled sample)
  --text COLUMN  its text column
  --label COLUMN its label column, for themes`;

interface Options {
  readonly runs: number | undefined;
  readonly input: string | undefined;
  readonly text: string | undefined;
  readonly label: string | undefined;
}

/** Every part there is, in the order in which all of them run. */
const parts: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  engine: async ({ runs }) => (await import('./engine.ts')).benchEngine(runs ?? 5),
  job: async ({ runs, ...data }) => (await import('./job.ts')).benchJob({ ...data, runs: runs ?? 5 }),
  start: async ({ runs, ...data }) => (await import('./start.ts')).benchStart({ ...data, runs: runs ?? 5 }),
  idle: async ({ runs }) => (await import('./idle.ts')).benchIdle(runs ?? 1),
  async store({ runs }) {
    await (await import('./store.ts')).benchStore(runs ?? 5);
    await (await import('./store-load.ts')).benchStoreLoad(runs ?? 5);
  },
  inbox: async ({ runs }) => (await import('./inbox.ts')).benchInbox(runs ?? 3),
  card: async ({ runs }) => (await import('./card.ts')).benchCard(runs ?? 3),
  approvals: async ({ runs }) => (await import('./approvals.ts')).benchApprovals(runs ?? 1),
  lanes: async ({ runs }) => (await import('./lanes.ts')).benchLanes(runs ?? 50_000),
  async themes(data) {
    const { benchThemes, printThemes } = await import('./themes.ts');
    printThemes(benchThemes(data));
  },
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      input: { type: 'string' },
      text: { type: 'string' },
      label: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
    console.error(`--runs ${values.runs} is not a number of runs.`);
    return 2;
  }
  if (values.help === true || unknown.length > 0) {
    if (unknown.length > 0)
      console.error(
        `There is no benchmark "${unknown.join('", "')}". What it would measure is not built yet, or has another name.\n`,
      );
    console.log(usage);
    return unknown.length > 0 ? 2 : 0;
  }
  await buildIfStale(['code', 'renderer'], console.log);
  const options: Options = { runs, input: values.input, text: values.text, label: values.label };
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) await parts[name]?.(options);
  for (const folder of [
    'engine-runtime',
    'engine-inside',
    'engine-alone',
    'store-empty',
    'store-killed',
    'job',
    'start',
    'idle',
    'lanes',
    'lanes-loops',
  ])
    rmSync(join(benchFolder, folder), { recursive: true, force: true });
  return 0;
}
