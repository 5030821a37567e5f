/** The signal that answers what a run has asked a person; its key is the question's id. */
export const answerSignal = 'answer';
