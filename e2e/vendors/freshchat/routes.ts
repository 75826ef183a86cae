import type { Route } from './call.ts'
import { configuration } from './routes/account.ts'
import { conversationFields, createConversation, getConversation, updateConversation } from './routes/conversations.ts'
import { listMessages, postMessage } from './routes/messages.ts'
import {
  agentStatuses,
  getAgent,
  listAgents,
  listChannels,
  listGroups,
  listRoles,
  rate,
  withinBusinessHours,
} from './routes/team.ts'
import { uploadFile, uploadImage } from './routes/uploads.ts'
import {
  conversationsOfUser,
  createUser,
  deleteUser,
  fetchUsers,
  findUsers,
  getUser,
  updateUser,
} from './routes/users.ts'

/** Every endpoint there is (contract 2), fixed words before parameters. */
export const routes: Record<string, Route> = {
  'GET /accounts/configuration': configuration,
  'POST /users': createUser,
  'GET /users': findUsers,
  'POST /users/fetch': fetchUsers,
  'GET /users/:user': getUser,
  'PUT /users/:user': updateUser,
  'DELETE /users/:user': deleteUser,
  'GET /users/:user/conversations': conversationsOfUser,
  'POST /conversations': createConversation,
  'GET /conversations/fields': conversationFields,
  'GET /conversations/:conversation': getConversation,
  'PUT /conversations/:conversation': updateConversation,
  'POST /conversations/:conversation/messages': postMessage,
  'GET /conversations/:conversation/messages': listMessages,
  'POST /images/upload': uploadImage,
  'POST /files/upload': uploadFile,
  'GET /channels': listChannels,
  'GET /agents': listAgents,
  'GET /agents/status': agentStatuses,
  'GET /agents/:agent': getAgent,
  'GET /groups': listGroups,
  'GET /roles': listRoles,
  'GET /business-hours/within-bh': withinBusinessHours,
  'POST /csat/:conversation': rate,
}
