/** What is done with items beside deciding on them, and what is said of the people who decide. */
export interface DutyAuditFacts {
  /** `to`: `person:ID` or `role:ROLE`; `level`: how far into its chain. */
  'approval.escalated': { to: string; level: number; reason: string };
  /** `to`: the id of who decides in the actor's place until then. */
  'approval.delegated': { to: string; untilMs: number; reason: string };
  'approval.delegation-ended': { to: string };
  /** `untilMs` null: no longer. */
  'approval.snoozed': { untilMs: number | null };
  'approval.reminded': { expiresAtMs: number };
  'person.created': { printedName: string; personRole: string };
  /** `identity`: the profile whose person it is from then on. */
  'person.linked': { person: string; identity: string; was: string; reason: string };
  'person.absent': { person: string; standIn: string | null; fromMs: number; untilMs: number; reason: string };
  'person.absence-ended': { person: string };
}

/** Fact names per kind in RFC 8785 order. */
export const dutyFactNames: { readonly [K in keyof DutyAuditFacts]: readonly (keyof DutyAuditFacts[K] & string)[] } = {
  'approval.escalated': ['level', 'reason', 'to'],
  'approval.delegated': ['reason', 'to', 'untilMs'],
  'approval.delegation-ended': ['to'],
  'approval.snoozed': ['untilMs'],
  'approval.reminded': ['expiresAtMs'],
  'person.created': ['personRole', 'printedName'],
  'person.linked': ['identity', 'person', 'reason', 'was'],
  'person.absent': ['fromMs', 'person', 'reason', 'standIn', 'untilMs'],
  'person.absence-ended': ['person'],
};
