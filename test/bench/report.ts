import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { benchFolder, canary, spread, type Canary, type Spread } from './sitting.ts';

/** A goal of the design, and where this sitting stands: a ratio, or an absolute figure where the design names one. */
export interface Standing {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  /** `least`: the value has to reach the goal; `most`: it must not exceed it. */
  readonly kind: 'least' | 'most';
}

/** Collects the figures of one part; printed as a table and kept as JSON. */
export interface Report {
  /** One run's figure; `floor` marks what the machine itself can do. */
  add(name: string, unit: string, value: number, kind?: 'ours' | 'floor' | 'peer'): void;
  /** Times a canary; called before each run. */
  canary(): void;
  median(name: string): number;
  most(name: string): number;
  stands(standing: Standing): void;
  note(sentence: string): void;
  /** Anything worth keeping that is not a figure. */
  keep(name: string, value: unknown): void;
  print(): void;
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'ours' | 'floor' | 'peer';
  readonly values: number[];
}

export function createReport(part: string): Report {
  const startedAt = new Date();
  const figures = new Map<string, Figure>();
  const canaries: Canary[] = [];
  const standings: Standing[] = [];
  const notes: string[] = [];
  const kept: Record<string, unknown> = {};

  return {
    add(name, unit, value, kind = 'ours') {
      const figure = figures.get(name) ?? { name, unit, kind, values: [] };
      figures.set(name, figure);
      figure.values.push(value);
    },
    canary: () => void canaries.push(canary()),
    median: (name) => spread(figures.get(name)?.values ?? []).median,
    most: (name) => spread(figures.get(name)?.values ?? []).max,
    stands: (standing) => void standings.push(standing),
    note: (sentence) => void notes.push(sentence),
    keep(name, value) {
      kept[name] = value;
    },
    print() {
      console.log(`\n${part}`);
      printTable(
        ['', 'median', 'min', 'max', 'unit', 'runs'],
        [...figures.values()].map((figure) => {
          const { median, min, max, runs } = spread(figure.values);
          const name = figure.kind === 'ours' ? figure.name : `${figure.kind}: ${figure.name}`;
          return [name, number(median), number(min), number(max), figure.unit, String(runs)];
        }),
      );
      if (standings.length > 0) {
        console.log('');
        printTable(
          ['goal', '', 'here', 'asked', ''],
          standings.map((one) => [
            one.id,
            one.what,
            `${number(one.value)}${one.unit}`,
            `${one.kind === 'least' ? '≥' : '≤'} ${number(one.goal)}${one.unit}`,
            isMet(one) ? 'met' : 'not met',
          ]),
        );
      }
      if (canaries.length > 0) console.log(`\n${canaryLine(canaries)}`);
      for (const sentence of notes) console.log(sentence);
      console.log(`written to ${save()}`);
    },
  };

  function save(): string {
    mkdirSync(benchFolder, { recursive: true });
    const name = `${part}-${startedAt.toISOString().replaceAll(/[:.]/g, '-')}.json`;
    const result = {
      part,
      startedAt: startedAt.toISOString(),
      node: process.version,
      processors: cpus().length,
      figures: [...figures.values()].map((figure) => ({ ...figure, ...spread(figure.values) })),
      standings: standings.map((one) => ({ ...one, met: isMet(one) })),
      canaries,
      notes,
      ...kept,
    };
    writeFileSync(join(benchFolder, name), `${JSON.stringify(result, null, 2)}\n`);
    return join('.cache', 'bench', name);
  }
}

function isMet({ value, goal, kind }: Standing): boolean {
  return kind === 'least' ? value >= goal : value <= goal;
}

function canaryLine(canaries: readonly Canary[]): string {
  const line = (name: string, unit: string, of: Spread): string =>
    `${name} ${number(of.median)} ${unit} (${number(of.min)} to ${number(of.max)})`;
  return `canary: ${[
    line('CPU loop', 'ms', spread(canaries.map((one) => one.cpuMs))),
    line('flushes', '/s', spread(canaries.map((one) => one.flushesPerSecond))),
    line('flush p99', 'ms', spread(canaries.map((one) => one.flushP99Ms))),
  ].join(', ')}`;
}

/** Aligned columns: the first to the left, figures to the right. */
function printTable(head: readonly string[], lines: readonly (readonly string[])[]): void {
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]?.length ?? 0)));
  for (const line of [head, ...lines])
    console.log(
      line
        .map((cell, at) => (isFigure(lines, at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    );
}

function isFigure(lines: readonly (readonly string[])[], column: number): boolean {
  return column > 0 && lines.every((line) => /^[≥≤ ]*-?[\d,.]/.test(line[column] ?? ''));
}

/** Four significant digits, thousands grouped. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(4)));
}
