import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { limitOf, moneyOf } from '../../../shared/domain/amounts.ts';
import { fewestKeepDays } from '../../../shared/domain/retention.ts';
import { routingSchema, type Routing } from '../../../shared/domain/routing.ts';
import { mostRejectReasons, type Settings } from '../../../shared/domain/workspace.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { askingFrom, askingKeys } from './asking-settings.ts';
import { UsageError } from '../arguments/usage-error.ts';

type Smtp = NonNullable<Settings['smtp']>;

/** Where the rule of lanes draws its lines: steps, turns, bytes, ms. */
const routingKeys = Object.keys(routingSchema.shape) as (keyof Routing)[];
const smtpKeys = ['host', 'port', 'secure', 'from', 'user', 'passwordRef'] as const;
export const settingKeys = [
  'publishFolder',
  'outboxFrom',
  'timeZone',
  'keepRunsDays',
  'unstatedTokens',
  'unstatedMoney',
  'latencyBudgetMs',
  'rejectReasons',
  ...routingKeys.map((key) => `routing.${key}`),
  ...askingKeys,
  ...smtpKeys.map((key) => `smtp.${key}`),
];

/** What `settings set KEY=VALUE…` changes, over the settings there are. */
export function settingsFrom(stated: readonly string[], current: Settings): Partial<Settings> {
  const change: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  let smtp: Partial<Smtp> = current.smtp ?? {};
  let isSmtpNamed = false;
  for (const setting of stated) {
    const equals = setting.indexOf('=');
    if (equals < 1)
      throw new UsageError(`${setting} is no setting.`, { hint: `Write KEY=VALUE. Keys: ${settingKeys.join(', ')}.` });
    const key = setting.slice(0, equals);
    const value = setting.slice(equals + 1);
    if (key === 'publishFolder') change.publishFolder = value === '' ? null : readFolder(value);
    else if (key === 'outboxFrom') change.outboxFrom = value === '' ? null : value;
    else if (key === 'timeZone') change.timeZone = value === '' ? null : value;
    else if (key === 'keepRunsDays') change.keepRunsDays = value === '' ? null : readDays(value);
    else if (key === 'unstatedTokens') change.unstatedTokens = readTokens(value);
    else if (key === 'unstatedMoney') change.unstatedMoney = readMoney(value);
    else if (key === 'latencyBudgetMs') change.latencyBudgetMs = readLatency(value);
    else if (key.startsWith('routing.'))
      change.routing = { ...(change.routing ?? current.routing), ...readRouting(key.slice(8), value) };
    else if (key === 'rejectReasons') change.rejectReasons = readReasons(value);
    else if (isAskingKey(key)) Object.assign(change, askingFrom(key, value, { ...current, ...change }));
    else if (key === 'smtp' && value === '') change.smtp = null;
    else if (key.startsWith('smtp.')) {
      smtp = { ...smtp, ...readSmtp(key.slice(5), value) };
      isSmtpNamed = true;
    } else throw new UsageError(`There is no setting "${key}".`, { hint: `Keys: ${settingKeys.join(', ')}.` });
  }
  if (isSmtpNamed && change.smtp === null)
    throw new UsageError('"smtp=" turns mail off; do not set its fields with it.');
  return isSmtpNamed ? { ...change, smtp: wholeSmtp(smtp) } : change;
}

function isAskingKey(key: string): key is (typeof askingKeys)[number] {
  return askingKeys.some((one) => one === key);
}

function readRouting(name: string, value: string): Partial<Routing> {
  const key = routingKeys.find((one) => one === name);
  if (key === undefined)
    throw new UsageError(`There is no setting "routing.${name}".`, {
      hint: `There are: ${routingKeys.map((one) => `routing.${one}`).join(', ')}.`,
    });
  const parsed = routingSchema.shape[key].safeParse(Number(value));
  if (value.trim() === '' || !parsed.success)
    throw new UsageError(`routing.${key}=${value} is not within its bounds.`, { hint: 'Write a whole number.' });
  return { [key]: parsed.data };
}

function readSmtp(key: string, value: string): Partial<Smtp> {
  switch (key) {
    case 'host':
    case 'from':
      if (value === '') throw new UsageError(`smtp.${key} needs a value; "smtp=" turns mail off.`);
      return { [key]: value };
    case 'user':
    case 'passwordRef':
      return { [key]: value === '' ? null : value };
    case 'port': {
      const port = Number(value);
      if (!/^\d{1,5}$/.test(value) || port < 1 || port > 65_535)
        throw new UsageError(`smtp.port=${value} is not a port (1 to 65535).`);
      return { port };
    }
    case 'secure':
      if (value !== 'true' && value !== 'false') throw new UsageError(`smtp.secure=${value} is not true or false.`);
      return { secure: value === 'true' };
    default:
      throw new UsageError(`There is no setting "smtp.${key}".`, { hint: `Keys: ${settingKeys.join(', ')}.` });
  }
}

function wholeSmtp(smtp: Partial<Smtp>): Smtp {
  const { host, from, port = 587, secure = false, user = null, passwordRef = null } = smtp;
  if (host === undefined || from === undefined)
    throw new UsageError('Sending by mail needs smtp.host and smtp.from.', { hint: 'Set both in one command.' });
  return { host, port, secure, from, user, passwordRef };
}

function readDays(stated: string): number {
  const days = Number(stated);
  if (/^\d{1,5}$/.test(stated) && days >= fewestKeepDays && days <= 36_500) return days;
  throw new UsageError(`keepRunsDays=${stated} is not a number of days (${fewestKeepDays} to 36500).`, {
    hint: 'What a system did is kept for six months at least; an empty value keeps it for ever.',
  });
}

function readTokens(stated: string): number {
  const tokens = limitOf('tokens', stated);
  if (tokens !== null) return tokens.amount;
  throw new UsageError(`unstatedTokens=${stated} is no number of tokens.`);
}

/** Separated by bars: a reason may hold a comma. */
function readReasons(stated: string): string[] {
  const reasons = stated
    .split('|')
    .map((reason) => reason.trim())
    .filter((reason) => reason !== '');
  if (reasons.length <= mostRejectReasons && new Set(reasons).size === reasons.length) return reasons;
  throw new UsageError(`rejectReasons takes ${mostRejectReasons} different reasons at most, separated by |.`);
}

/** An amount of any currency. */
function readMoney(stated: string): number {
  const amount = moneyOf(`${stated} EUR`)?.amount ?? 0;
  if (amount > 0) return amount;
  throw new UsageError(`unstatedMoney=${stated} is no amount such as 0.50, of any currency.`);
}

/** A span such as 10s. */
function readLatency(stated: string): number {
  const span = limitOf('wall', stated)?.amount ?? 0;
  if (span >= 1_000 && span <= 3_600_000) return span;
  throw new UsageError(`latencyBudgetMs=${stated} is no time such as 10s or 1m, of an hour at most.`);
}

function readFolder(stated: string): string {
  const folder = resolve(stated);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new LanekeeperError('not-found', `There is no folder ${folder}. Nothing was changed.`, {
    hint: 'Make it first.',
  });
}
