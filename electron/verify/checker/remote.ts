import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from './finding.ts';
import { sentStatuses } from './intents.ts';
import type { Ledger } from './ledger.ts';
import type { Row, Store } from './store.ts';

/** Where a mail file can be; each key has at most one place. */
const places = ['.', 'withdrawn', 'sending', 'sent'] as const;

/** I3: what arrived outside, held against what the store says was sent. */
export function checkRemote(store: Store, ledger: Ledger): Finding[] {
  const findings: string[] = [];
  const effects = new Map(store.effects.map((effect) => [String(effect['effect_key']), effect]));
  const files = mailFiles(store.folder);
  const applied = new Map<string, number>();
  for (const row of store.applied) {
    const key = String(row['key']).split(':')[0] ?? '';
    if (!String(row['key']).includes(':')) applied.set(key, (applied.get(key) ?? 0) + 1);
  }
  for (const [key, found] of files) {
    if (found.length > 1) findings.push(`The mail of key ${key} is in ${found.join(' and ')}.`);
    findings.push(...unsent(effects.get(key), `A mail file of key ${key}`));
  }
  for (const [key, times] of applied) {
    if (times > 1) findings.push(`Key ${key} changed records ${times} times.`);
    findings.push(...unsent(effects.get(key), `A record change of key ${key}`));
  }
  for (const { key, reverses } of store.credits)
    if (reverses === null) findings.push(...unsent(effects.get(String(key)), `A credit of key ${String(key)}`));
  findings.push(...wrongBalances(store.credits));
  for (const [key, times] of Object.entries(ledger.mail)) {
    if (times > 1) findings.push(`The mail server has the message of key ${key} ${times} times.`);
    findings.push(...unsent(effects.get(key), `A sent mail of key ${key}`));
  }
  const rollingBack = new Set(ledger.rollingBack);
  for (const [key, effect] of effects) {
    findings.push(...repeated(effect));
    if (effect['status'] === 'done' && effect['compensates'] === null && !rollingBack.has(String(effect['effect_id'])))
      findings.push(
        ...missing(store.folder, effect, {
          files: files.get(key) ?? [],
          applied,
          mail: ledger.mail[key] ?? 0,
          isCredited: store.credits.some((credit) => credit['key'] === key),
        }),
      );
  }
  return findings.map((what) => ({ invariant: 'I3', what }));
}

function mailFiles(folder: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const place of places) {
    const inside = join(folder, 'outbox', place);
    if (!existsSync(inside)) continue;
    for (const name of readdirSync(inside)) {
      if (!name.endsWith('.eml') || name.startsWith('.')) continue;
      const key = name.slice(0, -'.eml'.length);
      found.set(key, [...(found.get(key) ?? []), place]);
    }
  }
  return found;
}

function unsent(effect: Row | undefined, what: string): string[] {
  if (effect === undefined) return [`${what} is there, and no effect has that key.`];
  return sentStatuses.has(effect['status']) ? [] : [`${what} is there, and its effect is ${effect['status']}.`];
}

/** Each entry of the credit ledger stands behind the one before it, with the balance that follows from it. */
function wrongBalances(credits: readonly Row[]): string[] {
  const stands = new Map<string, { number: number; balance: number }>();
  const findings: string[] = [];
  for (const credit of credits.toSorted((one, other) => Number(one['number']) - Number(other['number']))) {
    const of = `${credit['customer']} in ${credit['currency']}`;
    const before = stands.get(of) ?? { number: 0, balance: 0 };
    const now = { number: Number(credit['number']), balance: Number(credit['balance']) };
    if (now.number !== before.number + 1 || now.balance !== before.balance + Number(credit['micros']))
      findings.push(`The credits of ${of} do not add up at entry ${now.number}.`);
    stands.set(of, now);
  }
  return findings;
}

/** A mail server does not know our key: such a mail is given to it once, whatever happens. */
function repeated(effect: Row): string[] {
  const { preconditions } = JSON.parse(String(effect['envelope'])) as { preconditions: Record<string, unknown> };
  const isOnce = effect['tool_id'] === 'reply.send' && preconditions['transport'] === 'smtp';
  return isOnce && Number(effect['dispatches']) > 1
    ? [`Effect ${effect['effect_id']} cannot be repeated safely and was sent ${effect['dispatches']} times.`]
    : [];
}

interface Arrived {
  readonly files: readonly string[];
  readonly applied: ReadonlyMap<string, number>;
  readonly mail: number;
  readonly isCredited: boolean;
}

/** The folder that reports are published to lies beside the workspace, and is copied with it. */
function missing(folder: string, effect: Row, arrived: Arrived): string[] {
  const { preconditions, params } = JSON.parse(String(effect['envelope'])) as Record<
    'preconditions' | 'params',
    Record<string, unknown>
  >;
  const lost = [`Effect ${effect['effect_id']} (${effect['tool_id']}) is done, and nothing of it has arrived.`];
  switch (effect['tool_id']) {
    case 'reply.send':
      return arrived.files.length + arrived.mail > 0 ? [] : lost;
    case 'record.update':
      return (arrived.applied.get(String(effect['effect_key'])) ?? 0) > 0 ? [] : lost;
    case 'credit.issue':
      return arrived.isCredited ? [] : lost;
    case 'report.publish':
      return existsSync(join(folder, '..', basename(String(preconditions['folder'])), String(params['fileName'])))
        ? []
        : lost;
    default:
      return [];
  }
}
