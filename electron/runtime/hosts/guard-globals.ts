import nodeCrypto from 'node:crypto';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { outsideStep } from './run-context.ts';

/** Node modules an agent may import; none of them reaches outside its thread. */
const allowedBuiltins = new Set([
  'assert',
  'buffer',
  'crypto',
  'events',
  'path',
  'querystring',
  'stream',
  'string_decoder',
  'url',
  'util',
]);

/** The host's own timers, kept before the globals are replaced. */
export const hostTimers = { setTimeout, clearTimeout, setImmediate, now: performance.now.bind(performance) };

function refusal(what: string, instead: string): Error {
  return new Error(`${what} is not available to an agent: ${instead}.`);
}

/** Resolves the SDK's import name, and refuses every module that is not the agent's own or on the list. */
export function guardImports(sdkUrl: string, releaseUrl: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'lanekeeper/sdk') return { url: sdkUrl, shortCircuit: true };
      const fromAgent = context.parentURL?.startsWith(releaseUrl) === true;
      if (!fromAgent) return next(specifier, context);
      const builtin = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
      if (allowedBuiltins.has(builtin)) return next(specifier, context);
      const resolved = next(specifier, context);
      if (!resolved.url.startsWith(releaseUrl))
        throw refusal(
          `The module "${specifier}"`,
          'bundle what the agent needs into its folder, and reach the world through ctx',
        );
      return resolved;
    },
  });
}

/**
 * Outside step bodies time and chance come from the journal, and timers throw: control flow must be the same on replay.
 * The rest is containment against mistakes, not malice; see LIMITS in the settings.
 */
export function guardGlobals(): void {
  const HostDate = Date;
  const hostRandom = Math.random;
  const hostNow = performance.now.bind(performance);
  class JournalDate extends HostDate {
    constructor(...parts: readonly unknown[]) {
      const context = parts.length === 0 ? outsideStep() : undefined;
      if (context !== undefined) super(context.source.now());
      else super(...(parts as []));
    }
    static override now(): number {
      return outsideStep()?.source.now() ?? HostDate.now();
    }
  }
  const hostUuid = crypto.randomUUID.bind(crypto);
  const hostValues = crypto.getRandomValues.bind(crypto);
  replace(globalThis, 'Date', JournalDate);
  replace(Math, 'random', () => outsideStep()?.source.random() ?? hostRandom());
  replace(performance, 'now', () => outsideStep()?.source.now() ?? hostNow());
  replace(crypto, 'randomUUID', () => outsideStep()?.source.uuid() ?? hostUuid());
  replace(crypto, 'getRandomValues', (array: Uint8Array<ArrayBuffer>) => {
    if (outsideStep() !== undefined)
      throw refusal('crypto.getRandomValues outside a step', 'use ctx.random or ctx.uuid');
    return hostValues(array);
  });
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const original = globalThis[name] as (...all: unknown[]) => unknown;
    replace(globalThis, name, (...all: unknown[]) => {
      if (outsideStep() !== undefined) throw refusal(`${name} outside a step`, 'use ctx.sleep, or do it inside a step');
      return original(...all);
    });
  }
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
    replace(globalThis, name, () => {
      throw refusal(name, 'only a decided effect leaves this machine');
    });
  guardNodeCrypto();
  const hostHrtime = process.hrtime.bind(process);
  const hrtime = (before?: [number, number]): [number, number] => {
    if (outsideStep() !== undefined) throw refusal('process.hrtime outside a step', 'use ctx.now');
    return hostHrtime(before);
  };
  replace(process, 'hrtime', Object.assign(hrtime, { bigint: () => nanoseconds(hrtime()) }));
  for (const name of forbiddenOfProcess)
    replace(process, name, () => {
      throw refusal(`process.${name}`, 'the runtime owns the process');
    });
  for (const name of ['writeReport', 'getReport'])
    replace(process.report, name, () => {
      throw refusal(`process.report.${name}`, 'the runtime owns the process');
    });
}

/** What ends, leaves or looks into the process; a name with an underscore is what the named one is made of. */
const forbiddenOfProcess = [
  'kill',
  '_kill',
  'abort',
  'exit',
  'reallyExit',
  'execve',
  'dlopen',
  'chdir',
  'loadEnvFile',
  'getBuiltinModule',
  'binding',
  '_linkedBinding',
  '_debugProcess',
  '_debugEnd',
];

/** The module `node:crypto` gives the same chance as the global one; what has no repeatable form throws outside steps. */
function guardNodeCrypto(): void {
  const hostUuid = nodeCrypto.randomUUID.bind(nodeCrypto);
  replace(nodeCrypto, 'randomUUID', () => outsideStep()?.source.uuid() ?? hostUuid());
  for (const name of ['randomBytes', 'randomInt', 'randomFill', 'randomFillSync'] as const) {
    const original = nodeCrypto[name] as (...all: unknown[]) => unknown;
    replace(nodeCrypto, name, (...all: unknown[]) => {
      if (outsideStep() !== undefined) throw refusal(`crypto.${name} outside a step`, 'use ctx.random or ctx.uuid');
      return original.apply(nodeCrypto, all);
    });
  }
  syncBuiltinESMExports();
}

function nanoseconds([seconds, rest]: [number, number]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: true });
}
