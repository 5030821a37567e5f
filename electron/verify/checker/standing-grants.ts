import type { Finding } from './finding.ts';
import { coveredBy, type Terms } from './grant-scope.ts';
import { by, hasTable, type Row, type Store } from './store.ts';

interface Person {
  readonly personId: string;
}

/** I11: what a standing grant let through lies within one that two people agreed to, was in force, and had room. */
export function checkStandingGrants(store: Store): Finding[] {
  const { db } = store;
  if (!hasTable(db, 'standing_grant')) return [];
  const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[];
  const versions = new Map(rows('SELECT * FROM standing_grant').map((row) => [keyOf(row), row]));
  const moves = groupBy(rows('SELECT * FROM standing_grant_move ORDER BY n'), keyOf);
  const uses = rows('SELECT * FROM grant_use ORDER BY at_ms, effect_id');
  const useOf = new Map(uses.map((use) => [use['effect_id'], use]));
  const effects = by(store.effects, 'effect_id');
  const agreed = agreements(store);
  const findings: string[] = [];
  for (const grant of store.grants) {
    if (grant['standing_grant'] === null || grant['standing_grant'] === undefined) continue;
    const key = `${grant['standing_grant']} ${grant['standing_version']}`;
    const effect = effects.get(String(grant['effect_id']))?.[0];
    const wrong = wrongGrant(grant, {
      effect,
      standing: versions.get(key),
      moves: moves.get(key) ?? [],
      use: useOf.get(grant['effect_id'] ?? ''),
      agreed: agreed.get(key),
    });
    if (wrong !== null) findings.push(`Effect ${grant['effect_id']} ran on standing grant ${key}: ${wrong}`);
  }
  const counted = uses.filter(({ status }) => status === 'reserved' || status === 'used');
  for (const [key, own] of groupBy(counted, keyOf)) {
    const standing = versions.get(key);
    const over =
      standing === undefined ? 'there is none.' : overCaps(JSON.parse(String(standing['terms'])) as Terms, own);
    if (over !== null) findings.push(`Standing grant ${key}: ${over}`);
  }
  return findings.map((what) => ({ invariant: 'I11', what }));
}

interface Found {
  readonly effect: Row | undefined;
  readonly standing: Row | undefined;
  readonly moves: readonly Row[];
  readonly use: Row | undefined;
  readonly agreed: { readonly hash: unknown; readonly by: string } | undefined;
}

function wrongGrant(grant: Row, { effect, standing, moves, use, agreed }: Found): string | null {
  if (standing === undefined) return 'there is none.';
  if (effect === undefined) return 'there is no such effect.';
  const [proposed, decided] = [personIn(standing['proposed_by']), personIn(standing['decided_by'])];
  const terms = JSON.parse(String(standing['terms'])) as Terms & { ownerId: string };
  if (proposed === null || decided === null) return 'nobody proposed it, or nobody approved it.';
  if (proposed === decided || terms.ownerId === decided) return `${decided} alone stands behind it.`;
  if (agreed?.hash !== standing['hash'] || agreed?.by !== decided) return 'the log has no approval of these terms.';
  const mintedMs = Number(grant['minted_at_ms']);
  const from = moves.find(({ status }) => status === 'active');
  const until = from === undefined ? undefined : moves.find(({ n }) => Number(n) > Number(from['n']));
  if (from === undefined || mintedMs < Number(from['at_ms'])) return 'it was not in force yet.';
  if (until !== undefined && mintedMs > Number(until['at_ms'])) return `it was ${until['status']} by then.`;
  if (mintedMs < terms.notBeforeMs || mintedMs >= terms.expiresAtMs) return 'its time was another.';
  if (effect['tier'] !== 'gate' || effect['compensates'] !== null)
    return `it decides on no action at ${effect['tier']}.`;
  if (use === undefined || keyOf(use) !== keyOf(standing)) return 'no place under its caps was kept for it.';
  if (use['envelope_hash'] !== grant['envelope_hash']) return 'its place was kept for another action.';
  const isCounted = use['status'] === 'reserved' || use['status'] === 'used';
  const isInUse = grant['status'] === 'live' || grant['status'] === 'consumed';
  if (isInUse !== isCounted) return `its grant is ${grant['status']} and its place ${use['status']}.`;
  return coveredBy(terms, String(effect['envelope']), effect);
}

/** Money and numbers of actions, counted again in the order they went through. */
function overCaps(terms: Terms, uses: readonly Row[]): string | null {
  if (uses.length > terms.count) return `${uses.length} actions went through, and ${terms.count} may.`;
  const sums = new Map<string, number>();
  for (const use of uses) {
    const [currency, micros] = [use['currency'], Number(use['micros'])];
    if (typeof currency !== 'string') continue;
    const cap = terms.money.find((one) => one.currency === currency);
    sums.set(currency, (sums.get(currency) ?? 0) + micros);
    if (cap === undefined || micros > cap.perAction || (sums.get(currency) ?? 0) > cap.total)
      return `more ${currency} went through than may.`;
  }
  const { window } = terms;
  if (window === null) return null;
  const span = window.per === 'hour' ? 3_600_000 : 86_400_000;
  for (const use of uses) {
    const until = Number(use['at_ms']);
    const within = uses.filter((one) => Number(one['at_ms']) <= until && Number(one['at_ms']) > until - span);
    if (within.length > window.count) return `${within.length} actions went through within one ${window.per}.`;
    for (const [currency, most] of Object.entries(window.money)) {
      const moved = within.reduce((sum, one) => sum + (one['currency'] === currency ? Number(one['micros']) : 0), 0);
      if (moved > most) return `more ${currency} went through within one ${window.per} than may.`;
    }
  }
  return null;
}

/** The approvals of standing grants that the log has, by id and version. */
function agreements(store: Store): ReadonlyMap<string, { readonly hash: unknown; readonly by: string }> {
  const found = new Map<string, { hash: unknown; by: string }>();
  for (const { event } of store.audit)
    if (event?.kind === 'standing-grant.changed' && event.facts['verb'] === 'approved')
      found.set(`${event.facts['grant']} ${event.facts['version']}`, { hash: event.facts['hash'], by: event.actor.id });
  return found;
}

function personIn(value: unknown): string | null {
  return typeof value === 'string' ? (JSON.parse(value) as Person).personId : null;
}

function keyOf(row: Row): string {
  return `${row['grant_id']} ${row['version']}`;
}

function groupBy(rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, key);
}
