import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { scriptedEndpoint } from '../helpers/model-desk.ts';
import { scriptedStream } from '../helpers/scripted-model/responses.ts';
import { startScriptedModel, type ScriptedModel } from '../helpers/scripted-model/server.ts';
import { drained, fillPlaces, furnish, startBenchRuntime, type BenchRuntime } from './bench-runtime.ts';
import { threadRoundTripMs, writeFloors } from './floors.ts';
import { generatedStore } from './generated-store.ts';
import { createReport, type Report } from './report.ts';
import { emptyFolder, inFlight, pause, perSecond, percentile } from './sitting.ts';
import { timeTurn, type Beats, type TimedTurn } from './timed-turns.ts';

const idleTurns = 200;
const embeddedTurns = 60;
const storedRuns = 100_000;
const toolCalls = 50;
const toolTurns = 5;
/** With fewer, a 99th percentile is the longest of them and says nothing. */
const fewestTurns = 100;
const frameMs = 16;
const questions = ['What is waiting for approval?', 'Which runs are running now?', 'Which runs failed?'];

const words = () => scriptedStream().text('Two ', 'wait.').completed();

/** P6 and the lane of turns: what a turn costs by itself, alone and while that many background runs drain. */
export async function benchLanes(runs: number): Promise<void> {
  const report = createReport('lanes');
  report.canary();
  report.keep('load', { average: loadavg(), processors: cpus().length, backgroundRuns: runs });
  await measureFloors(report);
  const server = await startScriptedModel();
  try {
    await measureBesideBackground(report, server, runs);
  } finally {
    await server.close();
  }
  await measureEmbedded(report);
  report.canary();
  stand(report);
  report.note(
    `${runs.toLocaleString('en')} background runs, queued first and then let go; turns follow one another meanwhile, each in a conversation of its own, answered over real HTTP and SSE by a scripted model in the process of the benchmark.`,
  );
  report.note(
    'A turn is timed from the call of turn.say to the event that its run has ended, as a client of the socket hears it; from the arrival of the request at the model to the first byte of its answer is left out.',
  );
  report.note(
    `Each of the ${toolCalls} calls is streamed ${frameMs} ms after the one before, and a session tells what a frame brings together; a frame without a message is a gap of three frames at the client of the socket. No browser is part of this.`,
  );
  report.note(`Load of the machine, 1 minute: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors.`);
  report.print();
}

/** What a turn is made of: its commits, and the hops between the threads. */
async function measureFloors(report: Report): Promise<void> {
  report.add('one row, one commit', 'ms', 1000 / writeFloors().oneRow, 'floor');
  report.add('thread round trip', 'ms', await threadRoundTripMs(), 'floor');
  report.add('a timer of one frame, p99', 'ms', percentile(await timers(200), 0.99), 'floor');
}

async function timers(count: number): Promise<number[]> {
  const each: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const began = performance.now();
    await pause(frameMs);
    each.push(performance.now() - began);
  }
  return each;
}

async function measureBesideBackground(report: Report, server: ScriptedModel, runs: number): Promise<void> {
  const loops = emptyFolder('lanes-loops');
  const runtime = await startBenchRuntime(emptyFolder('lanes'), {
    execArgv: ['--import', new URL('./loop-delay.ts', import.meta.url).href],
    env: { LANEKEEPER_BENCH_LOOPS: loops },
  });
  try {
    await furnish(runtime.call);
    await runtime.call('settings.change', {
      egress: [{ origin: server.origin, isPrivate: true }],
      modelEndpoints: [scriptedEndpoint(server.baseUrl)],
      modelChains: [{ purpose: 'chat', ofLabels: [], links: [{ endpointId: 'first', model: 'scripted' }] }],
    });
    const answered = () => timeTurn(runtime, 'What waits?', { server, answers: [words] });
    for (let at = 0; at < 20; at += 1) await answered();

    const idle: TimedTurn[] = [];
    for (let at = 0; at < idleTurns; at += 1) idle.push(await answered());
    tell(report, 'idle', idle);
    await measureToolCalls(report, runtime, server);

    report.add('background runs alone', 'runs/s', await drain(runtime, runs));
    const beside: TimedTurn[] = [];
    let turns = Promise.resolve();
    const draining = new AbortController();
    const rate = await drain(runtime, runs, () => {
      process.kill(runtime.pid, 'SIGUSR2');
      turns = (async () => {
        while (!draining.signal.aborted) {
          beside.push(await answered());
          await pause(frameMs);
        }
      })();
    }).finally(() => draining.abort());
    process.kill(runtime.pid, 'SIGUSR2');
    await turns;
    report.add('background runs beside turns', 'runs/s', rate);
    tell(report, 'beside background runs', beside);
  } finally {
    await runtime.stop();
  }
  for (const name of ['main', 'engine']) {
    const seen = JSON.parse(readFileSync(join(loops, `${name}.json`), 'utf8')) as { p99Ms: number; mostMs: number };
    report.add(`event loop of ${name}, delay p99`, 'ms', seen.p99Ms);
    report.add(`event loop of ${name}, longest`, 'ms', seen.mostMs);
  }
}

function tell(report: Report, when: string, turns: readonly TimedTurn[]): void {
  const own = turns.map(({ ownMs }) => ownMs);
  const first = turns.map(({ firstTokenMs }) => firstTokenMs);
  report.add(`turns ${when}`, '', turns.length);
  report.add(`turn’s own time ${when}, p50`, 'ms', percentile(own, 0.5));
  report.add(`turn’s own time ${when}, p99`, 'ms', percentile(own, 0.99));
  report.add(`first token ${when}, p50`, 'ms', percentile(first, 0.5));
  report.add(`first token ${when}, p99`, 'ms', percentile(first, 0.99));
}

