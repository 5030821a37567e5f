/** What people do in conversations; their words are not here, since a conversation can be removed. */
export interface ConversationAuditFacts {
  'conversation.begun': { conversation: string; agent: string };
  'conversation.renamed': { conversation: string };
  /** `runs`: whose contents are removed with it. */
  'conversation.removed': { conversation: string; turns: number; runs: number };
  /** What was said is named by its hash. `waits`: for the turn before it. */
  'turn.said': { conversation: string; turn: string; waits: boolean };
  /** It waited and will not begin; `code`: why it could not be begun, empty where a person dropped it. */
  'turn.dropped': { conversation: string; turn: string; code: string };
  'turn.steered': { conversation: string; turn: string };
  /** `by`: person or budget. */
  'turn.promoted': { conversation: string; turn: string; by: string; queue: string };
  'question.asked': { question: string };
  'question.answered': { question: string };
  'memory.kept': { memory: string; agent: string };
  'memory.changed': { memory: string; agent: string };
  'memory.erased': { memory: string; agent: string };
}

/** Fact names per kind in RFC 8785 order. */
export const conversationFactNames: {
  readonly [K in keyof ConversationAuditFacts]: readonly (keyof ConversationAuditFacts[K] & string)[];
} = {
  'conversation.begun': ['agent', 'conversation'],
  'conversation.renamed': ['conversation'],
  'conversation.removed': ['conversation', 'runs', 'turns'],
  'turn.said': ['conversation', 'turn', 'waits'],
  'turn.dropped': ['code', 'conversation', 'turn'],
  'turn.steered': ['conversation', 'turn'],
  'turn.promoted': ['by', 'conversation', 'queue', 'turn'],
  'question.asked': ['question'],
  'question.answered': ['question'],
  'memory.kept': ['agent', 'memory'],
  'memory.changed': ['agent', 'memory'],
  'memory.erased': ['agent', 'memory'],
};

type Sentences = {
  readonly [K in keyof ConversationAuditFacts]: (facts: ConversationAuditFacts[K], who: string) => string;
};

export const conversationSentences: Sentences = {
  'conversation.begun': (f, who) => `${who} began a conversation with ${f.agent}.`,
  'conversation.renamed': (_, who) => `${who} renamed a conversation.`,
  'conversation.removed': (f, who) =>
    `${who} removed a conversation of ${f.turns} turns, and the contents of its ${f.runs} runs.`,
  'turn.said': (f, who) => `${who} said something${f.waits ? '; it waits for the turn before it' : ''}.`,
  'turn.dropped': (f, who) =>
    f.code === '' ? `${who} took back a turn that waited.` : `A turn that waited could not be begun (${f.code}).`,
  'turn.steered': (_, who) => `${who} said something to a turn at work.`,
  'turn.promoted': (f, who) =>
    f.by === 'person'
      ? `${who} let a turn go on in the background (queue ${f.queue}).`
      : `A turn used up its latency budget and goes on in the background (queue ${f.queue}).`,
  'question.asked': () => 'The run asked a person a question.',
  'question.answered': (_, who) => `${who} answered a question of the run.`,
  'memory.kept': (f) => `${f.agent} keeps something in its memory.`,
  'memory.changed': (f, who) => `${who} changed what ${f.agent} remembers.`,
  'memory.erased': (f, who) => `${who} erased something that ${f.agent} remembered.`,
};
