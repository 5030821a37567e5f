import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { CheckReply, CheckRequest } from '../checker/checker.ts';
import type { Finding } from '../checker/finding.ts';
import type { Ledger } from '../checker/ledger.ts';
import type { PlantedVerdict } from '../checker/planted.ts';

/** The independent checker in a process of its own. */
export interface CheckerProcess {
  check(folder: string, ledger: Ledger): Promise<readonly Finding[]>;
  /** Plants violations in copies under `copies` and says which were found. */
  plant(folder: string, copies: string, ledger: Ledger): Promise<readonly PlantedVerdict[]>;
  close(): Promise<void>;
}

export function startChecker(program: string): CheckerProcess {
  const child = fork(program, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    serialization: 'advanced',
  });
  const waiting: { resolve(reply: CheckReply): void; reject(error: Error): void }[] = [];
  let isClosed = false;
  child.on('message', (reply: CheckReply) => waiting.shift()?.resolve(reply));
  child.once('exit', () => {
    isClosed = true;
    for (const { reject } of waiting.splice(0)) reject(new Error('The checker ended before it answered.'));
  });

  function ask(request: CheckRequest): Promise<CheckReply> {
    if (isClosed) return Promise.reject(new Error('The checker has ended.'));
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.send(request);
    });
  }

  return {
    async check(folder, ledger) {
      const reply = await ask({ kind: 'check', folder, ledger });
      return reply.kind === 'checked' ? reply.findings : [];
    },
    async plant(folder, copies, ledger) {
      const reply = await ask({ kind: 'plant', folder, copies, ledger });
      return reply.kind === 'planted' ? reply.violations : [];
    },
    async close() {
      if (isClosed) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
