import { beforeEach, expect, test } from 'vitest';
import { createHostRoster, type HostRoster } from '../../../electron/runtime/engine/host-roster.ts';
import { liveHost, type LiveHost } from '../../../electron/runtime/engine/live-runs.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';

let clock: FakeClock;
let said: string[];
let roster: HostRoster;
let runs = 0;

function open(hosts: number): void {
  said = [];
  clock = createFakeClock();
  roster = createHostRoster({
    engine: clock,
    hosts,
    needHost: (release, isAnother) => said.push(`${isAnother ? 'another' : 'need'} ${release}`),
    spareHost: (release) => said.push(`spare ${release}`),
    retireHost: (hostId) => said.push(`retire ${hostId}`),
    idleHost: ({ hostId }, reason) => said.push(`idle ${hostId}: ${reason}`),
    breaker: { mayTake: () => true, up: () => {}, held: () => {} },
  });
}
beforeEach(() => open(2));

function up(hostId: string, mostRuns = 1_000): LiveHost {
  const host = liveHost({ hostId, releaseHash: 'r', mostRuns, send: () => {} });
  roster.up(host);
  return host;
}

function give(host: LiveHost, many = 1): void {
  for (let one = 0; one < many; one += 1) {
    host.runs.add(`run-${(runs += 1)}`);
    roster.took(host);
  }
}

function end(host: LiveHost): void {
  host.runs.clear();
  roster.left(host);
}

test('one run keeps no spare; with a second one the next host stands ready, once', () => {
  const host = up('a');
  give(host);
  expect(said).toEqual([]);
  give(host, 5);
  expect(said).toEqual(['spare r']);
});

test('a release with many runs gets one more host where the machine has room, and runs go to the emptier one', () => {
  const first = up('a');
  give(first, 20);
  expect(said).toEqual(['spare r', 'another r']);
  const second = up('b');
  expect(roster.of('r')).toBe(second);
  give(second, 30);
  expect(said.filter((word) => word.startsWith('another'))).toHaveLength(1);
  expect(roster.of('r')).toBe(first);
});

test('where the machine has room for one, there is one', () => {
  open(1);
  give(up('a'), 60);
  expect(said).toEqual(['spare r']);
});

test('a host that has had its runs is given no more, is followed by another, and ends with its last', () => {
  const host = up('a', 2);
  give(host, 2);
  expect(said).toEqual(['spare r', 'retire a', 'need r']);
  expect(roster.of('r')).toBeUndefined();
  const next = up('b');
  expect(roster.of('r')).toBe(next);
  expect(said.some((word) => word.startsWith('idle'))).toBe(false);
  end(host);
  expect(said.at(-1)).toContain('idle a');
  expect(roster.has('a')).toBe(false);
});

test('a host without runs is given back after two minutes, and not before', () => {
  const host = up('a');
  give(host);
  clock.pass(300_000);
  end(host);
  clock.pass(119_000);
  expect(said).toEqual([]);
  clock.pass(2_000);
  expect(said).toEqual(['idle a: it had nothing to do']);
});
