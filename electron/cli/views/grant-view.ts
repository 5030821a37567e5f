import type { Backtest, ListedGrant } from '../../../shared/domain/grant-backtest.ts';
import { backtestWords, capWords, scopeWords, usedOfGrant } from '../../../shared/domain/grant-words.ts';
import { moneyWords } from '../../../shared/domain/money.ts';
import type { GrantTerms } from '../../../shared/domain/standing-grant.ts';
import { table } from '../output/table.ts';
import { localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export function grantTable(grants: readonly ListedGrant[], terminal: Terminal): string {
  return table(
    [
      { title: 'GRANT' },
      { title: 'VERSION', align: 'right' },
      { title: 'STATUS' },
      { title: 'USED' },
      { title: 'UNTIL' },
      { title: 'TITLE', isFlexible: true },
    ],
    grants.map(({ grantId, version, status, terms, used }) => [
      grantId,
      String(version),
      status,
      usedOfGrant(terms, used),
      localTime(terms.expiresAtMs),
      plain(terms.title),
    ]),
    terminal,
  );
}

/** What it covers and under which caps, a line each. */
export function termLines(terms: GrantTerms): readonly string[] {
  return [
    'It covers an action when',
    ...scopeWords(terms).map((part) => `  ${plain(part)}`),
    'It allows',
    ...capWords(terms).map((part) => `  ${part}`),
    `From ${localTime(terms.notBeforeMs)} until ${localTime(terms.expiresAtMs)}, owned by ${terms.ownerId}.`,
  ];
}

export function backtestLines(found: Backtest, terminal: Terminal): readonly string[] {
  const cases = found.cases.map(({ atMs, verdict, by, title, approvalId }) => [
    localTime(atMs),
    verdict,
    by ?? '',
    plain(title),
    approvalId,
  ]);
  const columns = [
    { title: 'AT' },
    { title: 'VERDICT' },
    { title: 'BY' },
    { title: 'ACTION', isFlexible: true as const },
    { title: 'ID' },
  ];
  const days = found.perDay.map(({ day, actions, money }) => {
    const moved = Object.entries(money).map(([currency, micros]) => moneyWords({ micros, currency }));
    return `  ${day}: ${[`${actions}`, ...moved].join(', ')}`;
  });
  return [
    backtestWords(found),
    ...(days.length === 0 ? [] : ['By day:', ...days]),
    ...(cases.length === 0 ? [] : [table(columns, cases, terminal)]),
  ];
}
