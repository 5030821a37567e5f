import { cue, question, asking, failing, issues, type Intent } from './cue.ts';

/** What can be asked about runs, and done to them. */
export const runsIntents: readonly Intent[] = [
  {
    id: 'runs-now',
    reading: 'What is running now?',
    cues: [
      cue('running active progress flight busy working', 0.88, { not: 'why far' }),
      cue('what which anything | runs run | now currently moment', 0.92, { not: 'why' }),
      cue('what anything | runs', 0.82, { not: 'why many' }),
    ],
  },
  {
    id: 'runs-failed',
    reading: 'Which runs failed?',
    cues: [
      cue(`${asking} | ${failing}`, 0.95, { not: 'why wrong reason explain' }),
      cue(failing, 0.8, { not: 'why reason explain' }),
      cue('stuck attention | run runs job jobs what anything', 0.92, { not: 'why my' }),
      cue('stuck', 0.85, { not: 'why' }),
    ],
  },
  {
    id: 'runs-finished',
    reading: 'Which runs finished?',
    cues: [cue(`${asking} | finish* succeed* complete* ended`, 0.92, { not: 'why' })],
  },
  {
    id: 'runs-recent',
    reading: 'Show the latest runs',
    cues: [
      cue('show list recent latest all see last | runs jobs', 0.9),
      cue('what which | ran happened', 0.9, { not: 'wrong' }),
      cue('runs jobs', 0.62),
    ],
  },
  {
    id: 'overview',
    reading: 'How many runs are there, by status?',
    cues: [
      cue('many count number | run runs job jobs', 0.95, { not: 'ticket* row rows quarantin*' }),
      cue('overview summary overall situation dashboard everything', 0.85),
      cue('how what | going things happening', 0.85),
    ],
  },
  {
    id: 'run-status',
    reading: 'What is the status of the last run?',
    cues: [
      cue('status state progress far eta doing stand long', 0.95, { needs: 'run' }),
      cue('finish* done complete* ready running waiting', 0.9, { needs: 'run', not: 'why who what which' }),
      cue('show open about run', 0.75, { needs: 'run', not: `why who quote* report* start ${issues}` }),
      cue('status progress far', 0.7),
    ],
  },
  {
    id: 'run-why',
    reading: 'Why did the last run fail?',
    cues: [
      cue(`why reason explain cause | ${failing} stuck stop* cancel* wait* attention retry* slow pause* end*`, 0.97),
      cue('what | wrong happened | wrong run to with', 0.95, { not: 'today yesterday' }),
      cue('why', 0.8, { needs: 'run' }),
    ],
  },
  {
    id: 'cancel',
    reading: 'Cancel the last run',
    cues: [
      cue('cancel abort kill terminate', 0.95, { imperative: true, not: question }),
      cue('stop halt end | run job it', 0.92, { imperative: true, not: question }),
      cue('stop halt end', 0.9, { imperative: true, needs: 'run', not: question }),
    ],
  },
  {
    id: 'retry',
    reading: 'Retry the last run',
    cues: [
      cue('retry rerun re-run restart redo', 0.95, { imperative: true, not: question }),
      cue('run start try do | again', 0.92, { imperative: true, not: question }),
    ],
  },
  {
    id: 'start',
    reading: 'Start an agent on a file',
    cues: [
      cue('start launch begin kick run execute process analyse analyze review use', 0.95, {
        imperative: true,
        needs: 'target',
        not: `${question} again`,
      }),
      cue('start launch begin | run agent review job new', 0.6, { imperative: true, not: `${question} again` }),
      cue('start launch begin', 0.5, { imperative: true, not: question }),
    ],
  },
];
