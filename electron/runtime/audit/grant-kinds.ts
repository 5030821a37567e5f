/** What the audit log records of grants: of one action each, and standing ones. */
export interface GrantAuditFacts {
  'grant.minted': { grant: string; envelope: string; expiresAtMs: number };
  'grant.consumed': { grant: string; envelope: string };
  /** `verb`: what happened to it; `hash`: of the version, its terms and what it is bound to. */
  'standing-grant.changed': {
    grant: string;
    version: number;
    verb: string;
    status: string;
    hash: string;
    title: string;
    reason: string;
  };
  /** `outcome`: reserved, used, released, sampled, over-cap. */
  'standing-grant.use': {
    grant: string;
    version: number;
    outcome: string;
    envelope: string;
    money: string;
    note: string;
  };
}

/** In RFC 8785 order. */
export const grantFactNames = {
  'grant.minted': ['envelope', 'expiresAtMs', 'grant'],
  'grant.consumed': ['envelope', 'grant'],
  'standing-grant.changed': ['grant', 'hash', 'reason', 'status', 'title', 'verb', 'version'],
  'standing-grant.use': ['envelope', 'grant', 'money', 'note', 'outcome', 'version'],
} as const satisfies { readonly [K in keyof GrantAuditFacts]: readonly (keyof GrantAuditFacts[K])[] };
