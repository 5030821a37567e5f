import { LanekeeperError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { ModelFailureCode } from '../../../shared/domain/model-failure.ts';

/** A failure as a person reads it: what happened and what was kept, then what to do. */
export interface Explanation {
  readonly title: string;
  readonly detail: string;
  readonly next: string;
  readonly canRetry: boolean;
}

/** The one place where a failure becomes sentences for the screen. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof LanekeeperError))
    return { ...wording.internal, detail: error instanceof Error ? error.message : String(error) };
  const words = wording[error.code];
  return { ...words, detail: sentence(error.message), next: error.hint ?? words.next };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

const modelWording: Readonly<Record<ModelFailureCode, Omit<Explanation, 'detail'>>> = {
  'model-rate-limited': {
    title: 'The model endpoint asks to wait',
    next: 'Nothing was paid. It is asked again by itself when the time it named has passed.',
    canRetry: true,
  },
  'model-unavailable': {
    title: 'The model endpoint does not answer',
    next: 'Nothing was paid. Settings, Models tests it; another endpoint can be put behind it.',
    canRetry: true,
  },
  'model-timeout': {
    title: 'The model endpoint took too long',
    next: 'It may have been paid for. Ask again, or give the endpoint more time in Settings, Models.',
    canRetry: true,
  },
  'model-cut': {
    title: 'The answer was cut off',
    next: 'It may have been paid for, so what was reserved stays charged. Asking again is a second cost.',
    canRetry: true,
  },
  'model-bad-answer': {
    title: 'The model endpoint answered what cannot be read',
    next: 'It may have been paid for. Settings, Models tests what the endpoint is able to do.',
    canRetry: false,
  },
  'model-refused-request': {
    title: 'The model endpoint refused the request',
    next: 'Nothing was paid. Asking the same again would end the same; change the model, the tools or the text.',
    canRetry: false,
  },
  'model-unauthorised': {
    title: 'The model endpoint refused the key',
    next: 'Nothing was paid. Give the endpoint a key that is valid in Settings, Models.',
    canRetry: false,
  },
  'model-stopped': {
    title: 'The answer was stopped',
    next: 'What was said until then may have been paid for.',
    canRetry: true,
  },
  'response-lost': {
    title: 'The provider no longer has the answer',
    next: 'It may have been paid for, so what was reserved stays charged. Asking again is a second cost.',
    canRetry: true,
  },
  'egress-denied': {
    title: 'This place is not listed',
    next: 'Nothing was sent. List its origin in Settings, Places outside.',
    canRetry: false,
  },
};

const wording: Readonly<Record<ErrorCode, Omit<Explanation, 'detail'>>> = {
  'invalid-input': {
    title: 'This cannot be used as it is',
    next: 'Nothing was changed. Correct the marked value and try again.',
    canRetry: false,
  },
  'not-found': {
    title: 'This is not here any more',
    next: 'Nothing was changed. Go back to the list and open it again.',
    canRetry: false,
  },
  'wrong-state': {
    title: 'This is not possible in its present state',
    next: 'Nothing was changed. The page shows the state it is in now.',
    canRetry: false,
  },
  refused: { title: 'Refused', next: 'Nothing was changed.', canRetry: false },
  stale: {
    title: 'It changed since you looked at it',
    next: 'Nothing was done. Open it again, look at what changed, and decide on that.',
    canRetry: false,
  },
  'already-decided': {
    title: 'Somebody decided first',
    next: 'The first decision stands. Yours is kept in the audit log as refused.',
    canRetry: false,
  },
  'command-reused': {
    title: 'This was sent before as something else',
    next: 'Nothing was done now. Try again: it is sent as a new command.',
    canRetry: true,
  },
  'no-person': {
    title: 'Choose who you are first',
    next: 'Nothing was changed. Choose a local profile at the top right, then try again.',
    canRetry: false,
  },
  'not-allowed': {
    title: 'Your role may not do this',
    next: 'Nothing was changed. A person with the role named above can.',
    canRetry: false,
  },
  'queue-full': {
    title: 'The queue is full',
    next: 'Nothing was started. Try again when some of its runs have started, or choose another queue.',
    canRetry: true,
  },
  'too-large': {
    title: 'Too large for one request',
    next: 'Nothing was sent. Choose fewer items, or a smaller file.',
    canRetry: false,
  },
  'disk-full': {
    title: 'The disk is full',
    next: 'Everything recorded so far is kept. Free space on the disk of the workspace; work goes on by itself.',
    canRetry: true,
  },
  damaged: {
    title: 'This workspace is damaged',
    next: 'Nothing was deleted and nothing is sent. Restore it from a backup.',
    canRetry: false,
  },
  degraded: {
    title: 'New work is refused for now',
    next: 'Everything recorded so far is kept. Settings, Checks says what is wrong.',
    canRetry: true,
  },
  'outcome-unknown': {
    title: 'We cannot tell whether this was done',
    next: 'Look at the item before you try again; its state below is read from the log.',
    canRetry: false,
  },
  unreachable: {
    title: 'The runtime did not answer',
    next: 'What is recorded is kept, and the console reconnects by itself. Try again when it says connected.',
    canRetry: true,
  },
  unsupported: { title: 'This cannot be done here', next: 'Nothing was changed.', canRetry: false },
  ...modelWording,
  internal: {
    title: 'Something broke inside Lanekeeper',
    next: 'What was recorded before is kept. Try again; if it happens twice, Settings, Checks helps to find out why.',
    canRetry: true,
  },
};
