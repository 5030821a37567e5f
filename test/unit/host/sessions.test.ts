import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHostFile, writeHostFile } from '../../../electron/host/session/host-file.ts';
import { oneUseTokens, tokenLifeMs } from '../../../electron/host/session/one-use-tokens.ts';
import { sessionIdleMs, sessionLifeMs, sessionsOf } from '../../../electron/host/session/sessions.ts';
import type { StoredSession } from '../../../electron/host/session/sessions.ts';

/** Sessions with a clock that the test moves, and what they asked to be kept. */
function stage(earlier: readonly StoredSession[] = [], nowMs = 0) {
  let now = nowMs;
  const kept: (readonly StoredSession[])[] = [];
  const sessions = sessionsOf({ nowMs: () => now, earlier, keep: (each) => void kept.push(each) });
  return { sessions, kept, advance: (ms: number) => (now += ms) };
}

test('a token is good for its minute and no longer', () => {
  let now = 0;
  const tokens = oneUseTokens(() => now);
  const early = tokens.issue('session');
  const late = tokens.issue('session');
  now = tokenLifeMs - 1;
  expect(tokens.take(early, 'session')).toBe(true);
  now = tokenLifeMs;
  expect(tokens.take(late, 'session')).toBe(false);
});

test('a session ends after twelve idle hours, and after a week however much it is used', () => {
  const { sessions, advance } = stage();
  const { cookie, secret } = sessions.open(undefined);
  advance(sessionIdleMs - 1);
  expect(sessions.knows(cookie, secret)).toBe(true);
  advance(sessionIdleMs - 1);
  expect(sessions.knows(cookie, secret)).toBe(true);
  advance(sessionIdleMs);
  expect(sessions.knows(cookie, secret)).toBe(false);
  const used = stage();
  const own = used.sessions.open(undefined);
  for (let spent = 0; spent < sessionLifeMs; spent += sessionIdleMs / 2) {
    expect(used.sessions.knows(own.cookie, own.secret)).toBe(true);
    used.advance(sessionIdleMs / 2);
  }
  expect(used.sessions.knows(own.cookie, own.secret)).toBe(false);
});

test('what is kept outlives the process and holds no secret', () => {
  const { sessions, kept } = stage();
  const { cookie, secret } = sessions.open(undefined);
  const stored = kept.at(-1) ?? [];
  expect(JSON.stringify(stored)).not.toContain(cookie);
  expect(JSON.stringify(stored)).not.toContain(secret);
  expect(stage(stored, 1000).sessions.knows(cookie, secret)).toBe(true);
  expect(stage(stored, sessionIdleMs).sessions.knows(cookie, secret)).toBe(false);
});

test('using a session is written down at most once a minute', () => {
  const { sessions, kept, advance } = stage();
  const { cookie, secret } = sessions.open(undefined);
  for (let second = 0; second < 61; second += 1) {
    sessions.knows(cookie, secret);
    advance(1000);
  }
  expect(kept).toHaveLength(1);
  advance(1000);
  sessions.knows(cookie, secret);
  expect(kept).toHaveLength(2);
});

test('a host remembers twenty browsers; an unknown cookie gets a session of its own', () => {
  const { sessions, kept } = stage();
  const first = sessions.open(undefined);
  for (let count = 0; count < 20; count += 1) sessions.open('a cookie from nowhere');
  expect(kept.at(-1)).toHaveLength(20);
  expect(sessions.knows(first.cookie, first.secret)).toBe(false);
});

test('host.json is this user’s alone, and a damaged one is an empty memory', () => {
  const workspace = join(mkdtempSync(join(tmpdir(), 'lanekeeper-host-')), 'new');
  expect(readHostFile(workspace)).toEqual({ port: null, sessions: [] });
  writeHostFile(workspace, { port: 4321, sessions: [] });
  const file = join(workspace, 'host.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ port: 4321, sessions: [] });
  for (const damaged of ['', '{"port":', '{"port":"x"}', '[]']) {
    writeFileSync(file, damaged);
    expect(readHostFile(workspace)).toEqual({ port: null, sessions: [] });
  }
});
