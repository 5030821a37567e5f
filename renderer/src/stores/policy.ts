import { create } from 'zustand';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';

export type LivePolicy = MethodOutput<'policy.show'>;
type PolicyCheck = MethodOutput<'policy.check'>;

interface PolicyState {
  readonly live: LivePolicy | null;
  readonly failure: unknown;
  /** The text being typed; it outlives the page. Null: nobody has begun. */
  readonly draft: string | null;
  /** Of the newest text that was answered for; what stands there while the next is being checked. */
  readonly check: PolicyCheck | null;
  readonly checkFailure: unknown;
}

export const usePolicy = create<PolicyState>()(() => ({
  live: null,
  failure: null,
  draft: null,
  check: null,
  checkFailure: null,
}));

/** Reads the policy in force. */
export async function readPolicy(): Promise<void> {
  try {
    usePolicy.setState({ live: await call('policy.show', {}), failure: null });
  } catch (failure) {
    usePolicy.setState({ failure });
  }
}

/** A draft begins as the policy in force, under the next version. */
export function beginDraft({ policy }: LivePolicy): void {
  changeDraft(`${JSON.stringify({ ...policy, version: policy.version + 1 }, null, 2)}\n`);
}

/** Typing pauses this long before the text is checked. */
const calmMs = 250;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the text, and has it checked once the typing pauses. */
export function changeDraft(draft: string): void {
  usePolicy.setState({ draft });
  clearTimeout(timer);
  timer = setTimeout(() => void checkDraft(draft), calmMs);
}

async function checkDraft(text: string): Promise<void> {
  try {
    const check = await call('policy.check', { text });
    if (usePolicy.getState().draft === text) usePolicy.setState({ check, checkFailure: null });
  } catch (checkFailure) {
    if (usePolicy.getState().draft === text) usePolicy.setState({ check: null, checkFailure });
  }
}
