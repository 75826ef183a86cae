/** Why a person was asked for, in words for agents and owners. A bot's own reason, or a rule's name, stands for itself. */
export function reasonText(reason: string): string {
  return words.get(reason) ?? reason
}

const words = new Map([
  ['asked', 'The visitor asked for a person'],
  ['words', 'The visitor asked for a person in words'],
  ['said', 'There is no bot: the visitor wrote'],
  ['angry', 'The visitor sounds upset'],
  ['the bot failed', 'The bot failed'],
  ['notUnderstood', 'The bot had no answer'],
  ['goesOn', 'The visitor is back and wants to go on with the same team'],
  ['again', 'The visitor needs a person again'],
  ['deskClosed', 'Nobody was there'],
  ['failed', 'The desk could not be reached'],
  ['timedOut', 'Nobody was free in time'],
  ['noDesk', 'There is no desk to ask'],
])
