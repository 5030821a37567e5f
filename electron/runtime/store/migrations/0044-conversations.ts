import type { Db } from '../open.ts';

/**
 * Conversations, their turns as a tree, and what belongs to a turn: what was said to it while it was at work, the runs
 * that are done for it, what they ask, and what agents remember. A turn's status is its run's; what is written with the
 * run's own change is that it has ended, and since when its latency budget is used up.
 */
export function conversations(db: Db): void {
  db.exec(`
    CREATE TABLE conversation (
      conversation_id TEXT PRIMARY KEY, title TEXT NOT NULL, is_titled INTEGER NOT NULL, agent_id TEXT NOT NULL,
      person_id TEXT NOT NULL, head_id TEXT, turns INTEGER NOT NULL, created_at_ms INTEGER NOT NULL,
      changed_at_ms INTEGER NOT NULL, removed_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conversation_listed ON conversation (changed_at_ms, conversation_id) WHERE removed_at_ms IS NULL;
    CREATE TABLE turn (
      turn_id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL REFERENCES conversation, parent_id TEXT, regenerates TEXT,
      person_id TEXT NOT NULL, text TEXT NOT NULL, attachments TEXT NOT NULL, about TEXT, labels TEXT NOT NULL,
      run_id TEXT, lane TEXT, lanes TEXT NOT NULL, error TEXT, budget_ms INTEGER NOT NULL, left_ms INTEGER NOT NULL,
      counting_since_ms INTEGER, due_at_ms INTEGER, asked_at_ms INTEGER NOT NULL, ended_at_ms INTEGER, seen_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX turn_tree ON turn (conversation_id, parent_id, turn_id);
    CREATE UNIQUE INDEX turn_run ON turn (run_id) WHERE run_id IS NOT NULL;
    CREATE INDEX turn_open ON turn (conversation_id, turn_id) WHERE ended_at_ms IS NULL;
    CREATE INDEX turn_waiting ON turn (parent_id, turn_id) WHERE run_id IS NULL;
    CREATE INDEX turn_due ON turn (due_at_ms) WHERE due_at_ms IS NOT NULL;

    CREATE TABLE steer (
      signal_id TEXT PRIMARY KEY, turn_id TEXT NOT NULL REFERENCES turn, run_id TEXT NOT NULL, person_id TEXT NOT NULL,
      text TEXT NOT NULL, at_ms INTEGER NOT NULL, became_id TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX steer_turn ON steer (turn_id, signal_id);
    CREATE TABLE handoff (
      turn_id TEXT NOT NULL REFERENCES turn, run_id TEXT NOT NULL, conversation_id TEXT NOT NULL, kind TEXT NOT NULL, gives TEXT NOT NULL,
      returns TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (turn_id, run_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX handoff_run ON handoff (run_id, turn_id);
    CREATE INDEX handoff_conversation ON handoff (conversation_id, run_id);

    CREATE TABLE question (
      question_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, choices TEXT NOT NULL,
      asked_at_ms INTEGER NOT NULL, answer TEXT, answered_by TEXT, answered_at_ms INTEGER, over_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX question_run ON question (run_id, question_id);
    CREATE INDEX question_open ON question (run_id, path) WHERE answered_at_ms IS NULL AND over_at_ms IS NULL;

    CREATE TABLE memory (
      memory_id TEXT PRIMARY KEY, agent_id TEXT NOT NULL, text TEXT NOT NULL, run_id TEXT NOT NULL, source TEXT NOT NULL,
      changed_by TEXT, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX memory_agent ON memory (agent_id, memory_id);

    CREATE VIRTUAL TABLE conversation_search USING fts5 (
      conversation_id, turn_id UNINDEXED, body, tokenize = 'porter unicode61'
    );
  `);
}
