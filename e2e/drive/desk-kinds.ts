export type DeskKind = 'freshchat' | 'livechat'

/** Which desk answers in a story. */
export type DeskChoice = { deskKind: DeskKind }
