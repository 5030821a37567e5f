import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';

export const questionsList = command({
  name: 'questions list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list what runs ask people, those that wait for an answer',
  kind: 'reads',
  options: { all: { type: 'boolean', about: 'those that were answered or are over, too; the newest first' } },
  async run({ options, session, terminal }) {
    const { questions } = await (await session()).ask('question.list', { open: !options.all });
    const rows = questions.map((one) => [
      one.questionId,
      one.runId,
      plain(one.text),
      one.choices.map(plain).join(' | '),
      localTime(one.askedAtMs),
      one.answer === null ? (one.isOver ? 'over' : 'open') : `${plain(one.answeredBy ?? '')}: ${plain(one.answer)}`,
    ]);
    const columns = [
      { title: 'QUESTION' },
      { title: 'RUN' },
      { title: 'ASKS', isFlexible: true },
      { title: 'CHOICES', isFlexible: true },
      { title: 'SINCE' },
      { title: 'ANSWER', isFlexible: true },
    ] as const;
    const list = questions.length === 0 ? 'No questions.' : table(columns, rows, terminal);
    return { exit: 0, value: questions, text: `${list}\n\n${counted(questions.length, 'question')}` };
  },
});

export const questionsAnswer = command({
  name: 'questions answer',
  operands: 'QUESTION ANSWER',
  takes: { least: 2, most: 2 },
  about: 'answer what a run asks; it goes on with the answer',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const [questionId = '', answer = ''] = operands;
    const answered = await (await session()).act('question.answer', { questionId, answer });
    return { exit: 0, value: answered, text: `Run ${answered.runId} goes on with your answer.` };
  },
});
