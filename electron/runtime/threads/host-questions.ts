import type { FileRef, Inspection } from '../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { HostAnswer, HostDescription, ToHostQuestion } from '../hosts/protocol.ts';

/** What is asked of one host that is not about a run. */
export interface HostQuestions {
  describe(): Promise<HostDescription>;
  inspect(file: FileRef): Promise<Inspection>;
  hear(answer: HostAnswer): void;
  /** The host has ended: what it was asked is refused. */
  end(): void;
  /** Resolves when nobody waits for an answer. */
  quiet(): Promise<void>;
}

export function createHostQuestions(ask: (question: ToHostQuestion) => void): HostQuestions {
  let seq = 0;
  const waiting = new Map<number, { resolve: (answer: HostAnswer) => void; reject: (error: Error) => void }>();
  const quieted: (() => void)[] = [];

  function question(make: (seq: number) => ToHostQuestion): Promise<HostAnswer> {
    seq += 1;
    const asked = seq;
    return new Promise((resolve, reject) => {
      waiting.set(asked, { resolve, reject });
      ask(make(asked));
    });
  }

  function over(asked: number): void {
    waiting.delete(asked);
    if (waiting.size === 0) for (const resolve of quieted.splice(0)) resolve();
  }

  return {
    async describe() {
      const answer = await question((asked) => ({ kind: 'describe', seq: asked }));
      if (answer.kind !== 'described') throw new LanekeeperError('internal', 'The host answered something else.');
      return answer.description;
    },
    async inspect(file) {
      const answer = await question((asked) => ({ kind: 'inspect', seq: asked, file }));
      if (answer.kind !== 'inspected') throw new LanekeeperError('internal', 'The host answered something else.');
      return answer.inspection;
    },
    hear(answer) {
      if (!('seq' in answer)) return;
      const call = waiting.get(answer.seq);
      over(answer.seq);
      if (answer.kind !== 'call-failed') return call?.resolve(answer);
      const { message, hint } = answer.error;
      call?.reject(new LanekeeperError('refused', message, hint === undefined ? {} : { hint }));
    },
    end() {
      for (const [asked, call] of waiting) {
        over(asked);
        call.reject(new LanekeeperError('refused', 'The agent host ended before it answered.'));
      }
    },
    quiet: () => (waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => void quieted.push(resolve))),
  };
}
