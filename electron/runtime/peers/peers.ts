import type { Broker } from '../effects/broker-port.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { createChildrenDesk, type ChildrenDesk } from './children-desk.ts';
import { createContractLine, type ContractLine, type ContractQuestion } from './contract-line.ts';
import { createPeerDesk } from './peer-desk.ts';
import type { LiveRun } from '../engine/live-runs.ts';
import type { PeerMessage } from './peer-entry.ts';

export interface PeersOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  readonly broker: Pick<Broker, 'withdraw'>;
  readonly activations: () => Activations;
  readonly askContract: (seq: number, question: ContractQuestion) => void;
  readonly endChild: (runId: string, how: 'cancel' | 'kill') => Promise<unknown>;
}

/** Everything runs have to do with each other. */
export interface Peers extends ChildrenDesk {
  readonly contracts: ContractLine;
  /** What a run asks for that touches another. */
  asked(live: LiveRun, message: PeerMessage): void;
}

export function createPeers(options: PeersOptions): Peers {
  const { broker, endChild } = options;
  const contracts = createContractLine(options.askContract);
  const asked = createPeerDesk({
    ...options,
    contracts,
    onContinued: (runId) => void broker.withdraw(runId, null, 'its run went on as another'),
  });
  const children = createChildrenDesk({
    ...options,
    endChild: async (runId, how) => void (await endChild(runId, how)),
  });
  return { ...children, contracts, asked };
}
