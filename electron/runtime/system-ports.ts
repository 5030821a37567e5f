import { randomBytes, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock, Ids, Logger } from './ports.ts';

/** Longest delay `setTimeout` honours; longer waits are re-armed. */
const longestDelay = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delay, call) => {
    const timer = setTimeout(call, Math.min(Math.max(delay, 0), longestDelay));
    return () => clearTimeout(timer);
  },
};

export const systemIds: Ids = {
  uuid() {
    const random = sixteenRandomBytes();
    return v7({ ...nextInTime(random), random });
  },
  follow(id) {
    const [, high = '', low = ''] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id) ?? [];
    const madeAtMs = Number.parseInt(`${high}${low}`, 16);
    if (!(madeAtMs >= lastMs)) return;
    lastMs = madeAtMs + 1;
    lastSeq = 0;
  },
  nonce: () => randomBytes(16).toString('hex'),
};

/** Random bytes are drawn in blocks: asking the system for each id costs more than the rest of making it. */
const pool = new Uint8Array(16 * 512);
let poolAt = pool.length;

function sixteenRandomBytes(): Uint8Array {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += 16;
  return pool.subarray(poolAt - 16, poolAt);
}

/** Time and counter of the last id: ids made within one millisecond, or while the clock goes back, still follow one another. */
let lastMs = 0;
let lastSeq = 0;

function nextInTime(random: Uint8Array): { msecs: number; seq: number } {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // 31 bits: the counter has room to rise within the millisecond.
    lastSeq = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else lastSeq += 1;
  return { msecs: lastMs, seq: lastSeq };
}

/** One JSON line per message on standard error; standard output stays for results. */
export const stderrLogger: Logger = {
  info: (message, facts) => write('info', message, facts),
  warn: (message, facts) => write('warn', message, facts),
  error: (message, facts) => write('error', message, facts),
};

function write(level: string, message: string, facts: Record<string, unknown> = {}): void {
  const own = { level, at: new Date().toISOString(), message };
  // A fact may have any name; what was said, when and how grave it is are never overwritten by one.
  const told = Object.entries(facts).map(([name, value]) => [Object.hasOwn(own, name) ? `fact.${name}` : name, value]);
  process.stderr.write(`${JSON.stringify({ ...own, ...Object.fromEntries(told) })}\n`);
}
