import type { RunError } from './shapes.ts';
import { AgentError } from './agent-error.ts';

/** A child that was joined did not succeed; `code` is `child-` and its status. */
export class ChildRunError extends AgentError {
  readonly runId: string;
  readonly status: string;
  /** What the child itself failed with. */
  readonly error: RunError | null;

  constructor({ runId, status, error }: { runId: string; status: string; error: RunError | null }) {
    super(
      `child-${status}`,
      `Child run ${runId} is ${status}${error === null ? '' : `: ${error.message}`}`,
      'Look at the child run; what it finished is kept.',
    );
    this.name = 'ChildRunError';
    this.runId = runId;
    this.status = status;
    this.error = error;
  }
}
