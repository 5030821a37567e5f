/** What an operator can ask for. */
export type IntentId =
  | 'waiting'
  | 'runs-now'
  | 'runs-failed'
  | 'runs-finished'
  | 'runs-recent'
  | 'overview'
  | 'run-status'
  | 'run-why'
  | 'top-issues'
  | 'quotes'
  | 'search'
  | 'quarantined'
  | 'who-decided'
  | 'outcomes'
  | 'report'
  | 'agents'
  | 'stops'
  | 'cancel'
  | 'retry'
  | 'start'
  | 'decide'
  | 'halt'
  | 'greeting'
  | 'help';

export type Need = 'run' | 'topic' | 'target' | 'agent';

/** One way to say it: every group must be met by some word. */
export interface Cue {
  readonly groups: readonly (readonly string[])[];
  /** How sure the cue alone is, 0..1. */
  readonly weight: number;
  /** Only as an order: the first word that means anything is of the first group. */
  readonly imperative: boolean;
  /** Needs these slots, or what the panel is about. */
  readonly needs: readonly Need[];
  /** Any of these words rules it out. */
  readonly not: readonly string[];
}

export interface Intent {
  readonly id: IntentId;
  /** How the assistant words it when it asks back; understood again when it is chosen. */
  readonly reading: string;
  readonly cues: readonly Cue[];
}

/** A cue from its words: groups stand between bars, `fail*` is every word that starts so. */
export function cue(
  groups: string,
  weight: number,
  more: { readonly imperative?: true; readonly needs?: Need; readonly not?: string } = {},
): Cue {
  return {
    groups: groups === '' ? [] : groups.split(' | ').map((group) => group.split(' ')),
    weight,
    imperative: more.imperative === true,
    needs: more.needs === undefined ? [] : [more.needs],
    not: more.not === undefined ? [] : more.not.split(' '),
  };
}

export const question = 'why who what when how which where was were did is are';
export const asking = 'what which any anything something show list how display tell see are is';
export const failing = 'fail* broke broken break* error* crash* blew died dies die bomb* fell unsuccessful* abort*';
export const deciding =
  'approv* reject* decid* decision* sign* declin* undo* undid withdr* okay* ok* authori* green-lit greenlit greenlight* refus* accept* deny denied vet* let-through';
export const issues =
  'issue* theme* problem* complain* topic* trend* gripe* pain* concern* grievance* frustrat* annoy* trouble* finding*';
