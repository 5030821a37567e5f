import { create } from 'zustand';
import type { PolicyVersion } from '../../../shared/domain/policy-version.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';

interface PolicyHistoryState {
  readonly versions: readonly PolicyVersion[] | null;
  readonly next: string | null;
  /** The one whose changes are open. */
  readonly shown: MethodOutput<'policy.version'> | null;
  readonly failure: unknown;
}

export const usePolicyHistory = create<PolicyHistoryState>()(() => ({
  versions: null,
  next: null,
  shown: null,
  failure: null,
}));

export async function readVersions(): Promise<void> {
  try {
    usePolicyHistory.setState({ ...(await call('policy.versions', {})), failure: null });
  } catch (failure) {
    usePolicyHistory.setState({ failure });
  }
}

export async function moreVersions(): Promise<void> {
  const { versions, next: before } = usePolicyHistory.getState();
  if (before === null) return;
  try {
    const page = await call('policy.versions', { before });
    usePolicyHistory.setState({ versions: [...(versions ?? []), ...page.versions], next: page.next });
  } catch (failure) {
    usePolicyHistory.setState({ failure });
  }
}

/** Opens what a version changed; null closes it. */
export async function showVersion(version: PolicyVersion | null): Promise<void> {
  if (version === null) return usePolicyHistory.setState({ shown: null });
  try {
    const { policyId, version: number } = version;
    usePolicyHistory.setState({ shown: await call('policy.version', { policyId, version: number }) });
  } catch (failure) {
    usePolicyHistory.setState({ failure });
  }
}
