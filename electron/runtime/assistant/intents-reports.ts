import { cue, issues, type Intent } from './cue.ts';

/** What can be asked about reports and the text behind them. */
export const reportsIntents: readonly Intent[] = [
  {
    id: 'top-issues',
    reading: 'What are the top issues in the last report?',
    cues: [
      cue(
        `top main biggest most common recurring key worst frequent important largest rising growing increas* | ${issues}`,
        0.97,
      ),
      cue(`${issues} | report* found last latest what which list show`, 0.88, { not: 'quote* mention*' }),
      cue('what | complain* | customer* people about they', 0.92),
    ],
  },
  {
    id: 'quotes',
    reading: 'Show quotes about a topic',
    cues: [
      cue('quote* example* verbatim excerpt* passage*', 0.95, { needs: 'topic' }),
      cue('say said write wrote think | customer* people they anyone ticket* what', 0.93, { needs: 'topic' }),
      cue('ticket* complaint*', 0.85, { needs: 'topic' }),
      cue('quote* example*', 0.55),
    ],
  },
  {
    id: 'search',
    reading: 'Find anything about a topic',
    cues: [
      cue('find search look mention* where anything something', 0.8, { needs: 'topic' }),
      cue('', 0.62, { needs: 'topic' }),
      cue('find search', 0.5),
    ],
  },
  {
    id: 'quarantined',
    reading: 'How many tickets were quarantined?',
    cues: [
      cue(
        'quarantin* aside unreadable invalid skipped | how many ticket* row rows number count what which any why',
        0.97,
      ),
      cue('quarantin*', 0.88),
      cue('bad broken wrong | row rows ticket*', 0.9),
    ],
  },
  {
    id: 'report',
    reading: 'Where is the last report?',
    cues: [
      cue('report reports | show open where latest last link read get find see', 0.9, { not: issues }),
      cue('report reports', 0.7, { not: issues }),
    ],
  },
];
