import { onlyInSteps, refusal, replace } from './replace.ts';
import { outsideStep } from './run-context.ts';

/** Outside step bodies every clock shows the time of the journal, or throws where that has no meaning. */
export function guardTime(): void {
  replace(globalThis, 'Date', journalDate(Date));
  guardFormats();
  guardPerformance();
  guardProcessClocks();
}

/** `Date` as it was, but that now is the time of the journal: `new Date()`, `Date()` and `Date.now()`. */
function journalDate(HostDate: DateConstructor): DateConstructor {
  function JournalDate(...parts: readonly unknown[]): Date | string {
    // As the language has it: called without `new`, the parts are passed over and now comes as a text.
    if (new.target === undefined) return new HostDate(now()).toString();
    return Reflect.construct(HostDate, parts.length === 0 ? [now()] : parts, new.target) as Date;
  }
  const now = (): number => outsideStep()?.source.now() ?? HostDate.now();
  replace(HostDate.prototype, 'constructor', JournalDate);
  Object.defineProperty(JournalDate, 'name', { value: 'Date' });
  Object.defineProperty(JournalDate, 'length', { value: HostDate.length });
  const { parse, UTC, prototype } = HostDate;
  return Object.assign(JournalDate, { now, parse, UTC, prototype }) as unknown as DateConstructor;
}

/** A format that is given no date formats now. */
function guardFormats(): void {
  const { prototype } = Intl.DateTimeFormat;
  const hostFormat = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const { formatToParts } = prototype;
  const orNow = (date?: Date | number): Date | number | undefined => date ?? outsideStep()?.source.now();
  Object.defineProperty(prototype, 'format', {
    get(this: Intl.DateTimeFormat) {
      const format = hostFormat?.call(this) as Intl.DateTimeFormat['format'];
      return (date?: Date | number) => format(orNow(date));
    },
  });
  replace(prototype, 'formatToParts', function (this: Intl.DateTimeFormat, date?: Date | number) {
    return formatToParts.call(this, orNow(date));
  });
}

function guardPerformance(): void {
  const hostNow = performance.now.bind(performance);
  const hostOrigin = performance.timeOrigin;
  const now = (): number => outsideStep()?.source.now() ?? hostNow();
  const prototype = Object.getPrototypeOf(performance) as object;
  for (const target of [performance, prototype]) {
    replace(target, 'now', now);
    // Outside steps now() counts from 1970, so this is where it counts from.
    Object.defineProperty(target, 'timeOrigin', {
      get: () => (outsideStep() === undefined ? hostOrigin : 0),
      configurable: false,
    });
  }
  for (const name of ['mark', 'measure', 'eventLoopUtilization', 'toJSON'])
    onlyInSteps(prototype, name, `performance.${name}`, 'use ctx.now');
}

/** What tells how long the process lives, what it has used, or how full it is. */
function guardProcessClocks(): void {
  const hostHrtime = process.hrtime.bind(process);
  const hrtime = (before?: [number, number]): [number, number] => {
    if (outsideStep() !== undefined) throw refusal('process.hrtime outside a step', 'use ctx.now');
    return hostHrtime(before);
  };
  replace(process, 'hrtime', Object.assign(hrtime, { bigint: () => nanoseconds(hrtime()) }));
  onlyInSteps(process, 'uptime', 'process.uptime', 'use ctx.now');
  onlyInSteps(process.memoryUsage, 'rss', 'process.memoryUsage.rss', 'do it inside a step');
  for (const name of [
    'cpuUsage',
    'threadCpuUsage',
    'resourceUsage',
    'memoryUsage',
    'availableMemory',
    'constrainedMemory',
  ])
    onlyInSteps(process, name, `process.${name}`, 'do it inside a step');
}

function nanoseconds([seconds, rest]: [number, number]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}
