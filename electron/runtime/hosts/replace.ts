import { outsideStep } from './run-context.ts';

/** What an agent is told that reached for something it may not have. */
export function refusal(what: string, instead: string): Error {
  return new Error(`${what} is not available to an agent: ${instead}.`);
}

/** Puts another value in the place of a global one, for good. */
export function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: true });
}

/** Lets agent code call a function inside step bodies only; elsewhere its result would differ between two replays. */
export function onlyInSteps(target: object, name: string, what: string, instead: string): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return;
  function guarded(this: unknown, ...all: unknown[]): unknown {
    if (outsideStep() !== undefined) throw refusal(`${what} outside a step`, instead);
    return Reflect.apply(original as (...all: unknown[]) => unknown, this, all);
  }
  replace(target, name, Object.assign(guarded, original));
}
