import nodeModule, { registerHooks } from 'node:module';
import { enterAgain } from './at-work.ts';
import type { HostData } from './protocol.ts';
import { guardChance } from './guard-chance.ts';
import { guardTime } from './guard-time.ts';
import { onlyInSteps, refusal, replace } from './replace.ts';

/** Node modules an agent may import; none of them reaches outside its thread. */
const allowedBuiltins: Readonly<Record<string, true>> = Object.freeze({
  __proto__: null,
  'node:assert': true,
  'node:buffer': true,
  'node:crypto': true,
  'node:events': true,
  'node:path': true,
  'node:querystring': true,
  'node:stream': true,
  'node:string_decoder': true,
  'node:url': true,
  'node:util': true,
} as never);

/** As the language has it, whatever agent code makes of its prototypes. */
const { apply } = Reflect;
const { startsWith } = String.prototype;
const beginsWith = (text: string, start: string): boolean => apply(startsWith, text, [start]);

/** The host's own timers, kept before the globals are replaced. */
export const hostTimers = { setTimeout, clearTimeout, setImmediate, now: performance.now.bind(performance) };

/**
 * Resolves the SDK's import name, and refuses every module that is not the agent's own or on the list. A module of Node
 * is refused whoever asks: CommonJS code comes by the loader itself, and names itself as it likes.
 */
export function guardImports({ sdkUrl, loopUrl }: Pick<HostData, 'sdkUrl' | 'loopUrl'>, releaseUrl: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'lanekeeper/sdk') return { url: sdkUrl, shortCircuit: true };
      if (specifier === 'lanekeeper/sdk/agent-loop') return { url: loopUrl, shortCircuit: true };
      const resolved = next(specifier, context);
      const { url } = resolved;
      const fromAgent = beginsWith(context.parentURL ?? '', releaseUrl);
      const isRefused = beginsWith(url, 'node:')
        ? allowedBuiltins[url] !== true
        : fromAgent && !beginsWith(url, releaseUrl);
      if (isRefused)
        throw refusal(
          `The module "${specifier}"`,
          'bundle what the agent needs into its folder, and reach the world through ctx',
        );
      return resolved;
    },
  });
  // What is registered later is asked first.
  for (const name of ['registerHooks', 'register'])
    replace(nodeModule, name, () => {
      throw refusal(`module.${name}`, 'the runtime loads modules');
    });
}

/**
 * Outside step bodies time and chance come from the journal, and whatever takes turns of its own throws: control flow
 * must be the same on replay. The rest is containment against mistakes, not malice; see LIMITS in the settings.
 */
export function guardGlobals(): void {
  guardTime();
  guardChance();
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    notedTimer(name);
    onlyInSteps(globalThis, name, name, 'use ctx.sleep, or do it inside a step');
  }
  onlyInSteps(AbortSignal, 'timeout', 'AbortSignal.timeout', 'use ctx.sleep, or do it inside a step');
  onlyInSteps(Atomics, 'waitAsync', 'Atomics.waitAsync', 'use ctx.sleep, or do it inside a step');
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
    replace(globalThis, name, () => {
      throw refusal(name, 'only a decided effect leaves this machine');
    });
  for (const name of forbiddenOfProcess)
    replace(process, name, () => {
      throw refusal(`process.${name}`, 'the runtime owns the process');
    });
  for (const name of ['writeReport', 'getReport'])
    replace(process.report, name, () => {
      throw refusal(`process.report.${name}`, 'the runtime owns the process');
    });
}

/** A timer whose call says whose code goes on. */
function notedTimer(name: 'setTimeout' | 'setInterval' | 'setImmediate'): void {
  const original = globalThis[name] as (call: (...all: unknown[]) => unknown, ...rest: unknown[]) => unknown;
  function noted(call: (...all: unknown[]) => unknown, ...rest: unknown[]): unknown {
    if (typeof call !== 'function') return original(call, ...rest);
    return original(
      (...given: unknown[]) => {
        enterAgain();
        return call(...given);
      },
      ...rest,
    );
  }
  Object.defineProperty(globalThis, name, {
    value: Object.assign(noted, original),
    writable: true,
    configurable: true,
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
  '_rawDebug',
  '_getActiveHandles',
  '_getActiveRequests',
];
