import { checkAcknowledged } from './acknowledged.ts';
import { checkChain } from './chain.ts';
import { checkCosts } from './costs.ts';
import { checkDecisions } from './decisions.ts';
import type { Finding, Invariant } from './finding.ts';
import { checkHashes } from './hashes.ts';
import { checkIntegrity } from './integrity.ts';
import { checkIntents } from './intents.ts';
import type { Ledger } from './ledger.ts';
import { checkOwners } from './owners.ts';
import { checkReadModels } from './read-models.ts';
import { checkRemote } from './remote.ts';
import { checkStandingGrants } from './standing-grants.ts';
import { openStore, type Store } from './store.ts';

const checks: Readonly<Record<Invariant, (store: Store, ledger: Ledger) => Finding[]>> = {
  I1: checkAcknowledged,
  I2: checkIntents,
  I3: checkRemote,
  I4: checkHashes,
  I5: checkOwners,
  I6: checkChain,
  I7: checkDecisions,
  I8: checkCosts,
  I9: checkIntegrity,
  I10: checkReadModels,
  I11: checkStandingGrants,
};

/** Holds a store against every invariant. No process may have it open; its log is recovered as at any start. */
export function checkStore(folder: string, ledger: Ledger): Finding[] {
  let store: Store;
  try {
    store = openStore(folder);
  } catch (error) {
    return [...nothingKept(ledger), { invariant: 'I9', what: `The store cannot be read: ${words(error)}` }];
  }
  try {
    return Object.entries(checks).flatMap(([invariant, check]) => {
      try {
        return check(store, ledger);
      } catch (error) {
        return [{ invariant: invariant as Invariant, what: `It cannot be checked: ${words(error)}` }];
      }
    });
  } finally {
    store.close();
  }
}

function nothingKept(ledger: Ledger): Finding[] {
  const { length } = ledger.acknowledged;
  return length === 0 ? [] : [{ invariant: 'I1', what: `${length} acknowledged commands are gone with the store.` }];
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
