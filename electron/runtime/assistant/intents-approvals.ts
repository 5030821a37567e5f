import { cue, question, asking, deciding, type Intent } from './cue.ts';

/** What can be asked about decisions, effects and stops. */
export const approvalsIntents: readonly Intent[] = [
  {
    id: 'waiting',
    reading: 'What is waiting for my decision?',
    cues: [
      cue('wait* pending open outstanding left | me i my us approv* decision* decide inbox', 0.97, { not: 'why' }),
      cue(`${asking} | wait* pending outstanding`, 0.9, { not: 'why' }),
      cue('need* must have should can | approve decide approval approvals decision* sign', 0.93, { not: 'who why' }),
      cue('need* | attention me my', 0.9, { not: 'why' }),
      cue('inbox', 0.9),
      cue('approvals', 0.8, { not: 'who' }),
    ],
  },
  {
    id: 'who-decided',
    reading: 'Who approved the latest actions?',
    cues: [
      cue(`who whose | ${deciding}`, 0.98),
      cue('when was were has been | approved rejected decided signed withdrawn', 0.9, { not: 'how' }),
      cue('what which list show | approved rejected decided decisions', 0.9),
    ],
  },
  {
    id: 'outcomes',
    reading: 'What was sent?',
    cues: [
      cue('sent executed published outbox delivered undelivered', 0.9, { not: 'who why' }),
      cue('unknown stale expired | effect* action* item* approv* any anything what which how', 0.92),
    ],
  },
  {
    id: 'decide',
    reading: 'How do I approve or reject an action?',
    cues: [
      cue('approve reject decline deny accept sign', 0.95, { imperative: true, not: question }),
      cue('how | approve reject', 0.95),
    ],
  },
  {
    id: 'halt',
    reading: 'How do I stop all effects?',
    cues: [
      cue('stop halt freeze block | everything all effects emergency sending agents', 0.97),
      cue('emergency', 0.8, { not: 'is are' }),
    ],
  },
  {
    id: 'stops',
    reading: 'Is anything stopped?',
    cues: [cue('is are anything what which any | stopped frozen stops emergency halted', 0.9, { not: 'why' })],
  },
];
