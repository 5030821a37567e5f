import { create } from 'zustand';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';

export type LivePolicy = MethodOutput<'policy.show'>;
type PolicyCheck = MethodOutput<'policy.check'>;

interface PolicyState {
  readonly live: LivePolicy | null;
  readonly failure: unknown;
  /** The text being typed; it outlives the page. Null: nobody has begun. */
  readonly draft: string | null;
  /** Of the newest text that was answered for; what stands there while the next is being checked. */
  readonly check: PolicyCheck | null;
  /** The text that `check` is about. */
  readonly checkedText: string | null;
  readonly checkFailure: unknown;
}

export const usePolicy = create<PolicyState>()(() => ({
  live: null,
  failure: null,
  draft: null,
  check: null,
  checkedText: null,
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

/** Keeps to the policy in force while it is shown. */
export function followPolicy(): () => void {
  void readPolicy();
  return subscribe({
    topics: ['workspace.changed'],
    onEvents: (events) => {
      const isOfPolicy = events.some(
        (event) => event.topic === 'workspace.changed' && event.payload.reason === 'policy',
      );
      if (isOfPolicy) void readPolicy();
    },
    onGap: () => void readPolicy(),
  });
}

/** A draft begins as the policy in force, under the next version. */
export function beginDraft({ policy }: LivePolicy): void {
  write(policy, policy.version + 1);
}

/** A draft that begins as an earlier policy, under the version after the one in force. */
export function beginDraftFrom(earlier: Policy): void {
  const live = usePolicy.getState().live?.policy;
  write(earlier, Math.max(earlier.version, live?.version ?? 0) + 1);
}

function write(policy: Policy, version: number): void {
  changeDraft(`${JSON.stringify({ ...policy, version }, null, 2)}\n`);
}

/** Throws why it was refused; the draft stays, because it may not be approved. */
export function proposePolicy(text: string, reason: string): Promise<MethodOutput<'policy.propose'>> {
  return call('policy.propose', { text, reason });
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
    if (usePolicy.getState().draft === text) usePolicy.setState({ check, checkedText: text, checkFailure: null });
  } catch (checkFailure) {
    if (usePolicy.getState().draft === text) usePolicy.setState({ check: null, checkFailure });
  }
}
