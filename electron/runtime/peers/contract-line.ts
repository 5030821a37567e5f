import type { WireError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';

/** A value to be held against a contract. `name` stands in the words of a refusal, and with the release finds the compiled contract again. */
export interface ContractQuestion {
  readonly releaseHash: string;
  readonly name: string;
  readonly version: string;
  readonly schema: JsonObject;
  readonly where: 'input' | 'payload';
  /** JSON text. */
  readonly value: string;
}

export type ContractAnswer = { readonly ok: true } | { readonly ok: false; readonly error: WireError };

/** Asks whether a value meets a contract. Another thread answers: the engine's does nothing but decide and write. */
export interface ContractLine {
  ask(question: ContractQuestion): Promise<ContractAnswer>;
  answered(seq: number, answer: ContractAnswer): void;
}

export function createContractLine(send: (seq: number, question: ContractQuestion) => void): ContractLine {
  const waiting = new Map<number, (answer: ContractAnswer) => void>();
  let seq = 0;
  return {
    ask(question) {
      seq += 1;
      const asked = seq;
      return new Promise((resolve) => {
        waiting.set(asked, resolve);
        send(asked, question);
      });
    },
    answered(asked, answer) {
      waiting.get(asked)?.(answer);
      waiting.delete(asked);
    },
  };
}
