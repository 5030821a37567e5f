import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import type { Profile } from '../../../../shared/domain/person.ts';
import type { Stop } from '../../../../shared/domain/workspace.ts';
import { stoppedWords } from '../../format/stop.ts';
import { useCard } from '../../stores/card.ts';
import { filesFault, useCardFiles } from '../../stores/card-files.ts';
import type { HashCheck } from '../../stores/card.ts';
import { useDecide } from '../../stores/decide.ts';
import { useActingPerson } from '../../stores/person.ts';
import { whyNotApprove, whyNotDecide } from './may-approve.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { useWorkspace } from '../../stores/workspace.ts';

interface Deciding {
  readonly hashCheck: HashCheck;
  readonly isBusy: boolean;
  readonly hasPerson: boolean;
  readonly isTurning: boolean;
  /** Why the files that parameters are kept in are not known to be theirs; null: they are, or there are none. */
  readonly filesFault: string | null;
}

/** Why the open card cannot be decided now, for the button and for the key alike. */
export function decideObstacle(state: Deciding): string | undefined {
  if (!state.hasPerson) return 'Choose who you are first, at the top right.';
  if (state.isTurning) return 'The next card is being read.';
  if (state.isBusy) return 'The decision is on its way.';
  if (state.hashCheck === 'checking') return 'The bytes are being hashed.';
  if (state.hashCheck === 'differs') return 'The bytes shown do not have the hash to decide on.';
  return undefined;
}

/** Why it cannot be approved: an emergency stop first, since that takes a decision of its own. */
export function approveObstacle(detail: ApprovalDetail, stops: readonly Stop[], state: Deciding): string | undefined {
  return stoppedWords(stops, detail) ?? decideObstacle(state) ?? state.filesFault ?? undefined;
}

/** Both, followed as they change. */
export function useObstacles(detail: ApprovalDetail): { approve: string | undefined; reject: string | undefined } {
  const hashCheck = useCard((card) => card.hashCheck);
  const isTurning = useCard((card) => card.approvalId !== detail.approvalId);
  const isBusy = useDecide(({ busy }) => busy.has(detail.approvalId));
  const person = useActingPerson();
  const hasPerson = person !== null;
  const people = useWorkspace(({ status }) => status?.people) ?? nobody;
  const stops = useWorkspace(({ status }) => status?.stops) ?? noStops;
  const checks = useCardFiles((files) => files.checks);
  const state = { hashCheck, isTurning, isBusy, hasPerson, filesFault: filesFault(detail, checks) };
  const unsaved = useWhyNothingIsSaved();
  const own = person === null ? undefined : whyNotApprove(detail, person, people);
  const reject = decideObstacle(state) ?? (person === null ? undefined : whyNotDecide(detail, person));
  return { approve: unsaved ?? own ?? approveObstacle(detail, stops, state), reject: unsaved ?? reject };
}

const noStops: readonly Stop[] = [];
const nobody: readonly Profile[] = [];
