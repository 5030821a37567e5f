import { z } from 'zod';

/** One event of the audit log, as listed. `bytes` are the canonical bytes its leaf was hashed from. */
export const auditEventSchema = z.object({
  seq: z.number(),
  kind: z.string(),
  actorKind: z.enum(['person', 'agent', 'system']),
  actorId: z.string(),
  role: z.string().nullable(),
  runId: z.string().nullable(),
  approvalId: z.string().nullable(),
  effectId: z.string().nullable(),
  summary: z.string(),
  atMs: z.number(),
  previousHash: z.string(),
  leafHash: z.string(),
  bytes: z.string(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditVerdictSchema = z.object({
  ok: z.boolean(),
  events: z.number(),
  head: z.string(),
  /** Merkle tree root over all leaves (RFC 9162). */
  root: z.string(),
  firstBad: z.object({ seq: z.number(), reason: z.string() }).nullable(),
  /** What this check can and cannot prove. */
  note: z.string(),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
