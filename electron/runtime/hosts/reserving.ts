import type { HostCall } from './protocol.ts';

/** Calls that wait for what they ask for to be reserved. */
export interface Reserving {
  /** Begins at once what nothing has to be reserved for. */
  ask(call: HostCall, begin: () => void): void;
  reserved(path: string): void;
  countsSteps(countsSteps: boolean): void;
}

/** `inFlight`: paths the engine has still to answer for. `isWanted`: false once its run, or its branch, is given up. */
export function createReserving(
  countsSteps: boolean,
  inFlight: Set<string>,
  isWanted: (path: string) => boolean,
  send: (call: HostCall) => void,
): Reserving {
  const waiting = new Map<string, () => void>();
  let asksForSteps = countsSteps;
  return {
    ask(call, begin) {
      if (call.kind === 'step' && !asksForSteps) return begin();
      if (!isWanted(call.path)) return;
      waiting.set(call.path, begin);
      inFlight.add(call.path);
      send(call);
    },
    reserved(path) {
      const begin = waiting.get(path);
      waiting.delete(path);
      inFlight.delete(path);
      if (isWanted(path)) begin?.();
    },
    countsSteps(now) {
      asksForSteps = now;
    },
  };
}