/** Runs a second from when the places are let go until nothing is queued or at work. */
async function drain({ call }: BenchRuntime, runs: number, begun: () => void = () => {}): Promise<number> {
  const letGo = await fillPlaces(call);
  await inFlight(runs, 256, () => call('run.start', { agentId: 'bench-noop', input: {} }));
  const began = performance.now();
  begun();
  await letGo();
  await drained(call);
  return perSecond(runs, performance.now() - began);
}

/** A model that asks for fifty tools in one answer, a call each frame: whether every frame has its part of it. */
async function measureToolCalls(report: Report, runtime: BenchRuntime, server: ScriptedModel): Promise<void> {
  const gaps: number[] = [];
  const sentGaps: number[] = [];
  let lost = 0;
  let many = 0;
  let messages = 0;
  for (let turn = 0; turn < toolTurns; turn += 1) {
    const sentAt: number[] = [];
    const calls = (released: Promise<void>) => callsOf(released, sentAt);
    const timed = await timeTurn(runtime, 'Look everything up', { server, answers: [calls, words] });
    sentGaps.push(...sentAt.slice(1).map((atMs, at) => atMs - (sentAt[at] ?? 0)));
    const { deltas } = timed;
    // The answer after the tools is another call, counted from 1 again.
    const second = deltas.findIndex(({ seq }, at) => at > 0 && seq === 1);
    const streamed = second < 0 ? deltas : deltas.slice(0, second);
    streamed.forEach(({ atMs, seq }, at) => {
      const before = streamed[at - 1];
      if (before === undefined) return;
      gaps.push(atMs - before.atMs);
      if (seq !== before.upTo + 1) lost += 1;
      if (atMs - before.atMs < frameMs / 4) many += 1;
    });
    messages += streamed.length;
    report.add(`turn of ${toolCalls} tool calls, all of it`, 'ms', timed.elapsedMs);
  }
  report.add('between two calls as the model sends them, longest', 'ms', Math.max(...sentGaps), 'floor');
  report.add('messages while the calls are streamed', '', messages / toolTurns);
  report.add('between two messages, p50', 'ms', percentile(gaps, 0.5));
  report.add('between two messages, longest', 'ms', Math.max(...gaps));
  report.add('frames without a message', '', gaps.filter((gap) => gap >= 3 * frameMs).length);
  report.add('messages in the frame of another', '', many);
  report.add('events left out', '', lost);
}

function callsOf(released: Promise<void>, sentAt: number[]): Beats {
  const stream = scriptedStream();
  for (let at = 0; at < toolCalls; at += 1)
    stream.call(`call_${at}`, 'find_quotes', JSON.stringify({ words: `letter ${at}` }));
  let call = 0;
  return stream.completed().flatMap((event): Beats => {
    if (event.type !== 'response.output_item.added') return [event];
    call += 1;
    const after = call * frameMs;
    return [{ hold: released.then(() => pause(after)).then(() => sentAt.push(performance.now())) }, event];
  });
}

/** A turn that no endpoint answers, beside a store of many runs. */
async function measureEmbedded(report: Report): Promise<void> {
  const runtime = await startBenchRuntime(await generatedStore({ kind: 'finished', runs: storedRuns }));
  try {
    await timeTurn(runtime, questions[0] ?? '');
    const each: number[] = [];
    for (let at = 0; at < embeddedTurns; at += 1)
      each.push((await timeTurn(runtime, questions[at % questions.length] ?? '')).elapsedMs);
    report.add('embedded engine beside 100,000 runs, p50', 'ms', percentile(each, 0.5));
    report.add('embedded engine beside 100,000 runs, p95', 'ms', percentile(each, 0.95));
  } finally {
    await runtime.stop();
  }
}

function stand(report: Report): void {
  const of = (name: string): number => report.median(name);
  const most = { kind: 'most', unit: ' ms' } as const;
  const own = (when: string): number => of(`turn’s own time ${when}, p99`);
  if (of('turns beside background runs') < fewestTurns)
    report.note(`Fewer than ${fewestTurns} turns fitted beside the background runs: no p99 of them is judged.`);
  else
    report.stands({
      ...most,
      id: 'P6',
      what: 'a turn’s own time p99, more than idle',
      value: own('beside background runs') - own('idle'),
      goal: 10,
    });
  report.stands({
    id: 'P6',
    what: 'of the background rate without turns',
    value: (of('background runs beside turns') / of('background runs alone')) * 100,
    unit: ' %',
    goal: 80,
    kind: 'least',
  });
  for (const name of ['engine', 'main']) {
    const value = of(`event loop of ${name}, delay p99`);
    report.stands({ ...most, id: 'P6', what: `event loop of ${name}, delay p99`, value, goal: 5 });
  }
  for (const when of ['idle', 'beside background runs']) {
    if (of(`turns ${when}`) < fewestTurns) continue;
    const value = of(`first token ${when}, p99`);
    report.stands({ ...most, id: 'turn', what: `first token ${when}, p99`, value, goal: 30 });
  }
  const embedded = of('embedded engine beside 100,000 runs, p95');
  report.stands({ ...most, id: 'turn', what: 'embedded engine beside 100,000 runs, p95', value: embedded, goal: 150 });
  for (const what of ['frames without a message', 'events left out'])
    report.stands({ ...most, id: 'turn', unit: '', what, value: report.most(what), goal: 0 });
}
