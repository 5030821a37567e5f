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
      cue('ongoing underway in-flight in-progress executing', 0.9, { not: 'why' }),
      cue('being still | processed process* worked analysed analyzed run', 0.85, { not: 'why who sent' }),
      cue('working | on | you we agent agents it system', 0.88, { not: 'why' }),
      cue('still | going | runs run jobs what which anything', 0.93, { not: 'why how' }),
      cue('under | way', 0.88, { not: 'why' }),
    ],
  },
  {
    id: 'runs-failed',
    reading: 'Which runs failed?',
    cues: [
      cue(`${asking} | ${failing}`, 0.95, { not: 'why wrong reason explain come' }),
      cue(failing, 0.8, { not: 'why reason explain come' }),
      cue('stuck attention | run runs job jobs what anything', 0.92, { not: 'why my' }),
      cue('stuck', 0.85, { not: 'why' }),
      cue(`go goes going gone went | wrong`, 0.9, { not: 'why reason explain run' }),
      cue(`blow* fall fell fallen | up over`, 0.85, { not: 'why reason explain' }),
      cue('any anything what which problem* trouble* | wrong overnight', 0.7, { not: 'why' }),
    ],
  },
  {
    id: 'runs-finished',
    reading: 'Which runs finished?',
    cues: [
      cue(`${asking} | finish* succeed* complete* ended`, 0.86, { not: 'why long' }),
      cue(`${asking} | done succeeded successful* completed wrapped`, 0.84, { not: 'why wrong not long' }),
      cue('finished completed succeeded | runs jobs today yesterday', 0.9, { not: 'why' }),
    ],
  },
  {
    id: 'runs-recent',
    reading: 'Show the latest runs',
    cues: [
      cue('show list recent latest all see last | runs jobs', 0.9),
      cue('what which | ran happened', 0.9, { not: 'wrong' }),
      cue('runs jobs', 0.62),
      cue('history log | runs run jobs recent* past activity', 0.9),
      cue('recent* past previous few | activity runs jobs', 0.9),
      cue('what which | run been have did | ran run launched started executed | we you has', 0.75, {
        not: 'why can do now',
      }),
    ],
  },
  {
    id: 'overview',
    reading: 'How many runs are there, by status?',
    cues: [
      cue('many count number | run runs job jobs', 0.95, { not: 'ticket* row rows quarantin*' }),
      cue('overview summary overall situation dashboard everything', 0.85),
      cue('how what | going things happening', 0.85),
      cue('breakdown stats statistics tally totals rundown snapshot glance recap', 0.9),
      cue('how | are | we things everything', 0.82, { not: 'many why' }),
      cue('state situation picture | things everything overall big general', 0.9),
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
      cue('finish* done complete* ready over through', 0.9, { needs: 'run', not: 'why who what which how' }),
      cue('how | doing going coming getting', 0.93, { needs: 'run', not: 'why' }),
      cue('where | are is | with at', 0.88, { needs: 'run', not: `report* ${issues}` }),
      cue('update news check checking percent* percentage remaining left longer eta', 0.9, {
        needs: 'run',
        not: 'why',
      }),
      cue('still | going running', 0.92, { needs: 'run', not: 'why anything what which' }),
      cue('how | much long | longer left', 0.9),
    ],
  },
  {
    id: 'run-why',
    reading: 'Why did the last run fail?',
    cues: [
      cue(`why reason explain cause | ${failing} stuck stop* cancel* wait* attention retry* slow pause* end*`, 0.97),
      cue('what | wrong happened | wrong run to with', 0.95, { not: 'today yesterday' }),
      cue('why', 0.8, { needs: 'run' }),
      cue('what | happened wrong up matter made caused killed problem broke | run to with', 0.95, {
        needs: 'run',
        not: 'how',
      }),
      cue('what | caused kill* made broke | stop* fail* crash* end* pause* wait* die hang', 0.97),
      cue('what | caused kill* made broke', 0.93, { needs: 'run' }),
      cue(`how | come | ${failing} stop* cancel* stuck wait* pause* end*`, 0.95),
      cue(`root reason cause | cause ${failing} run behind of for`, 0.95),
      cue(`error* problem | of in with from for`, 0.9, {
        needs: 'run',
        not: `which top main common ${issues.replace('problem* ', '')}`,
      }),
    ],
  },
  {
    id: 'cancel',
    reading: 'Cancel the last run',
    cues: [
      cue('cancel abort kill terminate abandon', 0.95, { imperative: true, not: question }),
      cue('stop halt end | run job it', 0.92, { imperative: true, not: question }),
      cue('stop halt end', 0.9, { imperative: true, needs: 'run', not: question }),
      cue('call | off', 0.9, { imperative: true, not: question }),
      cue('drop scrap ditch kill quit', 0.9, { imperative: true, needs: 'run', not: question }),
      cue('pull | plug | run on', 0.9, { imperative: true, needs: 'run', not: question }),
      cue('get | rid', 0.85, { imperative: true, needs: 'run', not: question }),
    ],
  },
  {
    id: 'retry',
    reading: 'Retry the last run',
    cues: [
      cue('retry rerun re-run restart redo', 0.95, { imperative: true, not: question }),
      cue('run start try do | again', 0.92, { imperative: true, not: question }),
      cue('give have take | another second | go try shot run', 0.95, { imperative: true, not: question }),
      cue('repeat re-try re-start relaunch re-launch', 0.95, { imperative: true, not: question }),
      cue('run start try do process launch kick | once | more', 0.95, { imperative: true, not: question }),
      cue('run start try do process launch kick | one | more', 0.95, { imperative: true, not: question }),
      cue('another | try go shot', 0.85, { not: question }),
      cue('again', 0.9, { imperative: true, needs: 'run', not: question }),
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
      cue('fire trigger crunch feed put push throw queue schedule do set have', 0.93, {
        imperative: true,
        needs: 'target',
        not: `${question} again cancel retry stop`,
      }),
      cue('start* launch* kick* | off up going', 0.93, { imperative: true, needs: 'target', not: `${question} again` }),
      cue('let have get need want | have go look run through analyse analyze process over loose work', 0.9, {
        needs: 'agent',
        not: `${question} do does again`,
      }),
      cue('go | through over', 0.95, { imperative: true, needs: 'target', not: question }),
      cue('get | going started running on through', 0.9, {
        imperative: true,
        needs: 'target',
        not: `${question} again`,
      }),
    ],
  },
];
