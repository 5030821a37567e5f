import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BroadcastChannel, isMainThread, threadId, threadName } from 'node:worker_threads';

// Loaded with --import into the runtime process and every thread that inherits its flags. The first SIGUSR2 starts to
// watch each event loop, the second writes what was seen to the folder named in LANEKEEPER_BENCH_LOOPS, one file a thread.
const resolutionMs = 5;
const folder = process.env['LANEKEEPER_BENCH_LOOPS'];
if (folder !== undefined) watch(folder);

function watch(target: string): void {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const channel = new BroadcastChannel('lanekeeper-bench-loops');
  let isWatching = false;
  function mark(): void {
    if (!isWatching) histogram.enable();
    else {
      histogram.disable();
      const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
      const name = isMainThread ? 'main' : threadName || `thread-${threadId}`;
      const seen = {
        name,
        p50Ms: delay(histogram.percentile(50)),
        p99Ms: delay(histogram.percentile(99)),
        mostMs: delay(histogram.max),
      };
      writeFileSync(`${target}/${name}.json`, JSON.stringify(seen));
    }
    isWatching = !isWatching;
  }
  channel.addEventListener('message', mark);
  channel.unref();
  if (!isMainThread) return;
  process.on('SIGUSR2', () => {
    channel.postMessage('mark');
    mark();
  });
}
